import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { accessMigration } from './migrations/0001-access.ts';
import { auditMigration } from './migrations/0002-audit.ts';
import { timelineMigration } from './migrations/0003-timeline.ts';
import { checkpointsMigration } from './migrations/0004-checkpoints.ts';
import { jobsMigration } from './migrations/0005-jobs.ts';
import { hostKeysMigration } from './migrations/0006-host-keys.ts';
import { jobApprovalsMigration } from './migrations/0007-job-approvals.ts';

/** Every migration, oldest first. The names are stored in databases and never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-access': accessMigration,
  '0002-audit': auditMigration,
  '0003-timeline': timelineMigration,
  '0004-checkpoints': checkpointsMigration,
  '0005-jobs': jobsMigration,
  '0006-host-keys': hostKeysMigration,
  '0007-job-approvals': jobApprovalsMigration,
};

/**
 * Brings a database to the newest form, or to the one named; all or nothing, also when the process ends in the middle.
 * Throws what went wrong.
 */
export async function migrate<T>(db: Kysely<T>, upTo?: string): Promise<void> {
  await db.connection().execute(async (connection) => {
    // SQLite takes back changes of tables too; the migrator does not count on that and would commit each statement.
    await sql`begin`.execute(connection);
    try {
      const migrator = new Migrator({ db: connection, provider: { getMigrations: async () => migrations } });
      const { error } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
      if (error !== undefined) throw error;
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}
