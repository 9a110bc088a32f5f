import type { Clock } from '../ports/clock.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import { insertCheckpoint, readLastCheckpoint } from '../store/audit-checkpoints.ts';
import { readLastAuditRow } from '../store/audit-records.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { readCheckpointKey, signCheckpoint } from './checkpoint-key.ts';
import type { Ledger } from './ledger.ts';

const delay_ms_max = 10_000;

export interface CheckpointsDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  secrets: SecretStore;
  onError: (error: unknown) => void;
}

export interface Checkpoints {
  /** Signs what is not signed yet. */
  close(): Promise<void>;
}

/**
 * Signs the end of the ledger at most ten seconds after a record, with a key that lies outside the database: whoever
 * can only write the database cannot rewrite what was signed. Nothing runs while nothing is recorded.
 */
export async function createCheckpoints(deps: CheckpointsDependencies): Promise<Checkpoints> {
  const { db, ledger, clock } = deps;
  const key = await readCheckpointKey(deps.secrets);
  let cancel: (() => void) | null = null;
  let signing: Promise<unknown> = Promise.resolve();

  const signNow = (): Promise<void> =>
    inTransaction(db, async (trx) => {
      const [record, last] = [await readLastAuditRow(trx), await readLastCheckpoint(trx)];
      if (!record || record.index <= (last?.index ?? 0)) return;
      await insertCheckpoint(
        trx,
        signCheckpoint(key, { index: record.index, hash: record.hash, at: new Date(clock.now()).toISOString() }),
      );
    });

  const schedule = () => {
    cancel ??= clock.after(delay_ms_max, () => {
      cancel = null;
      signing = signNow().catch(deps.onError);
    });
  };
  const forget = ledger.onRecord(schedule);
  // What the last run could not sign any more.
  await signNow().catch(deps.onError);

  return {
    close: async () => {
      forget();
      cancel?.();
      await signing;
      await signNow().catch(deps.onError);
    },
  };
}
