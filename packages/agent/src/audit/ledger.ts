// Decisions come in from the services, inside the transaction of what they decide, and become links of a hash chain in
// the database. They leave as pages for owners and admins, and to `verify`, which needs no agent. Never: an action
// without its record, a record that is changed or removed, a secret, a name or an address in one.
import type { AuditPage, AuditRecord } from '@moltbot-ops/sdk/types';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import { type AuditRow, insertAuditRow, readAuditRows, readLastAuditRow } from '../store/audit-records.ts';
import { newId } from '../store/ids.ts';
import type { Db, Trx } from '../store/schema.ts';
import { afterCommit, inTransaction } from '../store/transaction.ts';
import { genesis_hash, hashRecord } from './chain.ts';
import { type AuditEntry, checkEntry } from './entry.ts';
import { createRefusalCounter } from './refusals.ts';

export interface LedgerDependencies {
  db: Db;
  clock: Clock;
  random: RandomBytes;
  /** Told when a refusal could not be recorded; the refusal itself stands. */
  onError: (error: unknown) => void;
}

export interface Ledger {
  /**
   * Adds a record. With `trx` it is part of the caller's transaction and of its fate; without, it is durable when the
   * answer comes. Throws `storage_unavailable` when it cannot be written: the action must not happen then.
   */
  append(entry: AuditEntry, trx?: Trx): Promise<AuditRecord>;
  /**
   * Notes a refusal. The first of its kind is written at once; equal ones within the next minute become one record
   * with their count. Never throws and keeps nobody waiting: a refusal changes nothing that a record must precede.
   */
  recordRefusal(refusal: Pick<AuditEntry, 'event' | 'reason' | 'actor'>): void;
  /** Newest first. */
  readPage(query: { limit: number; before_index: number | null }): Promise<AuditPage>;
  /** Told of every record once it is durable; for the timeline and the console. */
  onRecord(listener: (record: AuditRecord) => void): () => void;
  /** Writes what was counted and not yet recorded. */
  close(): Promise<void>;
}

export function createLedger({ db, clock, random, onError }: LedgerDependencies): Ledger {
  const listeners = new Set<(record: AuditRecord) => void>();

  const appendIn = async (entry: AuditEntry, trx: Trx): Promise<AuditRecord> => {
    const last = await readLastAuditRow(trx);
    const unsealed: Omit<AuditRow, 'hash'> = {
      index: (last?.index ?? 0) + 1,
      audit_event_id: newId('aud', random),
      at: new Date(clock.now()).toISOString(),
      event: entry.event,
      outcome: entry.outcome,
      actor: entry.actor,
      subject: entry.subject ?? null,
      reason: entry.reason ?? null,
      count: entry.count ?? 1,
    };
    const row = { ...unsealed, hash: hashRecord(unsealed, last?.hash ?? genesis_hash) };
    await insertAuditRow(trx, row);
    afterCommit(trx, () => {
      for (const listener of listeners) listener(row);
    });
    return row;
  };

  const append: Ledger['append'] = async (entry, trx) => {
    checkEntry(entry);
    return trx ? appendIn(entry, trx) : inTransaction(db, (own) => appendIn(entry, own));
  };

  const refusals = createRefusalCounter({ clock, onError, write: (entry) => append(entry) });

  return {
    append,
    recordRefusal: refusals.note,
    readPage: async ({ limit, before_index }) => ({ records: await readAuditRows(db, limit, before_index) }),
    onRecord: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: refusals.close,
  };
}
