import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openServices, type TestServices } from '../../test/support/services.ts';
import { inTransaction } from '../store/transaction.ts';
import { genesis_hash, hashRecord } from './chain.ts';
import { verifyLedger } from './verify.ts';

let services: TestServices;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const append = (subject: string) =>
  services.ledger.append({ event: 'device.updated', outcome: 'done', actor: 'host', subject });
const readAll = async () => {
  await services.ledger.close();
  return (await services.ledger.readPage({ limit: 500, before_index: null })).records.toReversed();
};

/** Changes the file behind the agent's back, triggers out of the way, as somebody with the account could. */
function tamper(sql: string): void {
  const raw = new DatabaseSync(services.path, { timeout: 60_000 });
  raw.exec('DROP TRIGGER IF EXISTS audit_records_keep_values; DROP TRIGGER IF EXISTS audit_records_keep_rows');
  raw.exec(sql);
  raw.close();
}

describe('the chain', () => {
  test('links each record to the one before, from index 1', async () => {
    for (const id of ['dev_aaaa', 'dev_bbbb', 'dev_cccc']) await append(id);
    const records = await readAll();
    expect(records.map(({ index }) => index)).toEqual([1, 2, 3]);
    let last = genesis_hash;
    for (const record of records) {
      expect(record.hash).toBe(hashRecord({ subject: null, reason: null, count: 1, ...record }, last));
      last = record.hash;
    }
    expect(verifyLedger(services.path)).toEqual({
      whole: true,
      records: 3,
      last_index: 3,
      last_hash: last,
      signed_index: 0,
      key_fingerprints: [],
    });
  });

  test('stays in order under many appends at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => append(`dev_aa${String(n).padStart(2, '0')}`)));
    expect(verifyLedger(services.path)).toMatchObject({ whole: true, records: 40 });
  });

  test('is whole, and keeps every record, whichever way the clock is set', async () => {
    for (const days of [0, 91, -400, 3_000, -3_000]) {
      services.clock.jumpWall(days * 86_400_000);
      await append(`dev_aaaa${Math.abs(days)}`);
      services = await services.restart();
    }
    expect(verifyLedger(services.path)).toMatchObject({ whole: true, records: 5 });
  });

  test('shares the fate of the transaction it is part of, and tells of nothing that did not happen', async () => {
    const told: number[] = [];
    services.ledger.onRecord(({ index }) => told.push(index));
    await expect(
      inTransaction(services.db, async (trx) => {
        await services.ledger.append({ event: 'device.updated', outcome: 'done', actor: 'host' }, trx);
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    await append('dev_aaaa');
    expect(told).toEqual([1]);
    expect(await readAll()).toHaveLength(1);
  });

  test('refuses to change or remove a record, also by REPLACE', async () => {
    await append('dev_aaaa');
    const raw = (sql: string) => services.db.executeQuery({ sql, parameters: [] } as never); // plain SQL past the types
    await expect(raw(`UPDATE audit_records SET actor = 'agent'`)).rejects.toThrow('never changed');
    await expect(raw('DELETE FROM audit_records')).rejects.toThrow('never deleted');
    await expect(raw('REPLACE INTO audit_records SELECT * FROM audit_records')).rejects.toThrow('never');
    expect(verifyLedger(services.path)).toMatchObject({ whole: true, records: 1 });
  });

  test.each([
    ['a changed value', `UPDATE audit_records SET actor = 'agent' WHERE "index" = 3`, 3],
    ['a changed hash', `UPDATE audit_records SET hash = '${'0'.repeat(64)}' WHERE "index" = 2`, 2],
    ['a removed record', `DELETE FROM audit_records WHERE "index" = 4`, 4],
    ['a removed beginning', `DELETE FROM audit_records WHERE "index" = 1`, 1],
    [
      'swapped records',
      `UPDATE audit_records SET "index" = CASE "index" WHEN 2 THEN -3 ELSE -2 END WHERE "index" IN (2,3); UPDATE audit_records SET "index" = -"index" WHERE "index" < 0`,
      2,
    ],
    [
      'a number beyond what JavaScript holds',
      `UPDATE audit_records SET count = 1152921504606846977 WHERE "index" = 3`,
      3,
    ],
    ['an index beyond it', `UPDATE audit_records SET "index" = 9223372036854775807 WHERE "index" = 5`, 5],
    ['bytes in the place of text', `UPDATE audit_records SET actor = x'00ff' WHERE "index" = 2`, 2],
    ['a record put before the first', `UPDATE audit_records SET "index" = 0 WHERE "index" = 1`, 1],
  ])('%s is found, and the first bad index named', async (_name, sql, first_bad_index) => {
    for (const id of ['dev_aaaa', 'dev_bbbb', 'dev_cccc', 'dev_dddd', 'dev_eeee']) await append(id);
    tamper(sql);
    expect(verifyLedger(services.path)).toMatchObject({ whole: false, first_bad_index });
  });
});

test('pages run backwards from the newest', async () => {
  for (let n = 10; n < 20; n += 1) await append(`dev_aa${n}`);
  const page = await services.ledger.readPage({ limit: 3, before_index: 5 });
  expect(page.records.map(({ index }) => index)).toEqual([4, 3, 2]);
});

test('nothing but ids and words of ours comes to rest in it', async () => {
  const bad = [
    { event: 'device updated' },
    { actor: 'Anna’s phone' },
    { actor: '192.168.1.20' },
    { subject: '7K2QF-9XWTB' },
    { subject: 'ops@example.com' },
    { reason: 'code 7K2QF9XWTB' },
    { reason: 'x'.repeat(65) },
    { count: 0 },
  ];
  for (const change of bad) {
    const entry = { event: 'device.updated', outcome: 'done' as const, actor: 'host', ...change };
    await expect(services.ledger.append(entry), JSON.stringify(change)).rejects.toThrow('neither an id nor a word');
  }
  expect(await readAll()).toEqual([]);
});

test('what cannot be recorded throws storage_unavailable', async () => {
  await services.db.executeQuery({ sql: 'PRAGMA query_only = ON', parameters: [] } as never); // as a full disk refuses
  await expect(append('dev_aaaa')).rejects.toMatchObject({ code: 'storage_unavailable' });
  services.ledger.recordRefusal({ event: 'access.refused', reason: 'forbidden', actor: 'stranger' });
  await services.ledger.close();
  expect(services.errors).toHaveLength(1);
});

describe('refusals', () => {
  const refuse = (reason: string, actor = 'stranger') =>
    services.ledger.recordRefusal({ event: 'access.refused', reason, actor });

  test('a flood of equal ones is two records a minute, the second with the number', async () => {
    for (let n = 0; n < 1_000; n += 1) refuse('unauthenticated');
    services.clock.advance(60_000);
    refuse('unauthenticated');
    const records = await readAll();
    expect(records.map(({ reason, count }) => [reason, count])).toEqual([
      ['unauthenticated', 1],
      ['unauthenticated', 999],
      ['unauthenticated', 1],
    ]);
    expect(records[0]).toMatchObject({ event: 'access.refused', outcome: 'refused', actor: 'stranger' });
  });

  test('different ones are kept apart, and closing loses no count', async () => {
    refuse('unauthenticated');
    refuse('forbidden', 'dev_aaaa');
    refuse('forbidden', 'dev_aaaa');
    const records = await readAll();
    expect(records.map(({ reason, actor, count }) => `${reason} ${actor} ${count}`)).toEqual([
      'unauthenticated stranger 1',
      'forbidden dev_aaaa 1',
      'forbidden dev_aaaa 1',
    ]);
  });

  test('a flood of different ones stays bounded', async () => {
    for (let n = 0; n < 5_000; n += 1) refuse('forbidden', `dev_x${String(n).padStart(6, '0')}`);
    const records = await readAll();
    expect(records.length).toBeLessThan(210);
    expect(records.reduce((sum, { count }) => sum + (count ?? 1), 0)).toBe(5_000);
  });

  test('one that holds foreign text is not recorded and harms nobody', async () => {
    refuse('<script>');
    expect(await readAll()).toEqual([]);
    expect(services.errors).toHaveLength(1);
  });
});
