import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildTargets, findStaleTargets, hashInputs } from './build-targets.mjs';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const recordBuild = () => {
  write('dist/agent/main.js', '');
  write('dist/agent/.inputs.json', JSON.stringify({ sha256: hashInputs(root, buildTargets.agent) }));
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'moltbot-ops-build-'));
  write('packages/agent/src/main.ts', 'one');
  write('package.json', '{}');
  recordBuild();
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

const isStale = () => findStaleTargets(root, ['agent']).length > 0;

test('a build whose inputs did not change is current, whatever the files’ times say', () => {
  utimesSync(join(root, 'packages/agent/src/main.ts'), new Date(), new Date());
  expect(isStale()).toBe(false);
});

test.each([
  ['a source changed', () => write('packages/agent/src/main.ts', 'two')],
  ['a source was added', () => write('packages/agent/src/deep/more.ts', '')],
  [
    'a source was renamed',
    () => {
      rmSync(join(root, 'packages/agent/src/main.ts'));
      write('packages/agent/src/start.ts', 'one');
    },
  ],
  ['the dependencies changed', () => write('package-lock.json', '{}')],
  ['the output is gone', () => rmSync(join(root, 'dist/agent/main.js'))],
  ['the record is cut short', () => write('dist/agent/.inputs.json', '{"sha2')],
])('a build is stale when %s', (_, change) => {
  change();
  expect(isStale()).toBe(true);
});

test.each([
  'packages/agent/src/main.spec.ts',
  'packages/agent/test/unit/x.ts',
  'packages/agent/node_modules/x/index.js',
])('%s is no input of a build', (path) => {
  write(path, 'anything');
  expect(isStale()).toBe(false);
});
