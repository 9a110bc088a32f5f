import { AppError } from '../errors.ts';
import { findLostFile, noteStorage } from './health.ts';
import type { Db, Trx } from './schema.ts';

const constraint_code = 19;
const queues = new WeakMap<Db, Promise<unknown>>();
const afterwards = new WeakMap<Trx, (() => void)[]>();

/** Runs `task` once this transaction is durable, and never when it is not. */
export function afterCommit(trx: Trx, task: () => void): void {
  afterwards.get(trx)?.push(task);
}

/**
 * Runs `work` in one transaction: all of it is durable when the answer comes, or none of it. Transactions run one after
 * another, and `onCommit` runs before the next one begins, so what is held in memory is in step when `work` reads it.
 * Inside, only `trx` may be used; the database itself would wait for the transaction for ever. Throws
 * `storage_unavailable` when SQLite cannot write (full disk, read-only file, I/O error, a file that is gone), and whatever `work` throws.
 */
export function inTransaction<T>(
  db: Db,
  work: (trx: Trx) => Promise<T>,
  onCommit: (result: T) => void = () => {},
): Promise<T> {
  const run = async (): Promise<T> => {
    const lost = findLostFile(db);
    if (lost !== null) throw new AppError('storage_unavailable', { cause: new Error(lost) });
    try {
      const tasks: (() => void)[] = [];
      const result = await db.transaction().execute((trx) => {
        afterwards.set(trx, tasks);
        return work(trx);
      });
      noteStorage(db, null);
      onCommit(result);
      for (const task of tasks) task();
      return result;
    } catch (error) {
      const told = toStorageError(error);
      if (told !== error) noteStorage(db, String(error));
      throw told;
    }
  };
  const done = (queues.get(db) ?? Promise.resolve()).then(run);
  queues.set(
    db,
    done.catch(() => {}), // told to the caller; the next transaction is not concerned
  );
  return done;
}

/** `storage_unavailable` for what SQLite could not do; a broken constraint is our own fault and stays what it is. */
export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return error;
  const primary = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
  return primary === constraint_code ? error : new AppError('storage_unavailable', { cause: error });
}
