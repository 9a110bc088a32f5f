import type { JobEvent } from '@moltbot-ops/sdk/types';
import type { Generated, Selectable } from 'kysely';
import type { Db, Trx } from './schema.ts';

/**
 * What happened in a job, in order. Ids never come again, also after rows are gone. Lines of output that came together
 * lie together in one row: `data` is JSON text, and `line_count` says how many lines it holds.
 */
export interface JobEventTable {
  event_id: Generated<number>;
  job_id: string;
  type: JobEvent['type'];
  at: string;
  data: string;
  line_count: number;
}

export type JobEventRow = Selectable<JobEventTable>;

export async function insertJobEvents(trx: Trx, events: Omit<JobEventRow, 'event_id'>[]): Promise<void> {
  if (events.length > 0) await trx.insertInto('job_events').values(events).execute();
}

/** From the given id on, itself included. */
export async function readJobEvents(db: Db, job_id: string, from_id: number, limit: number): Promise<JobEventRow[]> {
  return db
    .selectFrom('job_events')
    .selectAll()
    .where('job_id', '=', job_id)
    .where('event_id', '>=', from_id)
    .orderBy('event_id')
    .limit(limit)
    .execute();
}

/** Whether the job has an event by this id. */
export async function hasJobEvent(db: Db, job_id: string, event_id: number): Promise<boolean> {
  const rows = db.selectFrom('job_events').select('event_id').where('job_id', '=', job_id);
  return (await rows.where('event_id', '=', event_id).executeTakeFirst()) !== undefined;
}

/** Forgets the oldest output, in whole rows, until at most `keep` lines are left or one row is; answers how many went. */
export async function dropOldJobLines(trx: Trx, job_id: string, keep: number): Promise<number> {
  const rows = await trx
    .selectFrom('job_events')
    .select(['event_id', 'line_count'])
    .where('job_id', '=', job_id)
    .where('line_count', '>', 0)
    .orderBy('event_id', 'desc')
    .execute();
  let kept = 0;
  const first_old = rows.findIndex(({ line_count }, at) => {
    kept += line_count;
    return kept > keep && at > 0;
  });
  const old = first_old === -1 ? [] : rows.slice(first_old);
  const newest_old = old[0];
  if (!newest_old) return 0;
  await trx
    .deleteFrom('job_events')
    .where('job_id', '=', job_id)
    .where('line_count', '>', 0)
    .where('event_id', '<=', newest_old.event_id)
    .execute();
  return old.reduce((sum, { line_count }) => sum + line_count, 0);
}
