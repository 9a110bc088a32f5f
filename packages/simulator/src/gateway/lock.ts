// One gateway per state directory: two small JSON files name the owner. They vanish with a clean stop and stay
// behind after a kill, so an owner counts only while its process lives.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayPaths } from '../world/paths.ts';

export interface LockRecord {
  pid: number;
  ownerId: string;
  cronOwnerProjection: string;
  createdAt: string;
  configPath: string;
  stateDir: string;
  port: number;
  /** Start time of the process in clock ticks since boot, as /proc counts it. */
  startTime: number | null;
}

/** Names of the lock files of a gateway. */
export function lockFiles(paths: GatewayPaths): [string, string] {
  const digest = createHash('sha256').update(paths.config_path).digest('hex').slice(0, 8);
  return [join(paths.lock_dir, `gateway.${digest}.lock`), join(paths.lock_dir, 'gateway.state.lock')];
}

/** The living owner of the state directory, if any. */
export function readLiveOwner(paths: GatewayPaths): LockRecord | null {
  for (const path of lockFiles(paths)) {
    const owner = readLock(path);
    if (owner && owner.pid !== process.pid && isSameProcess(owner)) return owner;
  }
  return null;
}

export function writeLocks(paths: GatewayPaths, record: LockRecord): void {
  mkdirSync(paths.lock_dir, { recursive: true, mode: 0o700 });
  for (const path of lockFiles(paths)) {
    writeFileSync(path, JSON.stringify(record, null, 2), { mode: 0o600 });
    writeFileSync(`${path}.sqlite`, '', { flag: 'a' });
  }
}

export function removeLocks(paths: GatewayPaths): void {
  for (const path of lockFiles(paths)) rmSync(path, { force: true });
}

/** Field 22 of /proc/PID/stat; null where there is no /proc. */
export function readStartTime(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}

function readLock(path: string): LockRecord | null {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockRecord; // our own format; a foreign one fails the checks below
  } catch {
    return null;
  }
}

function isSameProcess(owner: LockRecord): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch {
    return false;
  }
  return owner.startTime === null || owner.startTime === readStartTime(owner.pid);
}
