import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StartError } from '../settings.ts';
import { migrate, migrations } from './migrate.ts';
import { openStore } from './open.ts';
import { toKyselyDatabase } from './sqlite-shim.ts';
import { inTransaction } from './transaction.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ops-store-'));
  path = join(directory, 'state', 'agent.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const describeSchema = (file: string) => {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  database.close();
  return rows;
};

/** A database as the version that ended with this migration left it, with a device in it. */
async function makeOlder(upTo: string): Promise<void> {
  await (await openStore(path)).close();
  rmSync(path);
  const db = new Kysely<unknown>({
    dialect: new SqliteDialect({ database: toKyselyDatabase(new DatabaseSync(path)) }),
  });
  await migrate(db, upTo);
  await sql`INSERT INTO devices VALUES ('dev_old', 'Old', 'owner', '2026-01-01T00:00:00.000Z', NULL, NULL)`.execute(db);
  await db.destroy();
}

test('the file is 0600 in a directory of 0700, its side files too', async () => {
  const store = await openStore(path);
  await store.db.insertInto('meta').values({ name: 'a', value: 'b' }).execute();
  expect(modeOf(join(directory, 'state'))).toBe('700');
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(modeOf(file)).toBe('600');
  await store.close();
});

test('permissions that somebody widened are narrowed again', async () => {
  await (await openStore(path)).close();
  const { chmodSync } = await import('node:fs');
  chmodSync(path, 0o644);
  await (await openStore(path)).close();
  expect(modeOf(path)).toBe('600');
});

test('a commit is on the disk before it is answered for, and foreign keys hold', async () => {
  const store = await openStore(path);
  const pragma = async (name: string) =>
    Object.values((await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(store.db)).rows[0] ?? {})[0];
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('foreign_keys')).toBe(1);
  expect(await pragma('recursive_triggers')).toBe(1);
  await store.close();
});

describe('migrations', () => {
  const names = Object.keys(migrations);

  test('are in the order of their names', () => {
    expect(names).toEqual(names.toSorted());
  });

  test.each(names)(
    'bring a database that stopped at %s to the same form as a new one, and keep what it holds',
    async (name) => {
      await makeOlder(name);
      const store = await openStore(path);
      expect(await store.db.selectFrom('devices').select('name').execute()).toEqual([{ name: 'Old' }]);
      await store.close();
      const fresh = join(directory, 'fresh', 'agent.db');
      await (await openStore(fresh)).close();
      expect(describeSchema(path)).toEqual(describeSchema(fresh));
    },
  );

  test('learn from the ledger who stands behind jobs of an older version', async () => {
    await makeOlder('0006-host-keys');
    const raw = new DatabaseSync(path);
    raw.exec(
      "INSERT INTO audit_records VALUES (1, 'aud_known', '', 'install.requested', 'allowed', 'dev_old', '', NULL, 1, '')",
    );
    const job = (job_id: string, audit_event_id: string) =>
      raw.exec(`INSERT INTO jobs VALUES (NULL, '${job_id}', 'install_local', '', 'local', '', '{}', 'queued', NULL, NULL,
        '[]', NULL, '${audit_event_id}', 0, '', NULL, NULL)`);
    job('job_known', 'aud_known');
    job('job_other', 'aud_other');
    raw.close();
    const store = await openStore(path);
    expect(await store.db.selectFrom('jobs').select(['job_id', 'approved_by']).orderBy('seq').execute()).toEqual([
      { job_id: 'job_known', approved_by: 'dev_old' },
      { job_id: 'job_other', approved_by: 'host' },
    ]);
    await store.close();
  });
});

/** The statements that run before the process ends, at which nothing more reaches the file. */
async function migrateUntil(file: string, statements: number): Promise<boolean> {
  const database = new DatabaseSync(file);
  const shim = toKyselyDatabase(database);
  let left = statements;
  const dialect = new SqliteDialect({
    database: {
      ...shim,
      prepare(text) {
        left -= 1;
        if (left < 0) throw new Error('the process ended');
        return shim.prepare(text);
      },
    },
  });
  const ended = await migrate(new Kysely<unknown>({ dialect })).then(
    () => false,
    () => true,
  );
  database.close();
  return ended;
}

test('an agent that ends at any statement of the migrations opens its database the next time', async () => {
  const whole = join(directory, 'whole.db');
  await (await openStore(whole)).close();
  for (let statements = 0, ended = true; ended; statements += 1) {
    const file = join(directory, `${statements}.db`);
    ended = await migrateUntil(file, statements);
    await (await openStore(file)).close();
    expect(describeSchema(file)).toEqual(describeSchema(whole));
    rmSync(file);
  }
});

describe('what cannot be opened', () => {
  test('a database of a newer version is refused by a sentence and not touched', async () => {
    await (await openStore(path)).close();
    const raw = new DatabaseSync(path);
    raw.exec("INSERT INTO kysely_migration VALUES ('9999-future', '2030-01-01')");
    raw.close();
    const before = hashOf(path);
    await expect(openStore(path)).rejects.toThrow(/written by a newer version.*9999-future.*Nothing was changed/s);
    await expect(openStore(path)).rejects.toBeInstanceOf(StartError);
    expect(hashOf(path)).toBe(before);
  });

  test('a newer one is seen even while its last changes are still in its side file', async () => {
    const store = await openStore(path);
    const raw = new DatabaseSync(path);
    raw.exec("INSERT INTO kysely_migration VALUES ('9999-future', '2030-01-01')");
    await expect(openStore(path)).rejects.toThrow('9999-future');
    raw.close();
    await store.close();
  });

  test('a damaged database is named as such and not touched', async () => {
    const store = await openStore(path);
    for (let n = 0; n < 200; n += 1)
      await store.db
        .insertInto('meta')
        .values({ name: `n${n}`, value: 'x'.repeat(200) })
        .execute();
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    writeFileSync(path, bytes);
    const before = hashOf(path);
    await expect(openStore(path)).rejects.toThrow(/is damaged/);
    expect(hashOf(path)).toBe(before);
  });

  test('a file that is no database is named as such', async () => {
    await (await openStore(path)).close();
    rmSync(path);
    writeFileSync(path, 'this is no database, but long enough to be looked at'.repeat(100));
    await expect(openStore(path)).rejects.toThrow(/is damaged/);
  });

  test('a place where nothing can be made is named as such', async () => {
    writeFileSync(join(directory, 'state'), 'a file where the directory should be');
    await expect(openStore(path)).rejects.toThrow(/cannot be opened/);
  });
});

describe('transactions', () => {
  test('leave nothing behind when they fail', async () => {
    const { db, close } = await openStore(path);
    await expect(
      inTransaction(db, async (trx) => {
        await trx.insertInto('meta').values({ name: 'a', value: 'b' }).execute();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await db.selectFrom('meta').selectAll().execute()).toEqual([]);
    await close();
  });

  test('run one after another, and what one publishes the next one sees', async () => {
    const { db, close } = await openStore(path);
    let published = 0;
    const seen: number[] = [];
    const one = () =>
      inTransaction(
        db,
        async (trx) => {
          seen.push(published);
          await trx.selectFrom('meta').selectAll().execute();
        },
        () => {
          published += 1;
        },
      );
    await Promise.all(Array.from({ length: 10 }, one));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await close();
  });

  test('say storage_unavailable when SQLite cannot write, and work again afterwards', async () => {
    const { db, close } = await openStore(path);
    const write = () =>
      inTransaction(db, (trx) =>
        trx
          .insertInto('meta')
          .values({ name: 'a', value: 'x'.repeat(1_000_000) })
          .execute(),
      );
    await sql`PRAGMA max_page_count = 1`.execute(db);
    await expect(write()).rejects.toMatchObject({
      code: 'storage_unavailable',
      cause: { message: expect.stringContaining('full') as string }, // and not that there was nothing to roll back
    });
    await sql`PRAGMA max_page_count = 100000`.execute(db);
    await expect(write()).resolves.toBeDefined();
    await close();
  });

  test('wait for the lock of another program no longer than the whole agent may stand still', async () => {
    const { db, close } = await openStore(path);
    const { rows } = await sql<{ timeout: number }>`PRAGMA busy_timeout`.execute(db);
    expect(rows[0]?.timeout).toBeLessThanOrEqual(250);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const write = () => inTransaction(db, (trx) => trx.insertInto('meta').values({ name: 'a', value: 'b' }).execute());
    await expect(write()).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await db.selectFrom('meta').selectAll().execute()).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await expect(write()).resolves.toBeDefined();
    await close();
  });
});
