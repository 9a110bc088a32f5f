import { statSync } from 'node:fs';
import type { Db } from './schema.ts';

interface Health {
  /** Why nothing may be written now; null when it may. */
  findLoss: () => string | null;
  /** Why the last transaction could not be made durable; null when it was. */
  last_failure: string | null;
}

const healths = new WeakMap<Db, Health>();

/**
 * Remembers which files this database is open on. SQLite goes on writing to a file that was deleted or replaced under
 * it, and what it calls durable then is gone with the process.
 */
export function watchDatabaseFiles(db: Db, path: string): void {
  const opened = [path, `${path}-wal`].map((file) => ({ file, inode: inodeOf(file) })).filter(({ inode }) => inode);
  const findLoss = () => {
    const lost = opened.find(({ file, inode }) => inodeOf(file) !== inode);
    return lost ? `${lost.file} was removed or replaced while the agent had it open` : null;
  };
  healths.set(db, { findLoss, last_failure: null });
}

/** Why this database cannot take a change now, as far as can be told without changing it; null when it can. */
export function findStorageProblem(db: Db): string | null {
  const health = healths.get(db);
  return health ? (health.findLoss() ?? health.last_failure) : null;
}

/** Why a transaction must not even begin: its file is not the one at its path any more. */
export function findLostFile(db: Db): string | null {
  return healths.get(db)?.findLoss() ?? null;
}

/** Notes how the last transaction ended. */
export function noteStorage(db: Db, failure: string | null): void {
  const health = healths.get(db);
  if (health) health.last_failure = failure;
}

function inodeOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return null; // gone, or out of reach: the same to us
  }
}
