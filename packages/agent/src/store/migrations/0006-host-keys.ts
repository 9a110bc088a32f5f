import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Keys of machines that were approved, at most one a machine and port. */
export const hostKeysMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('host_keys')
      .addColumn('host_key_id', 'text', (column) => column.primaryKey())
      .addColumn('host', 'text', (column) => column.notNull())
      .addColumn('port', 'integer', (column) => column.notNull())
      .addColumn('key_type', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('approved_at', 'text', (column) => column.notNull())
      .addUniqueConstraint('host_keys_machine', ['host', 'port'])
      .execute();
  },
};
