import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the gateway did, as it was seen: states, moments, boots. */
export const timelineMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('state_spans')
      .addColumn('span_id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('from_ms', 'integer', (column) => column.notNull())
      .addColumn('to_ms', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('state_spans_by_end').on('state_spans').column('to_ms').execute();
    await db.schema
      .createTable('timeline_marks')
      .addColumn('mark_id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('severity', 'text', (column) => column.notNull())
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('audit_event_id', 'text')
      .execute();
    await db.schema.createIndex('timeline_marks_by_time').on('timeline_marks').column('at_ms').execute();
    await db.schema
      .createTable('boots')
      .addColumn('boot_key', 'text', (column) => column.primaryKey())
      .addColumn('boot_id', 'text')
      .addColumn('pid', 'integer')
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('how', 'text', (column) => column.notNull())
      .addColumn('after_clean_stop', 'integer', (column) => column.notNull())
      .addColumn('refused', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('boots_by_time').on('boots').column('at_ms').execute();
  },
};
