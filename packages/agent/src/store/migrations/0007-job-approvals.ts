import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who stands behind a job: the ledger knew it, and has to be asked no more. */
export const jobApprovalsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('jobs')
      .addColumn('approved_by', 'text', (column) => column.notNull().defaultTo('host'))
      .execute();
    await sql`UPDATE jobs SET approved_by = coalesce(
      (SELECT actor FROM audit_records WHERE audit_records.audit_event_id = jobs.audit_event_id), 'host')`.execute(db);
  },
};
