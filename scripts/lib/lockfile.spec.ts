import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { completeLockfile, findLeftOut } from './lockfile.mjs';

const lockfile = {
  packages: {
    '': { name: 'root' },
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-musl': '1.0.0',
        '@tool/darwin-arm64': '1.0.0',
        '@tool/linux-x64-gnu': '1.0.0',
      },
    },
    'node_modules/@tool/linux-x64-gnu': { version: '1.0.0', optional: true },
    'node_modules/host': { version: '3.0.0' },
    'node_modules/host/node_modules/tool': {
      version: '2.0.0',
      optionalDependencies: { '@tool/linux-x64-gnu': '2.0.0' },
    },
  },
};

test('what another platform needs is put in with its exact version and its platform', () => {
  const found = findLeftOut(lockfile);
  expect(found.get('node_modules/@tool/linux-x64-musl')).toEqual({
    version: '1.0.0',
    cpu: ['x64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  });
  expect(found.get('node_modules/@tool/darwin-arm64')).toMatchObject({ os: ['darwin'], cpu: ['arm64'] });
});

test('a second version goes beside its own dependant, not over the first', () => {
  expect(findLeftOut(lockfile).get('node_modules/host/node_modules/@tool/linux-x64-gnu')).toMatchObject({
    version: '2.0.0',
  });
});

test('what is there stays as it is, and a completed lockfile is complete', () => {
  const completed = completeLockfile(lockfile);
  expect(completed.packages).toMatchObject(lockfile.packages);
  expect(findLeftOut(completed).size).toBe(0);
});

test('the lockfile of this clone is complete, so that `npm ci` takes it on every platform', () => {
  const own = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  expect([...findLeftOut(own).keys()], 'run node scripts/complete-lockfile.mjs').toEqual([]);
});
