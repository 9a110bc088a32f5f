import { expect, it } from 'vitest';
import { createLore } from './lore.ts';
import { readBundled } from './schema-snapshot.ts';

const lore = createLore(await readBundled());

it('the gateway’s hints are followed through names, items and what holds a field', () => {
  const sensitive = [
    ['gateway', 'auth', 'token'],
    ['channels', 'telegram', 'accounts', 'work', 'botToken'],
    ['tools', 'media', 'models', 0, 'request', 'headers', 'x-own'],
    ['channels', 'googlechat', 'serviceAccount', 'private_key_id'],
  ];
  expect(sensitive.map(lore.isSensitive)).toEqual(sensitive.map(() => true));
  expect(lore.isSensitive(['gateway', 'port'])).toBe(false);
  expect(lore.isSensitive(['channels', 'telegram', 'enabled'])).toBe(false);
});

it('a reference is taken where the schema takes one, and nowhere else', () => {
  expect(lore.takesReference(['channels', 'telegram', 'botToken'], 'store')).toBe(true);
  expect(lore.takesReference(['models', 'providers', 'mine', 'apiKey'], 'env')).toBe(true);
  expect(lore.takesReference(['hooks', 'token'], 'store')).toBe(false);
  expect(lore.takesReference(['nothing', 'of', 'the', 'kind'], 'store')).toBe(false);
});

it('a reload is that of the nearest parent that is known', () => {
  expect(lore.reloadOf(['gateway', 'bind'])).toBe('restart');
  expect(lore.reloadOf(['agents', 'defaults', 'workspace'])).toBe('hot');
});
