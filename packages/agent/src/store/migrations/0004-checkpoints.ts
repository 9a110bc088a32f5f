import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Signatures over the audit ledger as it stood at a moment. */
export const checkpointsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('audit_checkpoints')
      .addColumn('index', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('signature', 'text', (column) => column.notNull())
      .execute();
    await sql`CREATE TRIGGER audit_checkpoints_keep_values BEFORE UPDATE ON audit_checkpoints
      BEGIN SELECT RAISE(ABORT, 'audit checkpoints are never changed'); END`.execute(db);
    await sql`CREATE TRIGGER audit_checkpoints_keep_rows BEFORE DELETE ON audit_checkpoints
      BEGIN SELECT RAISE(ABORT, 'audit checkpoints are never deleted'); END`.execute(db);
  },
};
