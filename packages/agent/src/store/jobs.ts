import type { JobState } from '@moltbot-ops/sdk/types';
import type { Generated, Selectable } from 'kysely';
import type { Db, Trx } from './schema.ts';

/** One piece of work on a host. `params`, `error`, `remains` and `result` are JSON text; times are ISO 8601 in UTC. */
export interface JobTable {
  /** Order of acceptance. */
  seq: Generated<number>;
  job_id: string;
  kind: string;
  title: string;
  /** One job at a time on it. */
  host_key: string;
  host_label: string;
  params: string;
  state: JobState;
  /** How it is going to end, once that is decided and what was done is being taken back. */
  ending: 'failed' | 'cancelled' | null;
  error: string | null;
  remains: string;
  result: string | null;
  audit_event_id: string;
  /** The ledger's actor who confirmed it, or who gave it its credentials again. */
  approved_by: string;
  /** Lines of output that were not kept. */
  dropped_lines: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export type JobRow = Selectable<JobTable>;
export type JobChange = Partial<Omit<JobRow, 'seq' | 'job_id'>>;

export async function insertJob(trx: Trx, job: Omit<JobRow, 'seq'>): Promise<JobRow> {
  return trx.insertInto('jobs').values(job).returningAll().executeTakeFirstOrThrow();
}

export async function updateJob(trx: Trx, job_id: string, change: JobChange): Promise<void> {
  await trx.updateTable('jobs').set(change).where('job_id', '=', job_id).execute();
}

export async function readJob(db: Db | Trx, job_id: string): Promise<JobRow | undefined> {
  return db.selectFrom('jobs').selectAll().where('job_id', '=', job_id).executeTakeFirst();
}

/** Newest first; with `before_job_id` only those accepted before it. */
export async function readJobs(
  db: Db,
  { limit, before_job_id }: { limit: number; before_job_id: string | null },
): Promise<JobRow[]> {
  const rows = db.selectFrom('jobs').selectAll().orderBy('seq', 'desc').limit(limit);
  if (before_job_id === null) return rows.execute();
  const before = db.selectFrom('jobs').select('seq').where('job_id', '=', before_job_id);
  return rows.where('seq', '<', before).execute();
}

/** Oldest first. */
export async function readUnfinishedJobs(db: Db): Promise<JobRow[]> {
  return db.selectFrom('jobs').selectAll().where('finished_at', 'is', null).orderBy('seq').execute();
}

/** Forgets finished jobs beyond the newest `keep`, in order of acceptance, with all that is theirs. */
export async function deleteOldJobs(trx: Trx, keep: number): Promise<void> {
  const kept = trx
    .selectFrom('jobs')
    .select('job_id')
    .where('finished_at', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(keep);
  const old = await trx
    .selectFrom('jobs')
    .select('job_id')
    .where('finished_at', 'is not', null)
    .where('job_id', 'not in', kept)
    .execute();
  const job_ids = old.map(({ job_id }) => job_id);
  if (job_ids.length === 0) return;
  await trx.deleteFrom('job_events').where('job_id', 'in', job_ids).execute();
  await trx.deleteFrom('job_facts').where('job_id', 'in', job_ids).execute();
  await trx.deleteFrom('job_steps').where('job_id', 'in', job_ids).execute();
  await trx.deleteFrom('jobs').where('job_id', 'in', job_ids).execute();
}
