import type { Db, Trx } from './schema.ts';

/** What a job remembers for its later steps and for its way back. `value` is JSON text. */
export interface JobFactRow {
  job_id: string;
  name: string;
  value: string;
}

export async function writeJobFacts(trx: Trx, facts: JobFactRow[]): Promise<void> {
  if (facts.length === 0) return;
  await trx
    .insertInto('job_facts')
    .values(facts)
    .onConflict((conflict) =>
      conflict.columns(['job_id', 'name']).doUpdateSet((update) => ({ value: update.ref('excluded.value') })),
    )
    .execute();
}

export async function readJobFacts(db: Db | Trx, job_id: string): Promise<JobFactRow[]> {
  return db.selectFrom('job_facts').selectAll().where('job_id', '=', job_id).orderBy('name').execute();
}
