import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPlaceError, withLock } from './lock.mjs';

const place = () => join(mkdtempSync(join(tmpdir(), 'moltbot-ops-lock-')), 'a.lock');

test('two holders never overlap', async () => {
  const path = place();
  const seen: string[] = [];
  const hold = (name: string) =>
    withLock(path, async () => {
      seen.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} out`);
    });
  await Promise.all([hold('a'), hold('b')]);
  expect([seen.slice(0, 2), seen.slice(2)].toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
    ['a in', 'a out'],
    ['b in', 'b out'],
  ]);
});

test('the lock is given back when the task throws', async () => {
  const path = place();
  await expect(
    withLock(path, () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that died is taken over', async () => {
  const path = place();
  mkdirSync(path);
  writeFileSync(join(path, 'pid'), '2147483646');
  await expect(withLock(path, async () => 'held')).resolves.toBe('held');
});

test.each([
  ['EACCES', 'in a clone of your own'],
  ['EROFS', 'in a clone of your own'],
  ['ENOSPC', 'Free some'],
])('a place that cannot be written to is named with what to do: %s', (code, words) => {
  const { message } = toPlaceError(Object.assign(new Error('mkdir'), { code }), '/srv/clone/.cache');
  expect(message).toContain('/srv/clone/.cache');
  expect(message).toContain(words);
});

test('another error stays what it is', () => {
  const error = new Error('no');
  expect(toPlaceError(error, '/srv/clone/.cache')).toBe(error);
});
