import type { JobEvent } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { hasJobEvent, type JobEventRow, readJobEvents } from '../store/job-events.ts';
import { readJob } from '../store/jobs.ts';
import type { Db } from '../store/schema.ts';
import type { NumberedJobEvent } from './job-service.ts';
import { parseOwn } from './job-view.ts';
import type { Wakers } from './wakers.ts';

const page_rows = 100;

/** Where a reader stands: the last row it has seen, and how many lines of it; all of them when null. */
interface Cursor {
  event_id: number;
  lines: number | null;
}

interface Dependencies {
  db: Db;
  clock: Clock;
  wakers: Wakers;
}

/**
 * Events of one job from the record: those after `last_event_id`, then those that come, until the one that ends the job.
 * An id that the job did not give, or whose event is not kept any more, begins again from the first one, after a `stream.reset`.
 */
export async function readEventLog(
  { db, clock, wakers }: Dependencies,
  job_id: string,
  last_event_id: string | null,
  signal: AbortSignal,
): Promise<AsyncGenerator<NumberedJobEvent, void, void>> {
  if (!(await readJob(db, job_id))) throw new AppError('job_not_found');
  const asked = parseCursor(last_event_id);
  // Ids count over all jobs, so one of another job lies among ours; one of ours may be forgotten.
  const is_known = asked !== null && (asked.event_id === 0 || (await hasJobEvent(db, job_id, asked.event_id)));
  const is_lost = last_event_id !== null && !is_known;

  async function* read(): AsyncGenerator<NumberedJobEvent, void, void> {
    let cursor: Cursor = asked === null || is_lost ? { event_id: 0, lines: null } : asked;
    let is_first_output = cursor.event_id === 0;
    const at = new Date(clock.now()).toISOString();
    if (is_lost) yield { id: '0', event: { type: 'stream.reset', at, reason: 'events_missed' } };
    while (!signal.aborted) {
      const news = wakers.next(job_id, signal);
      const is_over = (await readJob(db, job_id))?.finished_at !== null;
      const from = cursor.lines === null ? cursor.event_id + 1 : cursor.event_id;
      const rows = await readJobEvents(db, job_id, from, page_rows);
      for (const row of rows) {
        if (is_first_output && row.line_count > 0) {
          is_first_output = false;
          yield* sayWhatIsMissing(row);
        }
        const seen = cursor.event_id === row.event_id ? (cursor.lines ?? 0) : 0;
        yield* toEvents(row, seen);
        cursor = { event_id: row.event_id, lines: null };
        if (row.type === 'job.ended') return;
      }
      if (rows.length < page_rows && is_over) return;
      if (rows.length < page_rows) await news;
    }
  }

  async function* sayWhatIsMissing(row: JobEventRow): AsyncGenerator<NumberedJobEvent, void, void> {
    const dropped = (await readJob(db, job_id))?.dropped_lines ?? 0;
    if (dropped === 0) return;
    const line = `(${dropped} older lines are not kept)`;
    yield { id: `${row.event_id}-0`, event: { type: 'job.output', at: row.at, line } };
  }
  return read();
}

function* toEvents(row: JobEventRow, seen_lines: number): Generator<NumberedJobEvent, void, void> {
  const { type, at } = row;
  if (row.line_count === 0) {
    yield { id: String(row.event_id), event: { type, at, ...parseOwn<Partial<JobEvent>>(row.data) } };
    return;
  }
  const { step_name, lines } = parseOwn<{ step_name: string; lines: string[] }>(row.data);
  for (const [index, line] of lines.entries()) {
    if (index < seen_lines) continue;
    yield { id: `${row.event_id}-${index + 1}`, event: { type, at, step_name, line } };
  }
}

/** `12` is a whole row, `12-3` its first three lines. */
function parseCursor(id: string | null): Cursor | null {
  const match = /^(\d{1,15})(?:-(\d{1,9}))?$/.exec(id ?? '');
  if (!match) return null;
  return { event_id: Number(match[1]), lines: match[2] === undefined ? null : Number(match[2]) };
}
