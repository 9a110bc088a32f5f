import { DatabaseSync } from 'node:sqlite';
import type { CheckpointRow } from '../store/audit-checkpoints.ts';
import type { AuditRow } from '../store/audit-records.ts';
import { genesis_hash, hashRecord } from './chain.ts';
import { fingerprintOf, isSignatureGood } from './checkpoint-key.ts';

export type LedgerVerdict =
  | {
      whole: true;
      records: number;
      last_index: number;
      last_hash: string;
      /** Up to here the ledger is signed; 0 when nothing is. */
      signed_index: number;
      /** Keys that signed it, oldest first: compare with what was noted elsewhere. */
      key_fingerprints: string[];
    }
  | { whole: false; records: number; first_bad_index: number; problem: string };

/**
 * Walks the chain from its beginning, holds it against its signatures, and names the first record that does not fit.
 * Reads the file itself, read-only, and needs no agent. Throws when there is no ledger to read. What was cut off behind
 * the last signature cannot be seen: compare `last_index` and `last_hash` with what was noted elsewhere.
 */
export function verifyLedger(database_path: string): LedgerVerdict {
  const database = new DatabaseSync(database_path, { readOnly: true, timeout: 2_000 });
  try {
    // One snapshot for both tables, so that a running agent cannot put a signature between the two readings.
    database.exec('BEGIN');
    const checkpoints = readCheckpoints(database);
    const unmet = new Map(checkpoints.map((checkpoint) => [checkpoint.index, checkpoint]));
    let last = { index: 0, hash: genesis_hash };
    let records = 0;
    for (const record of readRecords(database)) {
      if (record instanceof Error) {
        const problem = `what follows cannot be read (${record.message})`;
        return { whole: false, records, first_bad_index: last.index + 1, problem };
      }
      const problem = findProblem(record, last) ?? findUnsigned(record, unmet.get(record.index));
      if (problem) return { whole: false, records, first_bad_index: last.index + 1, problem };
      unmet.delete(record.index);
      records += 1;
      last = record;
    }
    if (unmet.size > 0) {
      const problem = `records up to ${Math.max(...unmet.keys())} were signed, but the ledger ends with ${last.index}`;
      return { whole: false, records, first_bad_index: last.index + 1, problem };
    }
    const key_fingerprints = [...new Set(checkpoints.map(({ public_key }) => fingerprintOf(public_key)))];
    const signed_index = checkpoints.at(-1)?.index ?? 0;
    return { whole: true, records, last_index: last.index, last_hash: last.hash, signed_index, key_fingerprints };
  } finally {
    database.close();
  }
}

/** Oldest first. Where the file cannot be read any further, the reason comes last. Throws when there is no such table. */
function* readRecords(database: DatabaseSync): Generator<AuditRow | Error> {
  const statement = database.prepare('SELECT * FROM audit_records ORDER BY "index"');
  // A number beyond what JavaScript holds exactly would end the reading; as a bigint it just breaks the hash.
  statement.setReadBigInts(true);
  try {
    // rows are records of columns; the library types them by nothing better than unknown
    for (const row of statement.iterate() as Iterable<Record<string, unknown>>) yield toRow<AuditRow>(row);
  } catch (error) {
    yield error instanceof Error ? error : new Error(String(error));
  }
}

function toRow<Row>(row: Record<string, unknown>): Row {
  const entries = Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]);
  return Object.fromEntries(entries) as Row; // our own tables; a foreign value in one breaks its hash or its signature
}

/** Oldest first; none in a ledger from before there were signatures. */
function readCheckpoints(database: DatabaseSync): CheckpointRow[] {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_checkpoints'").get();
  if (!table) return [];
  const statement = database.prepare('SELECT * FROM audit_checkpoints ORDER BY "index"');
  statement.setReadBigInts(true);
  return statement.all().map(toRow<CheckpointRow>);
}

function findProblem(record: AuditRow, last: { index: number; hash: string }): string | null {
  if (record.index !== last.index + 1) return `record ${last.index + 1} is missing; the next one is ${record.index}`;
  if (hashRecord(record, last.hash) !== record.hash) return 'the record or the one before it was changed';
  return null;
}

function findUnsigned(record: AuditRow, checkpoint: CheckpointRow | undefined): string | null {
  if (!checkpoint) return null;
  if (checkpoint.hash !== record.hash) return 'the ledger up to this record is not what was signed';
  return isSignatureGood(checkpoint) ? null : 'the signature over the ledger up to this record is not good';
}
