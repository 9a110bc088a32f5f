import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findConsole } from './console-directory.ts';

const makeRoot = (built: boolean) => {
  const root = mkdtempSync(join(tmpdir(), 'moltbot-ops-console-'));
  mkdirSync(join(root, 'dist', 'web'), { recursive: true });
  if (built) writeFileSync(join(root, 'dist', 'web', 'index.html'), '');
  return root;
};

test.each(['dist/agent', 'dist/agent/chunks', 'packages/agent/src/cli'])('the console is found from %s', (place) => {
  const root = makeRoot(true);
  expect(findConsole(join(root, place))).toBe(join(root, 'dist', 'web'));
});

test('a console that is not built is not found', () => {
  expect(findConsole(join(makeRoot(false), 'dist/agent'))).toBeNull();
});
