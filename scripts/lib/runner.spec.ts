import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const lib = new URL('runner.ts', import.meta.url).href;

/** A run of two gates, of which the first hears no signal and lives until it is killed. */
const driver = (root: string) => `
  const { closeRun, openRun, runPart } = await import(${JSON.stringify(lib)});
  const run = openRun(${JSON.stringify(root)}, 'test');
  const gate = (name, script) => ({ name, kind: 'gate', promise: name, args: ['-e', script] });
  console.log('ready');
  const first = await runPart(run, gate('first', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'));
  const second = await runPart(run, gate('second', 'console.log("ran")'));
  process.exitCode = closeRun(run, [first, second]);
`;

test('a run that is told to end breaks off the part that runs, begins no further one, and leaves nothing', async () => {
  const root = mkdtempSync(join(tmpdir(), 'moltbot-runner-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const child = spawn(process.execPath, ['--input-type=module', '-e', driver(root)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
  });
  let told = '';
  child.stdout.on('data', (text: Buffer) => {
    told += text.toString();
  });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(told).toContain('broken off: SIGTERM ended the run');
  expect(told).toContain('not run: SIGTERM ended the run');
  expect(readdirSync(join(root, 'artifacts'))).toEqual([]);
  expect(told).not.toContain('ran\n');
  expect(told.trim().split('\n').at(-1)).toBe('0 passed, 2 failed');
  expect(code).toBe(1);
});
