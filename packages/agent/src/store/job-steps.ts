import type { JobStep } from '@moltbot-ops/sdk/types';
import type { Db, Trx } from './schema.ts';

/** One step of a job. `evidence` is JSON text. */
export interface JobStepRow {
  job_id: string;
  /** Place in the plan, from 0. */
  position: number;
  step: string;
  title: string;
  state: JobStep['state'];
  /** 1 from before the first moment at which it may have changed the host: what is to be taken back. */
  touched: 0 | 1;
  attempt: number;
  started_at: string | null;
  finished_at: string | null;
  progress: number | null;
  message: string | null;
  evidence: string;
}

export type JobStepChange = Partial<Omit<JobStepRow, 'job_id' | 'position' | 'step' | 'title'>>;

export async function insertJobSteps(trx: Trx, steps: JobStepRow[]): Promise<void> {
  if (steps.length > 0) await trx.insertInto('job_steps').values(steps).execute();
}

export async function updateJobStep(trx: Trx, job_id: string, position: number, change: JobStepChange): Promise<void> {
  await trx
    .updateTable('job_steps')
    .set(change)
    .where('job_id', '=', job_id)
    .where('position', '=', position)
    .execute();
}

/** In the order in which they run. */
export async function readJobSteps(db: Db | Trx, job_id: string): Promise<JobStepRow[]> {
  return db.selectFrom('job_steps').selectAll().where('job_id', '=', job_id).orderBy('position').execute();
}

/** How many steps each job has, and how many of them are done or were not needed. */
export async function countJobSteps(
  db: Db | Trx,
  job_ids: string[],
): Promise<Map<string, { steps_done: number; steps_total: number }>> {
  if (job_ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('job_steps')
    .select((select) => [
      'job_id',
      select.fn.countAll<number>().as('steps_total'),
      select.fn.countAll<number>().filterWhere('state', 'in', ['done', 'unchanged']).as('steps_done'),
    ])
    .where('job_id', 'in', job_ids)
    .groupBy('job_id')
    .execute();
  return new Map(rows.map(({ job_id, ...counts }) => [job_id, counts]));
}
