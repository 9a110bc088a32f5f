import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import * as access from './migrations/0001-access.ts';
import * as audit from './migrations/0002-audit.ts';
import * as timeline from './migrations/0003-timeline.ts';

/** Every migration, oldest first. The names are stored in databases and never change. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-access': access,
  '0002-audit': audit,
  '0003-timeline': timeline,
};

/** Brings a database to the newest form, or to the one named; each step is all or nothing. Throws what went wrong. */
export async function migrate<T>(db: Kysely<T>, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error !== undefined) throw error;
}
