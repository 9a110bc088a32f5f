import type { Evidence, JobEvent, JobSummary } from '@moltbot-ops/sdk/types';
import type { AuditEntry } from '../audit/entry.ts';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { dropOldJobLines, insertJobEvents } from '../store/job-events.ts';
import { writeJobFacts } from '../store/job-facts.ts';
import { type JobStepChange, type JobStepRow, updateJobStep } from '../store/job-steps.ts';
import { type JobChange, type JobRow, updateJob } from '../store/jobs.ts';
import type { Db, Trx } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { StoppedError } from './failures.ts';
import { createJobOutput, lines_max } from './job-output.ts';
import { countSteps, toStep, toSummary } from './job-view.ts';
import type { JobFacts } from './plan.ts';
import { sleep } from './sleep.ts';

/** Several changes that are durable together. */
export interface RecordChange {
  job?: JobChange;
  steps?: { position: number; change: JobStepChange }[];
  facts?: JobFacts;
  audit?: AuditEntry[];
}

/** A job as it lies in the database and, in step with it, in memory. */
export interface JobRecord {
  job(): JobRow;
  steps(): readonly JobStepRow[];
  facts(): Readonly<JobFacts>;
  /**
   * Makes a change durable before it answers. The change is decided inside the transaction, so that it is based on what
   * is true then; null leaves all as it is and answers false. While the store cannot be written it is tried again and
   * again, and the work stands still; throws `StoppedError` when the agent closes. With `once` it throws
   * `storage_unavailable` instead of trying again.
   */
  write(decide: () => RecordChange | null, options?: { once?: boolean }): Promise<boolean>;
  /** One line of a step, not yet redacted. */
  output(step_name: string, line: string): void;
  progress(position: number, share: number | null, message: string | null): void;
  close(): void;
}

export interface RecordDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  closing: AbortSignal;
  /** Told of every durable change. */
  onWritten: (summary: JobSummary, written: { is_changed: boolean; is_ended: boolean }) => void;
}

const retry_ms = { first: 1_000, longest: 30_000 };
/** Output is cut back when it has grown by a quarter over its bound, not with every line. */
const lines_slack = lines_max / 4;

export function openJobRecord(
  deps: RecordDependencies,
  state: { job: JobRow; steps: JobStepRow[]; facts: JobFacts },
): JobRecord {
  let { job, steps, facts } = state;
  // Unknown until it was counted once.
  let kept_lines = Number.POSITIVE_INFINITY;
  const progress = new Map<number, JobStepChange>();
  const isoNow = () => new Date(deps.clock.now()).toISOString();
  const output = createJobOutput({ clock: deps.clock, redactor: deps.redactor, onDue: () => void flush() });

  /** All that waits, as one transaction; answers what memory becomes once it is durable. */
  async function writeIn(trx: Trx, change: RecordChange) {
    const { batches, dropped } = output.peek();
    const at = isoNow();
    const event = (type: JobEvent['type'], data: object, line_count = 0) => ({
      ...{ job_id: job.job_id, type, at, line_count },
      data: JSON.stringify(data),
    });
    const events = batches.map((batch) => event('job.output', batch, batch.lines.length));
    const lines = batches.reduce((sum, batch) => sum + batch.lines.length, 0);
    const step_changes = mergeProgress(progress, change.steps ?? []);
    const next_steps = steps.map((row) => ({ ...row, ...step_changes.get(row.position) }));
    for (const [position, step_change] of step_changes) {
      await updateJobStep(trx, job.job_id, position, step_change);
      const row = next_steps[position];
      if (row) events.push(event('job.step', { step: toStep(row) }));
    }
    let next_job: JobRow = { ...job, ...change.job, dropped_lines: job.dropped_lines + dropped };
    const is_ended = next_job.finished_at !== null && job.finished_at === null;
    const is_changed = change.job !== undefined || countSteps(steps).steps_done !== countSteps(next_steps).steps_done;
    const summary = toSummary(next_job, countSteps(next_steps));
    if (is_changed && !is_ended) events.push(event('job.changed', { job: summary }));
    if (is_ended) events.push(event('job.ended', { job: summary }));
    await insertJobEvents(trx, events);
    let next_lines = kept_lines + lines;
    if (lines > 0 && next_lines > lines_max + lines_slack) {
      const gone = await dropOldJobLines(trx, job.job_id, lines_max);
      next_job = { ...next_job, dropped_lines: next_job.dropped_lines + gone };
      next_lines = lines_max;
    }
    const dropped_lines = next_job.dropped_lines;
    if (change.job || dropped_lines !== job.dropped_lines)
      await updateJob(trx, job.job_id, { ...change.job, dropped_lines });
    const named = Object.entries(change.facts ?? {});
    await writeJobFacts(
      trx,
      named.map(([name, value]) => ({ job_id: job.job_id, name, value: JSON.stringify(value) })),
    );
    for (const entry of change.audit ?? []) await deps.ledger.append(entry, trx);
    const written = new Map(progress);
    return () => {
      job = next_job;
      steps = next_steps;
      facts = { ...facts, ...change.facts };
      kept_lines = next_lines;
      output.taken();
      for (const [position, kept] of written) if (progress.get(position) === kept) progress.delete(position);
      if (events.length > 0) deps.onWritten(summary, { is_changed, is_ended });
    };
  }

  async function writeOnce(decide: () => RecordChange | null): Promise<boolean> {
    return inTransaction(
      deps.db,
      async (trx) => {
        const change = decide();
        return change === null ? null : writeIn(trx, change);
      },
      (publish) => publish?.(),
    ).then((publish) => publish !== null);
  }

  async function write(decide: () => RecordChange | null, { once = false } = {}): Promise<boolean> {
    for (let wait_ms = retry_ms.first; ; wait_ms = Math.min(wait_ms * 2, retry_ms.longest)) {
      try {
        return await writeOnce(decide);
      } catch (error) {
        if (deps.closing.aborted) throw new StoppedError();
        if (once || !(error instanceof AppError) || error.code !== 'storage_unavailable') throw error;
        deps.log.warn('a job stands still: its record cannot be written', { job_id: job.job_id, wait_ms });
        await sleep(deps.clock, wait_ms, [deps.closing]);
      }
    }
  }

  /** Output and progress are no gate: what cannot be written now comes with the next change. */
  async function flush(): Promise<void> {
    if (deps.closing.aborted) return;
    await writeOnce(() => (job.finished_at === null ? {} : null)).catch((error: unknown) => {
      deps.log.warn('output of a job not written', { job_id: job.job_id, cause: String(error) });
    });
  }

  return {
    job: () => job,
    steps: () => steps,
    facts: () => facts,
    write,
    output: output.push,
    progress: (position, share, message) => {
      const row = steps[position];
      if (row?.state !== 'running' && row?.state !== 'undoing') return;
      const known = share === null || Number.isNaN(share) ? null : Math.min(1, Math.max(0, share));
      progress.set(position, { progress: known, ...(message === null ? {} : { message }) });
      output.nudge();
    },
    close: output.close,
  };
}

/** What a change of state says of a step outweighs what it told of itself before. */
function mergeProgress(
  progress: ReadonlyMap<number, JobStepChange>,
  changes: { position: number; change: JobStepChange }[],
): Map<number, JobStepChange> {
  const merged = new Map(progress);
  for (const { position, change } of changes) merged.set(position, { ...merged.get(position), ...change });
  return merged;
}

const evidence_max = 50;

/** Evidence as it is stored: redacted and bounded. */
export function encodeEvidence(evidence: readonly Evidence[], redact: (text: string) => string): string {
  const clean = evidence.slice(0, evidence_max).map(({ label, value }) => ({
    label: redact(label).slice(0, 200),
    value: redact(value).slice(0, 2_000),
  }));
  return JSON.stringify(clean);
}
