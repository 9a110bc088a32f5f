import type { ConfigDocument, ConfigField } from '@moltbot-ops/sdk/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesOf,
  findConflicts,
  lostSecrets,
  maskDraft,
  mergeDraft,
  rebaseDraft,
  redraft,
  renameField,
  resetField,
  setField,
  unsetField,
} from './draft.ts';
import { kept_mask } from './mask.ts';
import { applyPatch, diffPatch, listChanges } from './merge.ts';
import { formatPath, isSame, parsePath, type Tree } from './tree.ts';

const config = { gateway: { port: 18789, auth: { mode: 'token', token: kept_mask } }, logging: { level: 'info' } };
const fields: ConfigField[] = [
  { path: 'gateway.port', type: 'integer' },
  { path: 'gateway.auth.token', type: 'string', sensitive: true },
  { path: 'channels.telegram.accounts.*.botToken', type: 'string', sensitive: true },
  { path: 'models.providers.*.apiKey', type: 'string', sensitive: true },
];
const secret = 'sk-never-to-be-stored';

describe('a draft', () => {
  it('holds what changes and nothing else', () => {
    const draft = setField(config, {}, ['gateway', 'port'], 19000);
    expect(draft).toEqual({ gateway: { port: 19000 } });
    expect(mergeDraft(config, draft)).toEqual({ ...config, gateway: { ...config.gateway, port: 19000 } });
  });
  it('is empty again when a field is set back', () => {
    const draft = setField(config, {}, ['gateway', 'port'], 19000);
    expect(setField(config, draft, ['gateway', 'port'], 18789)).toEqual({});
    expect(resetField(config, draft, ['gateway', 'port'])).toEqual({});
  });
  it('leaves no empty objects behind when what was added is taken away', () => {
    const draft = setField(config, {}, ['channels', 'telegram', 'enabled'], true);
    expect(unsetField(config, draft, ['channels', 'telegram', 'enabled'])).toEqual({});
  });
  it('removes by null what is in force', () => {
    expect(unsetField(config, {}, ['logging', 'level'])).toEqual({ logging: { level: null } });
  });
  it('keeps a mask where a secret was not touched', () => {
    const draft = setField(config, {}, ['gateway', 'port'], 1);
    expect(mergeDraft(config, draft)).toHaveProperty('gateway.auth.token', kept_mask);
    expect(changesOf(config, draft).map((change) => formatPath(change.path))).toEqual(['gateway.port']);
  });
  it('renames an entry at its place, and never over another', () => {
    const before = { models: { providers: { a: { x: 1 }, b: { x: 2 } } } };
    const draft = renameField(before, {}, ['models', 'providers', 'a'], 'z');
    expect(mergeDraft(before, draft)).toEqual({ models: { providers: { z: { x: 1 }, b: { x: 2 } } } });
    expect(renameField(before, {}, ['models', 'providers', 'a'], 'b')).toEqual({});
  });
  it('takes items out of a list', () => {
    const before = { tools: { allow: ['a', 'b', 'c'] } };
    expect(unsetField(before, {}, ['tools', 'allow', 1])).toEqual({ tools: { allow: ['a', 'c'] } });
  });
  it('treats `__proto__` as a name like any other', () => {
    const draft = setField({}, {}, ['env', 'vars', '__proto__'], 'x');
    expect(Object.keys((mergeDraft({}, draft) as { env: { vars: object } }).env.vars)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('maskDraft', () => {
  it('lets no typed secret through, by schema or by name', () => {
    const draft = {
      gateway: { auth: { token: secret } },
      channels: { telegram: { accounts: { work: { botToken: secret } } } },
      env: { vars: { OPENAI_API_KEY: secret } },
      plugins: { entries: { unknown: { config: { password: secret, webhookUrl: secret, access_key: secret } } } },
      mcp: { servers: { a: { headers: { Authorization: secret, 'X-Team': secret }, cookie: secret } } },
    };
    expect(JSON.stringify(maskDraft(draft, fields))).not.toContain(secret);
  });
  it('leaves references and removals as they are', () => {
    const reference = { source: 'env', provider: 'default', id: 'BOT_TOKEN' };
    const draft = {
      gateway: { auth: { token: reference, password: null } },
      models: { providers: { a: { apiKey: '${A_KEY}' } } },
    };
    expect(maskDraft(draft, fields)).toEqual(draft);
  });
  it('says which secrets have to be typed again', () => {
    const value = { config } as unknown as ConfigDocument; // only its object is read
    const draft = maskDraft(
      { models: { providers: { a: { apiKey: secret } } }, gateway: { auth: { token: 'new' } } },
      fields,
    );
    expect(lostSecrets(draft, value, fields)).toEqual(['models.providers.a.apiKey']);
  });
});

describe('somebody else’s change', () => {
  const newer = { ...config, logging: { level: 'debug' }, gateway: { ...config.gateway, port: 20000 } };
  const mine = redraft(config, { ...config, gateway: { ...config.gateway, port: 19000, bind: 'lan' } });
  it('conflicts only where both changed the same to something else', () => {
    expect(findConflicts(config, newer, mine)).toEqual([
      { path: ['gateway', 'port'], base: 18789, mine: 19000, theirs: 20000 },
    ]);
    expect(findConflicts(config, newer, { gateway: { port: 20000 } })).toEqual([]);
  });
  it('is kept where I changed nothing, and yields or wins where I say so', () => {
    expect(rebaseDraft(config, newer, mine, [])).toEqual({ gateway: { port: 19000, bind: 'lan' } });
    expect(rebaseDraft(config, newer, mine, [['gateway', 'port']])).toEqual({ gateway: { bind: 'lan' } });
  });
  it('that removes what I changed is a conflict, and theirs removes it here too', () => {
    const gone = { gateway: config.gateway };
    const draft = { logging: { level: 'warn' } };
    expect(findConflicts(config, gone, draft)).toHaveLength(1);
    expect(rebaseDraft(config, gone, draft, [['logging', 'level']])).toEqual({});
  });
});

describe('paths', () => {
  it.each(['a.b.c', 'models.providers["a.b"].apiKey', 'list.0.name', '["quo\\"te"].x'])(
    '%s goes there and back',
    (text) => {
      expect(formatPath(parsePath(text))).toBe(text);
    },
  );
  it('reads lists in brackets', () => expect(parsePath('agents.list[0].id')).toEqual(['agents', 'list', '0', 'id']));
});

const leaf = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof({ maxDepth: 3 }, leaf, tie('tree')), { maxKeys: 4 }),
}));

describe('for any two configurations', () => {
  it('the patch between them makes one of the other', () => {
    fc.assert(fc.property(tree, tree, (from, to) => isSame(applyPatch(from, diffPatch(from, to)), to)));
  });
  it('there are no changes exactly when they are the same', () => {
    fc.assert(fc.property(tree, tree, (from, to) => (listChanges(from, to).length === 0) === isSame(from, to)));
  });
});
