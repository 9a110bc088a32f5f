import { describe, expect, it } from 'vitest';
import type { FieldLore } from './lore.ts';
import { createMasker } from './mask.ts';
import { addToDotenv, listSecretTargets, type Placement, placeSecrets, takeFromDotenv } from './secrets-place.ts';
import type { Tree } from './tree.ts';

const lore: FieldLore = {
  isSensitive: () => false,
  reloadOf: () => 'hot',
  takesReference: (path) => path[0] === 'channels',
};

function place(present: Tree, wanted: Tree, asked: 'auto' | 'store' | 'env' | 'file' = 'auto') {
  const masker = createMasker({ hinted: () => false, configs: [present, wanted] });
  return placeSecrets({ present, wanted, masker, lore, asked, targets: ['store', 'env', 'file'], base: 'sha256:abc' });
}

describe('a new secret', () => {
  it('goes to the store where a reference may stand, to a variable where none may, and is named after its path', () => {
    const { wanted, placements } = place(
      {},
      { channels: { x: { botToken: 'one-1111' } }, hooks: { token: 'two-2222' } },
    );
    expect(placements.map(({ target, path }) => [target, path])).toEqual([
      ['store', 'channels.x.botToken'],
      ['env', 'hooks.token'],
    ]);
    const [store, env] = placements;
    expect(wanted).toEqual({
      channels: { x: { botToken: { source: 'store', provider: 'default', id: store?.name } } },
      hooks: { token: `\${${env?.name}}` },
    });
    for (const { name } of placements) expect(name).toMatch(/^[A-Z][A-Z0-9_]{0,127}$/);
  });

  it('of the gateway’s own door stays where the command line and the agent can read it', () => {
    expect(place({}, { gateway: { auth: { token: 'one-1111' } } }).placements).toEqual([]);
    expect(place({}, { env: { vars: { API_KEY: 'one-1111' } } }).placements).toEqual([]);
  });

  it('is none when it is there already, is a reference, or names a variable', () => {
    const present = { channels: { x: { botToken: 'one-1111' } } };
    expect(place(present, { channels: { x: { botToken: 'one-1111' } }, y: { token: '${A_B}' } }).placements).toEqual(
      [],
    );
    expect(place({}, { z: { token: { source: 'env', provider: 'default', id: 'A' } } }).placements).toEqual([]);
  });

  it('goes into the file where that is asked for, or where no line of a dotenv file can hold it', () => {
    expect(place({}, { channels: { x: { botToken: 'one-1111' } } }, 'file').placements).toEqual([]);
    expect(place({}, { hooks: { token: "it's-1111" } }).placements).toEqual([]);
    expect(place({}, { hooks: { token: 'two\nlines' } }).placements).toEqual([]);
  });
});

it('the store is a target only where the version has one and the gateway runs to take it', () => {
  const of = (version: string | null, is_running = true, is_remote = false) =>
    listSecretTargets({ version, is_running, is_remote });
  expect(of('2026.9.6')).toEqual(['store', 'env', 'file']);
  expect(of('2027.1.0')).toEqual(['store', 'env', 'file']);
  expect(of('2026.4.15')).toEqual(['env', 'file']);
  expect(of('2026.9.6', false)).toEqual(['env', 'file']);
  expect(of('2026.9.6', true, true)).toEqual(['store', 'file']);
  expect(of(null)).toEqual(['env', 'file']);
});

it('variables are added behind those that are there, and only they are taken out again', () => {
  const placements: Placement[] = [{ path: 'a', target: 'env', name: 'OPS_A_1', value: 'x y' }];
  for (const text of [null, '', 'A=1', 'A=1\n', "# OPS_A_1\nB='2'\n"]) {
    const added = addToDotenv(text, placements);
    expect(added.endsWith("OPS_A_1='x y'\n")).toBe(true);
    const before = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
    expect(takeFromDotenv(added, ['OPS_A_1'])).toBe(before);
  }
});
