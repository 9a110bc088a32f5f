// The agent's one database. Rows go in and come out by the functions beside this file, one file for each table; only
// transactions write. Never: a database of a newer version is touched, a damaged one is used, a change is answered for
// before it is on the disk, a secret is stored in clear.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { StartError } from '../settings.ts';
import { findStorageProblem, watchDatabaseFiles } from './health.ts';
import { migrate, migrations } from './migrate.ts';
import type { Db, Schema } from './schema.ts';
import { toKyselyDatabase } from './sqlite-shim.ts';

export interface Store {
  db: Db;
  path: string;
  /** Why no change can be recorded now, as far as is known; null when all is well. */
  findProblem(): string | null;
  close(): Promise<void>;
}

/**
 * Opens the database, makes it where there is none (0600 in a 0700 directory), and brings it to the newest form.
 * Throws `StartError` when it was written by a newer version, is damaged, or cannot be opened; it is untouched then.
 */
export async function openStore(path: string): Promise<Store> {
  prepareFile(path);
  refuseUnknown(path);
  // Kept here: the handle lives as long as the store, whoever else lets go of it.
  const database = openDatabase(path);
  const db: Db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: toKyselyDatabase(database) }) });
  try {
    await migrate(db);
  } catch (error) {
    database.close();
    throw describeFailure(path, error);
  }
  watchDatabaseFiles(db, path);
  return {
    db,
    path,
    findProblem: () => findStorageProblem(db),
    close: async () => {
      await db.destroy();
      if (database.isOpen) database.close();
    },
  };
}

function prepareFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its side files the permissions of the main one, so this has to be right before it is opened.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    chmodSync(dirname(path), 0o700);
    chmodSync(path, 0o600);
  } catch (error) {
    throw describeFailure(path, error);
  }
}

/** Looks without writing: is it whole, and do we know every migration that it has been through? Throws `StartError`. */
export function refuseUnknown(path: string): void {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok') throw new StartError(damagedSentence(path, String(check)));
    const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'").get();
    const names = table ? database.prepare('SELECT name FROM kysely_migration').all() : [];
    const unknown = names.map(({ name }) => String(name)).filter((name) => !Object.hasOwn(migrations, name));
    if (unknown.length > 0) {
      throw new StartError(
        `The database ${path} was written by a newer version of the agent (it holds ${unknown.join(', ')}). ` +
          'Nothing was changed. Start that version or a newer one, or move the file away to begin anew.',
      );
    }
  } catch (error) {
    throw describeFailure(path, error);
  } finally {
    database?.close();
  }
}

/** The whole agent stands still while it waits for another program's lock, so it does not wait long. */
const lock_wait_ms = 100;

function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: lock_wait_ms, enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL');
    // An audit record has to outlive a power cut that comes right after the answer.
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA trusted_schema = OFF');
    // Without it a REPLACE would delete a row past the triggers that forbid it.
    database.exec('PRAGMA recursive_triggers = ON');
    return database;
  } catch (error) {
    throw describeFailure(path, error);
  }
}

function damagedSentence(path: string, finding: string): string {
  return `The database ${path} is damaged (${finding}). Nothing was changed. Restore it from a backup, or move it away to begin anew; devices have to be paired again then.`;
}

function describeFailure(path: string, error: unknown): StartError {
  if (error instanceof StartError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/not a database|malformed|corrupt/i.test(message)) return new StartError(damagedSentence(path, message));
  return new StartError(
    `The database ${path} cannot be opened (${message}). Check the disk and the permissions of its directory.`,
  );
}
