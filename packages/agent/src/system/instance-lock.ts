// One agent per state directory. The lock is an exclusive transaction on a database file of its own, so the kernel
// releases it at any death of the process, kill -9 included, and no pid can be mistaken for another's.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../settings.ts';

export interface InstanceRecord {
  pid: number;
  url: string;
}

export interface InstanceLock {
  /** Says where this instance answers, for the sentence that a second one will print. */
  publish(record: InstanceRecord): void;
  release(): void;
}

/** Takes the lock or throws a `StartError` that names the holder. */
export function takeInstanceLock(home: string): InstanceLock {
  const recordPath = join(home, 'agent.json');
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(home, 'agent.lock'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (!/locked|busy/i.test(String(error)))
      throw new StartError(
        `${join(home, 'agent.lock')} cannot be locked (${error instanceof Error ? error.message : String(error)}). Check that its disk has space and that this user may write there.`,
      );
    const holder = readInstanceRecord(home);
    const who = holder ? `pid ${holder.pid} at ${holder.url}` : 'another process';
    throw new StartError(
      `Another agent already uses ${home}: ${who}. Use that one (\`moltbot-ops pair\` lets a browser in), or give this one its own MOLTBOT_OPS_HOME.`,
    );
  }
  const held = database;
  try {
    // The former holder's: until ours is written, nobody shall be sent to a process that may be anybody's by now.
    rmSync(recordPath, { force: true });
  } catch {
    // no file of ours; publishing will name it
  }
  return {
    publish: (record) => writeFileSync(recordPath, `${JSON.stringify(record)}\n`, { mode: 0o600 }),
    release: () => held.close(),
  };
}

/** Where the last instance said that it answers; null when nothing readable was left. It may be dead. */
export function readInstanceRecord(home: string): InstanceRecord | null {
  try {
    const record = JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as Partial<InstanceRecord>;
    return typeof record.pid === 'number' && typeof record.url === 'string'
      ? { pid: record.pid, url: record.url }
      : null;
  } catch {
    return null; // never started, or half written by a crash: nothing to say
  }
}
