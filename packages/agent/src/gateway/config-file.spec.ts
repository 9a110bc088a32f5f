import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostFiles } from '../adapters/gateway-files.ts';
import { readConfigFile } from './config-file.ts';
import { runtimeProfiles } from './profiles.ts';

const [profile] = runtimeProfiles as [(typeof runtimeProfiles)[0]]; // the table has rows
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gateway-config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

const path = () => join(home, 'openclaw.json');
const read = (text: string | null, env: Record<string, string> = {}) => {
  if (text !== null) writeFileSync(path(), text);
  return readConfigFile({ files: createHostFiles(), profile, path: path(), state_directory: home, home, env });
};

describe('readConfigFile', () => {
  it('reads JSON5 with comments, trailing commas and a port', () => {
    const facts = read(
      "{ /* c */ gateway: { port: 19001, auth: { mode: 'token', token: 'secret-1', }, }, logging: { file: '/l/x.log' } }",
    );
    expect(facts).toMatchObject({
      state: 'ok',
      port: 19001,
      auth_mode: 'token',
      log_file: '/l/x.log',
      credentials: [{ kind: 'token', secret: 'secret-1' }],
    });
  });

  it('resolves variables from the environment, the dotenv file and the env block', () => {
    writeFileSync(join(home, '.env'), 'FROM_DOTENV="dot-secret"\n');
    const facts = read(
      "{ env: { vars: { BLOCK: 'block-secret' } }, gateway: { auth: { token: '${FROM_DOTENV}', password: '${OUTSIDE}' } } }",
      { OUTSIDE: 'out-secret' },
    );
    expect(facts.credentials).toEqual([
      { kind: 'token', secret: 'dot-secret' },
      { kind: 'password', secret: 'out-secret' },
    ]);
  });

  it('resolves references to the environment and to a file, and runs nothing for the others', () => {
    writeFileSync(join(home, 'secrets.json'), JSON.stringify({ gateway: { token: 'file-secret' } }));
    const provider = `secrets: { providers: { mine: { source: 'file', path: '${join(home, 'secrets.json')}' } } }`;
    const file = read(
      `{ ${provider}, gateway: { auth: { token: { source: 'file', provider: 'mine', id: '/gateway/token' } } } }`,
    );
    const env = read("{ gateway: { auth: { token: { source: 'env', provider: 'default', id: 'T' } } } }", {
      T: 'env-secret',
    });
    const exec = read("{ gateway: { auth: { token: { source: 'exec', provider: 'default', id: 'x' } } } }");
    expect([file, env, exec].map(({ credentials }) => credentials.map(({ secret }) => secret))).toEqual([
      ['file-secret'],
      ['env-secret'],
      [],
    ]);
  });

  it('includes other files', () => {
    writeFileSync(join(home, 'auth.json5'), "{ token: 'included' }");
    expect(read("{ gateway: { port: 1, auth: { $include: './auth.json5', mode: 'token' } } }")).toMatchObject({
      credentials: [{ kind: 'token', secret: 'included' }],
      auth_mode: 'token',
    });
  });

  it('finds includes from where a linked configuration lies, and names every file that it read', () => {
    mkdirSync(join(home, 'dotfiles'));
    writeFileSync(join(home, 'dotfiles', 'main.json'), "{ gateway: { $include: './gateway.json5' } }");
    writeFileSync(join(home, 'dotfiles', 'gateway.json5'), '{ port: 1 }');
    writeFileSync(join(home, 'gateway.json5'), '{ port: 2 }');
    symlinkSync(join(home, 'dotfiles', 'main.json'), path());
    const before = read(null);
    writeFileSync(join(home, 'gateway.json5'), '{ port: 3 }');
    const after = read(null);
    expect([before.port, after.port, before.content_hash === after.content_hash]).toEqual([2, 3, false]);
    expect(after.read_paths).toContain(join(home, 'gateway.json5'));
  });

  it('knows TLS, and the certificate that the gateway made for itself', () => {
    const tls = '{ gateway: { tls: { enabled: true } } }';
    expect(read(tls).tls).toEqual({ certificate: null });
    mkdirSync(join(home, 'gateway', 'tls'), { recursive: true });
    writeFileSync(join(home, 'gateway', 'tls', 'gateway-cert.pem'), 'PEM');
    expect([read(tls).tls, read('{ gateway: {} }').tls]).toEqual([{ certificate: 'PEM' }, null]);
  });

  it('offers a password first where the gateway asks for one', () => {
    const facts = read("{ gateway: { auth: { mode: 'password', token: 'a-token', password: 'a-password' } } }");
    expect(facts.credentials.map(({ kind }) => kind)).toEqual(['password', 'token']);
  });

  it('collects every configured secret for the redactor', () => {
    const facts = read(
      "{ channels: { telegram: { botToken: '123:abcdef' } }, models: { x: { apiKey: 'sk-abc' } }, name: 'plain' }",
    );
    expect(facts.secrets.toSorted()).toEqual(['123:abcdef', 'sk-abc']);
  });

  it.each([
    ['not_json5', '{ nope ]['],
    ['not_json5', '"just text"'],
    ['not_json5', ''],
    ['too_large', `{ a: "${'x'.repeat(5 * 1024 * 1024)}" }`],
    ['missing', null],
  ])('says %s without failing', (state, text) => {
    expect(read(text).state).toBe(state);
  });

  it('says so when the path is a directory, and follows a link', () => {
    mkdirSync(path());
    expect(read(null).state).toBe('not_a_file');
    rmSync(path(), { recursive: true });
    writeFileSync(join(home, 'real.json'), '{ gateway: { port: 5 } }');
    symlinkSync(join(home, 'real.json'), path());
    expect(read(null)).toMatchObject({ state: 'ok', port: 5 });
  });

  it('does not let a key named __proto__ reach the prototype', () => {
    read('{ "__proto__": { polluted: true }, gateway: { $include: "./none.json" } }');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
