import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { type ConfigDocuments, createConfigDocuments } from '../../src/config/documents.ts';
import { createLore } from '../../src/config/lore.ts';
import { keptMark } from '../../src/config/mask.ts';
import { readBundled } from '../../src/config/schema-snapshot.ts';
import { runtimeProfiles } from '../../src/gateway/profiles.ts';
import type { GatewayTarget } from '../../src/gateway/target.ts';

let home: string;
let documents: ConfigDocuments;

const file = (name: string) => join(home, '.openclaw', name);
const write = (text: string, name = 'openclaw.json') => writeFileSync(file(name), text, { mode: 0o600 });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docs-'));
  mkdirSync(join(home, '.openclaw'));
  const [runtime] = runtimeProfiles;
  if (runtime === undefined) throw new Error('there is no profile');
  const target: GatewayTarget = {
    ...{ runtime, binary_path: null, version: '2026.9.6', config_path: file('openclaw.json'), home },
    ...{ state_directory: join(home, '.openclaw'), env: { SHELL_KEY: 'from-the-shell' }, port: 1, tls: null, pid: 1 },
    ...{ credentials: [], content_hash: null, keepers: [], is_remote: false },
  };
  documents = createConfigDocuments({
    target: () => target,
    openHost: async () => createLocalHost({ home }),
    reader: () => null,
    isRunning: () => true,
    lore: async () => createLore(await readBundled()),
    judge: async ({ problem }) => ({ valid: problem === null, issues: [] }),
    rememberSecret: () => undefined,
  });
});

const owned = `{
  // the old token was gw-0123456789abcdef
  gateway: { mode: 'local', auth: { token: 'gw-0123456789abcdef' } },
  channels: { $include: './channels.json5' },
  models: { providers: {
    a: { apiKey: '\${DOT_KEY}' },
    b: { apiKey: { source: 'env', provider: 'default', id: 'SHELL_KEY' } },
    c: { apiKey: { source: 'file', provider: 'own', id: '/c' } },
    d: { apiKey: { source: 'env', provider: 'default', id: 'NOWHERE' } },
  } },
  secrets: { providers: { own: { source: 'file', path: '~/.openclaw/own.json' } } },
}
`;

function writeOwned(): void {
  write(owned);
  write(`{ telegram: { botToken: '123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi' } }`, 'channels.json5');
  write('DOT_KEY=dotted-value-1\n', '.env');
  write('{ "c": "in-the-file-1" }', 'own.json');
}

describe('the configuration as it is shown', () => {
  it('holds no secret of its file, its includes, its variables or its secret files', async () => {
    writeOwned();
    const document = await documents.get();
    const text = JSON.stringify(document);
    for (const secret of ['gw-0123456789abcdef', '123456:ABC', 'dotted-value-1', 'in-the-file-1', 'from-the-shell'])
      expect(text).not.toContain(secret);
    expect(document).toMatchObject({
      exists: true,
      valid: true,
      managed_by: 'file',
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      includes: [file('channels.json5')],
      config: { channels: { telegram: { botToken: keptMark } } },
      secret_targets: ['store', 'env', 'file'],
    });
    expect(document.raw).toContain(`// the old token was ${keptMark}`);
    expect(document.raw).toContain("channels: { $include: './channels.json5' }");
  });

  it('says of every secret where it comes from, and whether the service would find it', async () => {
    writeOwned();
    const { secrets } = await documents.get();
    expect(
      Object.fromEntries(secrets.map(({ path, source, reference, resolved }) => [path, [source, reference, resolved]])),
    ).toEqual({
      'gateway.auth.token': ['literal', null, true],
      'channels.telegram.botToken': ['literal', null, true],
      'models.providers.a.apiKey': ['env', 'DOT_KEY', true],
      'models.providers.b.apiKey': ['env', 'SHELL_KEY', true],
      'models.providers.c.apiKey': ['file', 'own:/c', true],
      'models.providers.d.apiKey': ['env', 'NOWHERE', false],
    });
  });

  it('has another name as soon as a byte of it or of an include is another', async () => {
    writeOwned();
    const { hash } = await documents.get();
    write(`{ telegram: { botToken: '123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi' } } `, 'channels.json5');
    const next = await documents.get();
    expect(next.hash).not.toBe(hash);
    write(`${owned} `);
    expect((await documents.get()).hash).not.toBe(next.hash);
  });

  it('is empty and valid for nobody where there is none', async () => {
    expect(await documents.get()).toMatchObject({ exists: false, hash: null, raw: '', config: {}, valid: null });
  });

  it.each([
    `{ gateway: { auth: { token: 'gw-0123456789abcdef', } `,
    `{ gateway: { auth: { token: gw-0123456789abcdef } } }`,
    `{ gateway: { auth: { "token": "gw-0123456789abcdef" "x": 1 } } }`,
    `gw-0123456789abcdef: gw-0123456789abcdef`,
    `{ token: \`gw-0123456789abcdef\` }`,
    `{ list: ['gw-0123456789abcdef' 'b'], // gw-0123456789abcdef`,
  ])('hides what may be a secret in a text that does not parse: %s', async (text) => {
    write(text);
    const document = await documents.get();
    expect(document).toMatchObject({ exists: true, valid: false, config: {} });
    expect(document.raw).not.toContain('gw-0123456789abcdef');
  });
});

describe('a text that does not parse', () => {
  const broken = `{ // mine
  gateway: { mode: 'local' auth: { token: 'gw-0123456789abcdef' } },
  a: { token: first-secret-value }, b: { token: "second-secret-value" },
}`;

  it('gets back what was hidden in it once it is mended', async () => {
    write(broken);
    const { raw } = await documents.get();
    expect(raw).not.toMatch(/gw-0123|first-secret|second-secret/);
    const mended = raw.replace(/ auth:/, ', auth:');
    const { changes } = await documents.diff({ config: {}, raw: mended, base_hash: null });
    expect(changes.map(({ path, sensitive }) => [path, sensitive])).toEqual([
      ['gateway.mode', false],
      ['gateway.auth.token', true],
      ['a.token', true],
      ['b.token', true],
    ]);
    expect(changes[0]).toMatchObject({ after: 'local' });
  });

  it('gets nothing back where it is not clear what it was', async () => {
    write(broken);
    const { raw } = await documents.get();
    const less = raw.replace(/ auth:/, ', auth:').replace(/b: \{[^}]*\},/, '');
    const answer = documents.diff({ config: {}, raw: less, base_hash: null });
    await expect(answer).rejects.toMatchObject({ code: 'invalid_request', details: expect.any(Array) });
  });
});

describe('what would change', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
  const changesOf = async (edit: (config: Record<string, any>) => void, base_hash: string | null = null) => {
    const { config } = await documents.get();
    edit(config);
    return documents.diff({ config, raw: null, base_hash });
  };

  it('is told with secrets masked and with what the gateway has to do', async () => {
    writeOwned();
    const diff = await changesOf((config) => {
      config.gateway.bind = 'lan';
      config.gateway.auth.token = 'another-secret-value';
    });
    expect(diff).toMatchObject({
      changes: [
        { path: 'gateway.auth.token', kind: 'changed', before: keptMark, after: keptMark, sensitive: true },
        { path: 'gateway.bind', kind: 'added', after: 'lan', sensitive: false, reload: 'restart' },
      ],
      reload: 'restart',
      theirs: [],
      conflicts: [],
    });
    expect(JSON.stringify(diff)).not.toContain('another-secret-value');
  });

  it('since an older content also says what others changed, and where both did', async () => {
    writeOwned();
    const { hash } = await documents.get();
    write(owned.replace("mode: 'local'", "mode: 'local', port: 1, bind: 'auto'"));
    const diff = await changesOf((config) => (config.gateway.bind = 'lan'), hash);
    expect(diff.theirs.map(({ path }) => path)).toEqual(['gateway.port', 'gateway.bind']);
    expect(diff.conflicts).toEqual(['gateway.bind']);
    const unknown = await changesOf((config) => (config.gateway.bind = 'lan'), 'sha256:nobody');
    expect(unknown.conflicts).toEqual(['gateway.bind']);
  });

  it.each([
    [
      'a mask where nothing is set',
      (config: Record<string, unknown>) => (config.hooks = { token: keptMark }),
      'hooks.token',
    ],
    ['taking away what an included file says', (config: Record<string, unknown>) => delete config.channels, 'channels'],
  ])('is refused for %s, with the path', async (_what, edit, field) => {
    writeOwned();
    await expect(changesOf(edit)).rejects.toMatchObject({ code: 'invalid_request', details: [{ field }] });
  });

  it('is refused for a text that does not parse, with the line', async () => {
    writeOwned();
    const sent = { config: {}, raw: '{\n  gateway: { mode: "local" \n', base_hash: null };
    await expect(documents.diff(sent)).rejects.toMatchObject({
      code: 'invalid_request',
      details: [{ field: 'raw:3' }],
    });
  });
});
