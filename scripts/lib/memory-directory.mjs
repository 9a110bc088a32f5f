// A directory for what tests write, in memory where the machine has room for that. Most of them open databases that wait
// for the disk at every commit, as they should; no test can cut the power, so nothing is proven by the waiting.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const memory = '/dev/shm';
const free_bytes_min = 2 * 1024 ** 3;

/** A new directory, removed when this process ends; null where there is little memory, or where programs may not lie. */
export function makeMemoryDirectory() {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < free_bytes_min) return null;
    const directory = mkdtempSync(join(memory, 'tests-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    const probe = join(directory, 'probe');
    writeFileSync(probe, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    // Tests put programs in the place of others; some machines let none run from there.
    return spawnSync(probe).status === 0 ? directory : null;
  } catch {
    return null; // no such place on this system
  }
}
