import { DatabaseSync } from 'node:sqlite';
import type { AuditRow } from '../store/audit-records.ts';
import { genesis_hash, hashRecord } from './chain.ts';

export type LedgerVerdict =
  | { whole: true; records: number; last_index: number; last_hash: string }
  | { whole: false; records: number; first_bad_index: number; problem: string };

/**
 * Walks the chain from its beginning and names the first record that does not fit. Reads the file itself, read-only,
 * and needs no agent. Throws when there is no ledger to read. A chain that was cut at its end is whole as far as it
 * goes: compare `last_index` and `last_hash` with what was noted elsewhere.
 */
export function verifyLedger(database_path: string): LedgerVerdict {
  const database = new DatabaseSync(database_path, { readOnly: true, timeout: 2_000 });
  try {
    let last = { index: 0, hash: genesis_hash };
    let records = 0;
    const rows = database.prepare('SELECT * FROM audit_records ORDER BY "index"').iterate();
    for (const row of rows as Iterable<unknown>) {
      const record = row as AuditRow; // our own table; a foreign value in it breaks the hash below
      const problem = findProblem(record, last);
      if (problem) return { whole: false, records, first_bad_index: last.index + 1, problem };
      records += 1;
      last = record;
    }
    return { whole: true, records, last_index: last.index, last_hash: last.hash };
  } finally {
    database.close();
  }
}

function findProblem(record: AuditRow, last: { index: number; hash: string }): string | null {
  if (record.index !== last.index + 1) return `record ${last.index + 1} is missing; the next one is ${record.index}`;
  if (hashRecord(record, last.hash) !== record.hash) return 'the record or the one before it was changed';
  return null;
}
