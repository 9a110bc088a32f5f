// The agent's own process dies by SIGKILL at each line that a step of a plan writes, and the next one goes on.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../support/killed-agent.ts', import.meta.url));
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'killed-'));
  file = join(directory, 'calls');
  writeFileSync(file, '');
});
afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

const readCalls = () => readFileSync(file, 'utf8').split('\n').filter(Boolean);

/** Runs the process; kills it when the file has `kill_at` lines. Answers with the job, or null when it was killed. */
async function runUntil(kill_at: number, plan: string): Promise<Job | null> {
  const child = spawn(process.execPath, [program, join(directory, 'agent.db'), file, String(kill_at)], {
    env: { PATH: process.env.PATH, PLAN: plan },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exit = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (child.exitCode === null && readCalls().length < kill_at)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await exit;
  return output === '' ? null : (JSON.parse(output) as Job); // printed by our own program
}

describe('a job whose agent is killed after every step', () => {
  test('goes on to its end, and runs no finished step again', async () => {
    for (let kill_at = 1; kill_at <= 8; kill_at += 1) await runUntil(kill_at, 'works');
    const job = await runUntil(Number.MAX_SAFE_INTEGER, 'works');
    expect(job).toMatchObject({ state: 'succeeded', steps_done: 4 });
    const calls = readCalls();
    for (const [index, step] of ['a', 'b', 'c', 'd'].entries()) {
      const later = ['a', 'b', 'c', 'd'].slice(index + 1);
      const last_own = calls.findLastIndex((line) => line.endsWith(step));
      const first_later = calls.findIndex((line) => later.some((one) => line.endsWith(one)));
      if (first_later !== -1) expect(last_own).toBeLessThan(first_later);
    }
  });

  test('goes back to its beginning when it failed, and no step is run on the way', async () => {
    for (let kill_at = 1; kill_at <= 12; kill_at += 1) await runUntil(kill_at, 'fails');
    const job = await runUntil(Number.MAX_SAFE_INTEGER, 'fails');
    expect(job).toMatchObject({ state: 'failed', remains: [], error: { code: 'bad' } });
    const calls = readCalls();
    const back = calls.slice(calls.findIndex((line) => line.startsWith('undo')));
    expect([...new Set(back)]).toEqual(['undo d', 'undo c', 'undo b', 'undo a']);
  });
});
