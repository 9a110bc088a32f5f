import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The audit ledger. The triggers hold for every connection, ours included. */
export const auditMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('audit_records')
      .addColumn('index', 'integer', (column) => column.primaryKey())
      .addColumn('audit_event_id', 'text', (column) => column.notNull().unique())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('subject', 'text')
      .addColumn('reason', 'text')
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
    await sql`CREATE TRIGGER audit_records_keep_values BEFORE UPDATE ON audit_records
    BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END`.execute(db);
    await sql`CREATE TRIGGER audit_records_keep_rows BEFORE DELETE ON audit_records
    BEGIN SELECT RAISE(ABORT, 'audit records are never deleted'); END`.execute(db);
  },
};
