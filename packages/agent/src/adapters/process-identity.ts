// Which process a pid means, over restarts of the agent and of the machine: the pid alone is given out again.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** A key that no other process shares, or null when there is none by that pid or it only waits to be buried. */
export function readStartKey(pid: number, platform: string = process.platform): string | null {
  if (platform !== 'linux') {
    try {
      const args = ['-o', 'lstart=', '-p', String(pid)];
      const started = execFileSync('/bin/ps', args, {
        encoding: 'utf8',
        timeout: 5_000,
        env: { LC_ALL: 'C', TZ: 'UTC' },
      });
      return started.trim() === '' ? null : `${pid}@${started.trim()}`;
    } catch {
      return null;
    }
  }
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return `${pid}:${fields[19]}@${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`;
}

/** The process that was started with this variable, for a start whose pid was never noted; null where there is none. */
export function findByVariable(name: string, value: string): number | null {
  const wanted = `${name}=${value}`;
  for (const entry of listProcesses()) {
    const variables = readText(`/proc/${entry}/environ`)?.split('\0');
    if (variables?.includes(wanted) === true && readStartKey(Number(entry)) !== null && !isChild(Number(entry), wanted))
      return Number(entry);
  }
  return null;
}

/** What the process itself started carries the variable too. */
function isChild(pid: number, wanted: string): boolean {
  const stat = readText(`/proc/${pid}/stat`) ?? '';
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return readText(`/proc/${parent}/environ`)?.split('\0').includes(wanted) === true;
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // no such filesystem on this platform
  }
}
