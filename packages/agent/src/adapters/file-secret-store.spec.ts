import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSystemClock } from './clock.ts';
import { createFileSecretStore } from './file-secret-store.ts';
import { openSecretStore } from './secret-store.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ops-secrets-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

const openFiles = () =>
  createFileSecretStore({ directory: join(home, 'secrets'), random: randomBytes, because: 'this is a test' });
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('keeps, replaces and removes secrets; what is not there reads as null', async () => {
  const store = openFiles();
  expect(await store.read('signing_key')).toBeNull();
  await store.write('signing_key', 'one');
  await store.write('signing_key', 'two');
  expect(await store.read('signing_key')).toBe('two');
  await store.remove('signing_key');
  await store.remove('signing_key');
  expect(await store.read('signing_key')).toBeNull();
});

test('files are 0600 in a directory of 0700, and no draft stays behind', async () => {
  const store = openFiles();
  await store.write('signing_key', 'secret');
  expect(modeOf(join(home, 'secrets'))).toBe('700');
  expect(modeOf(join(home, 'secrets', 'signing_key'))).toBe('600');
  expect(readdirSync(join(home, 'secrets'))).toEqual(['signing_key']);
});

test('replaces a planted link and does not write through it', async () => {
  const store = openFiles();
  await store.write('other', 'x');
  writeFileSync(join(home, 'victim'), 'untouched');
  symlinkSync(join(home, 'victim'), join(home, 'secrets', 'signing_key'));
  await store.write('signing_key', 'secret');
  expect(readFileSync(join(home, 'victim'), 'utf8')).toBe('untouched');
  expect(await store.read('signing_key')).toBe('secret');
});

test('a failed write leaves the former secret', async () => {
  const store = openFiles();
  await store.write('signing_key', 'former');
  await expect(store.write('signing_key', Symbol('no text') as unknown as string)).rejects.toThrow();
  expect(await store.read('signing_key')).toBe('former');
  expect(readdirSync(join(home, 'secrets'))).toEqual(['signing_key']);
});

test.each(['../escape', 'a/b', '', '.hidden', 'UPPER', 'nul\u0000'])('refuses the name %j', async (name) => {
  await expect(openFiles().read(name)).rejects.toThrow('no name of a secret');
});

test('says where secrets rest, and why not with the operating system', () => {
  expect(openFiles()).toMatchObject({ kind: 'file' });
  expect(openFiles().description).toMatch(/only this account can read .*because this is a test\.$/);
});

test('without a session bus the choice falls on files, with the reason', async () => {
  const options = {
    state_directory: home,
    clock: createSystemClock(),
    remember: () => {},
    random: randomBytes,
    platform: 'linux' as const,
  };
  const store = await openSecretStore({ ...options, preference: 'auto', env: {} });
  expect(store.kind).toBe('file');
  expect(store.description).toContain('no bus');
  const asked = await openSecretStore({ ...options, preference: 'file', env: {} });
  expect(asked.description).toContain('the settings ask for it');
});

test('a bus that leads nowhere falls back as well', async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(home, 'no-bus')}` };
  const former = process.env.DBUS_SESSION_BUS_ADDRESS;
  process.env.DBUS_SESSION_BUS_ADDRESS = env.DBUS_SESSION_BUS_ADDRESS; // the library reads the process's own
  try {
    const store = await openSecretStore({
      preference: 'auto',
      state_directory: home,
      clock: createSystemClock(),
      random: randomBytes,
      remember: () => {},
      env,
      platform: 'linux',
    });
    expect(store.kind).toBe('file');
    expect(store.description).toContain('did not answer well');
  } finally {
    if (former === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
    else process.env.DBUS_SESSION_BUS_ADDRESS = former;
  }
});

test('a secret that cannot be read is an error and not an absence', async () => {
  const store = openFiles();
  await store.write('signing_key', 'x');
  rmSync(join(home, 'secrets', 'signing_key'));
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(home, 'secrets', 'signing_key'));
  chmodSync(join(home, 'secrets', 'signing_key'), 0o700);
  await expect(store.read('signing_key')).rejects.toThrow();
});

test('what is read or written is made known to the redactor', async () => {
  const known: string[] = [];
  const store = await openSecretStore({
    preference: 'file',
    state_directory: home,
    clock: createSystemClock(),
    random: randomBytes,
    remember: (secret) => known.push(secret),
  });
  await store.write('signing_key', 'written');
  writeFileSync(join(home, 'secrets', 'other_key'), 'found');
  await store.read('other_key');
  await store.read('absent');
  expect(known).toEqual(['written', 'found']);
});
