import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServices, type TestServices } from '../../test/support/services.ts';
import { readLastCheckpoint } from '../store/audit-checkpoints.ts';
import { genesis_hash, hashRecord } from './chain.ts';
import { readCheckpointKey, signCheckpoint } from './checkpoint-key.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { verifyLedger } from './verify.ts';

let services: TestServices;
let checkpoints: Checkpoints;
beforeEach(async () => {
  services = await openServices();
  checkpoints = await open();
});
afterEach(() => services.close());

const open = () =>
  createCheckpoints({
    db: services.db,
    ledger: services.ledger,
    clock: services.clock,
    secrets: services.secrets,
    onError: (error) => services.errors.push(error),
  });
const append = (times = 1) =>
  Promise.all(
    Array.from({ length: times }, () =>
      services.ledger.append({ event: 'device.updated', outcome: 'done', actor: 'host' }),
    ),
  );
const signedIndex = async () => (await readLastCheckpoint(services.db))?.index ?? 0;

function tamper(sql: string): void {
  const raw = new DatabaseSync(services.path, { timeout: 60_000 });
  for (const name of [
    'audit_records_keep_values',
    'audit_records_keep_rows',
    'audit_checkpoints_keep_values',
    'audit_checkpoints_keep_rows',
  ]) {
    raw.exec(`DROP TRIGGER ${name}`);
  }
  raw.exec(sql);
  raw.close();
}

test('the ledger is signed ten seconds after a record at the latest, and not while nothing is recorded', async () => {
  await append(3);
  services.clock.advance(9_999);
  expect(await signedIndex()).toBe(0);
  services.clock.advance(1);
  await expect.poll(signedIndex).toBe(3);
  expect(services.clock.pending()).toBe(0);
  await append();
  services.clock.advance(10_000);
  await expect.poll(signedIndex).toBe(4);
  expect(verifyLedger(services.path)).toMatchObject({
    whole: true,
    signed_index: 4,
    key_fingerprints: [expect.any(String)],
  });
});

test('a close signs the rest, and a start what a crash left unsigned', async () => {
  await append(2);
  await checkpoints.close();
  expect(await signedIndex()).toBe(2);
  await append();
  checkpoints = await open();
  expect(await signedIndex()).toBe(3);
});

test('the key lies in the secret store and survives a restart', async () => {
  const before = (await readCheckpointKey(services.secrets)).public_key;
  expect((await readCheckpointKey(services.secrets)).public_key).toBe(before);
  await services.secrets.write('audit_signing_key', 'no key');
  expect((await readCheckpointKey(services.secrets)).public_key).not.toBe(before);
});

test('a chain that was rewritten from its beginning is found by its signature', async () => {
  await append(3);
  await checkpoints.close();
  const { records } = await services.ledger.readPage({ limit: 9, before_index: null });
  let last = genesis_hash;
  const changes = records.toReversed().map((record) => {
    const rewritten = { subject: null, reason: null, count: 1, ...record, actor: 'agent' };
    last = hashRecord(rewritten, last);
    return `UPDATE audit_records SET actor = 'agent', hash = '${last}' WHERE "index" = ${record.index}`;
  });
  tamper(changes.join(';'));
  expect(verifyLedger(services.path)).toMatchObject({
    whole: false,
    first_bad_index: 3,
    problem: expect.stringContaining('signed'),
  });
});

test('a ledger that was cut behind a signature is found', async () => {
  await append(3);
  await checkpoints.close();
  tamper('DELETE FROM audit_records WHERE "index" > 1');
  expect(verifyLedger(services.path)).toMatchObject({ whole: false, first_bad_index: 2 });
});

test('a signature by nobody is not good, and one by another key shows in the fingerprints', async () => {
  await append();
  await checkpoints.close();
  const [record] = (await services.ledger.readPage({ limit: 1, before_index: null })).records;
  const { key_fingerprints } = verifyLedger(services.path) as { key_fingerprints: string[] };
  await services.secrets.remove('audit_signing_key');
  const other = signCheckpoint(await readCheckpointKey(services.secrets), {
    index: 1,
    at: record?.at ?? '',
    hash: record?.hash ?? '',
  });
  tamper(
    `UPDATE audit_checkpoints SET at = '${other.at}', public_key = '${other.public_key}', signature = '${other.signature}'`,
  );
  const verdict = verifyLedger(services.path);
  expect(verdict).toMatchObject({ whole: true });
  expect((verdict as { key_fingerprints: string[] }).key_fingerprints).not.toEqual(key_fingerprints);
  const raw = new DatabaseSync(services.path);
  raw.exec(`UPDATE audit_checkpoints SET signature = 'AAAA'`);
  raw.close();
  expect(verifyLedger(services.path)).toMatchObject({ whole: false, first_bad_index: 1 });
});

test('checkpoints are never changed or removed by the agent itself', async () => {
  await append();
  await checkpoints.close();
  await expect(services.db.updateTable('audit_checkpoints').set({ at: 'x' }).execute()).rejects.toThrow(
    'never changed',
  );
  await expect(services.db.deleteFrom('audit_checkpoints').execute()).rejects.toThrow('never deleted');
});
