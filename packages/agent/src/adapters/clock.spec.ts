import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSystemClock } from './clock.ts';

test('runs a task when it is due, and not when it was cancelled', async () => {
  const clock = createSystemClock();
  const done: string[] = [];
  clock.after(5, () => done.push('cancelled'))();
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => {}, 1_000);
    clock.after(10, () => {
      clearInterval(keepAlive);
      done.push('due');
      resolve();
    });
  });
  expect(done).toEqual(['due']);
});

test('a waiting task keeps no process alive, however far it is', () => {
  const path = join(import.meta.dirname, 'clock.ts');
  const script = `import { createSystemClock } from ${JSON.stringify(path)};
    createSystemClock().after(9e15, () => console.log('too early'));
    createSystemClock().after(60_000, () => {});`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000, encoding: 'utf8' });
  expect(run.status).toBe(0);
  expect(run.stdout).toBe('');
});
