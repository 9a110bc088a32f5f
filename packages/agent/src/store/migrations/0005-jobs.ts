import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Work on hosts: what was accepted, how far each step came, what was seen and what it remembers. */
export const jobsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('jobs')
      .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('job_id', 'text', (column) => column.notNull().unique())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('host_key', 'text', (column) => column.notNull())
      .addColumn('host_label', 'text', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('ending', 'text')
      .addColumn('error', 'text')
      .addColumn('remains', 'text', (column) => column.notNull())
      .addColumn('result', 'text')
      .addColumn('audit_event_id', 'text', (column) => column.notNull())
      .addColumn('dropped_lines', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .execute();
    await db.schema
      .createTable('job_steps')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('step', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('touched', 'integer', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .addColumn('progress', 'real')
      .addColumn('message', 'text')
      .addColumn('evidence', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('job_steps_key', ['job_id', 'position'])
      .execute();
    await db.schema
      .createTable('job_facts')
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('job_facts_key', ['job_id', 'name'])
      .execute();
    await db.schema
      .createTable('job_events')
      .addColumn('event_id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('line_count', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('job_events_by_job').on('job_events').columns(['job_id', 'event_id']).execute();
  },
};
