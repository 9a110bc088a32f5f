// The suite's engine, ended and started again as it was begun: for what must bear that an engine goes away in the middle.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker, dockerSocketPath } from './parts.ts';

const ends_within_ms = 60_000;

/** Ends it as a service manager would, and comes back when it is gone; the answer starts it again. */
export async function stopEngine(): Promise<() => Promise<void>> {
  const pid = Number(readFileSync(join(dirname(dockerSocketPath()), 'docker.pid'), 'utf8'));
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  process.kill(pid, 'SIGTERM');
  await until('the engine did not end', async () => !isAlive(pid));
  return async () => {
    spawn(program, args, { detached: true, stdio: 'ignore' }).unref();
    await until('the engine did not start', () =>
      docker('version').then(
        () => true,
        () => false,
      ),
    );
  };
}

function isAlive(pid: number): boolean {
  try {
    // One that nobody waited for is gone all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ends_within_ms;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await sleep(100);
  }
}
