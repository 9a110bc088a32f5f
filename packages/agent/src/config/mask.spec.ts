import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { type ConfigText, readConfigText } from './edit-text.ts';
import { createMasker, isVariableText, keptMark } from './mask.ts';
import { restoreText, restoreValue } from './mask-restore.ts';
import { formatPath, isTree, type Path } from './tree.ts';

const read = (text: string): ConfigText => {
  const reading = readConfigText(text);
  if (!reading.ok) throw new Error(reading.message);
  return reading.config;
};
const hinted = (path: Path) => formatPath(path).startsWith('hidden.');
const maskerOf = (config: unknown, known: string[] = []) => createMasker({ hinted, configs: [config], known });

const owned = `{
  // the old one was hunter2-hunter2, do not use
  gateway: { auth: { token: 'gw-1a2b3c4d5e6f' }, port: 18789 }, // gw-1a2b3c4d5e6f
  hidden: { pin: 4711, word: "plain" },
  models: { providers: { x: { apiKey: '\${X_KEY}', baseUrl: 'https://u:p4ssw0rd@x.example/v1' } } },
  copy: "gw-1a2b3c4d5e6f",
  code: "${Buffer.from('gw-1a2b3c4d5e6f').toString('base64')}",
  ref: { token: { source: 'env', provider: 'default', id: 'X_TOKEN' } },
  channels: { telegram: { allowFrom: ['+15555550123'] } },
}
`;

describe('what is masked', () => {
  const config = read(owned);
  const masker = maskerOf(config.tree, ['hunter2-hunter2']);
  const shown = masker.mask(config.tree);

  it('are secrets by hint, by name, by shape, and copies and encodings of them', () => {
    expect(shown).toMatchObject({
      gateway: { auth: { token: keptMark }, port: 18789 },
      hidden: { pin: keptMark, word: keptMark },
      copy: keptMark,
      code: keptMark,
    });
    expect(JSON.stringify(shown)).not.toContain('p4ssw0rd');
  });

  it('is neither where a secret comes from nor whom the gateway talks to', () => {
    expect(shown).toMatchObject({
      models: { providers: { x: { apiKey: '${X_KEY}' } } },
      ref: { token: { source: 'env', provider: 'default', id: 'X_TOKEN' } },
      channels: { telegram: { allowFrom: ['+15555550123'] } },
    });
    expect(['${A}', 'Bearer ${A_B}', '$TOKEN'].every(isVariableText)).toBe(true);
    expect(['${a}', 'pa${A}ss1', '$token', 'plain'].some(isVariableText)).toBe(false);
  });

  it('is masked in the text too, comments included, and nothing else of it changes', () => {
    const text = masker.maskText(config);
    expect(text).toContain(`// the old one was ${keptMark}, do not use`);
    expect(text).toContain(`{ auth: { token: '${keptMark}' }, port: 18789 }, // ${keptMark}`);
    expect(text).not.toMatch(/gw-1a2b|4711|plain|p4ssw0rd|hunter2/);
    expect(restoreText(read(text), config, masker)).toEqual({ text: owned, problems: [] });
  });

  it('of two members with one name both are', () => {
    const twice = read(`{ token: 'first-secret-1', token: 'second-secret-2' }`);
    expect(maskerOf(twice.tree).maskText(twice)).toBe(`{ token: '${keptMark}', token: '${keptMark}' }`);
  });
});

describe('a mark that comes back', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
  const back = (base: unknown, change: (shown: any) => void) => {
    const masker = maskerOf(base);
    const shown = structuredClone(masker.mask(base));
    change(shown);
    return restoreValue(shown, base, masker);
  };
  const bots = {
    accounts: [
      { id: 'a', token: 'aaaa-1111-aaaa' },
      { id: 'b', token: 'bbbb-2222-bbbb' },
    ],
  };

  it('keeps the secret of the same path, also when it is the gateway’s own mark', () => {
    const base = { gateway: { auth: { token: 'gw-1a2b3c4d5e6f' } } };
    expect(back(base, (c) => (c.gateway.port = 1)).value).toEqual({ gateway: { ...base.gateway, port: 1 } });
    expect(back(base, (c) => (c.gateway.auth.token = '__OPENCLAW_REDACTED__')).value).toEqual(base);
  });

  it('follows an item of a list by its name', () => {
    const moved = back(bots, (c) => c.accounts.reverse());
    expect(moved).toEqual({ value: { accounts: bots.accounts.toReversed() }, problems: [] });
    expect(back(bots, (c) => c.accounts.shift()).value).toEqual({ accounts: [bots.accounts[1]] });
  });

  it('is refused where nothing is set, and names the path', () => {
    expect(back({ gateway: {} }, (c) => (c.gateway.auth = { token: keptMark })).problems).toMatchObject([
      { path: 'gateway.auth.token' },
    ]);
    expect(back(bots, (c) => (c.accounts[0].id = 'c')).problems).toMatchObject([{ path: 'accounts.0' }]);
    expect(back({ name: 'x' }, (c) => (c.name = keptMark)).problems).toMatchObject([{ path: 'name' }]);
  });

  it('is refused rather than given another’s secret in a list without names', () => {
    const tokens = { token: ['aaaa-1111-aaaa', 'bbbb-2222-bbbb'] };
    expect(back(tokens, (c) => c.token.pop()).problems).toMatchObject([{ path: 'token.0' }]);
    expect(back(tokens, (c) => c.token.push('cccc-3333-cccc')).value).toEqual({
      token: [...tokens.token, 'cccc-3333-cccc'],
    });
    const items = {
      list: [
        { url: 'a', token: 'aaaa-1111-aaaa' },
        { url: 'b', token: 'bbbb-2222-bbbb' },
      ],
    };
    expect(back(items, (c) => (c.list[1].url = 'c')).value).toEqual({
      list: [items.list[0], { url: 'c', token: 'bbbb-2222-bbbb' }],
    });
    expect(back(items, (c) => (c.list = [{ url: 'c', token: keptMark }])).problems).toHaveLength(1);
  });

  it('is refused inside another text and in a name', () => {
    expect(back({ token: 'aaaa-1111-aaaa' }, (c) => (c.token = `Bearer ${keptMark}`)).problems).toHaveLength(1);
    expect(back({}, (c) => (c[keptMark] = 1)).problems).toHaveLength(1);
    const base = read(`{ a: 1 } // secret token abc123def456ghi`);
    const masker = maskerOf(base.tree);
    const sent = read(masker.maskText(base).replace('//', '// changed'));
    expect(restoreText(sent, base, masker).problems).toMatchObject([{ line: 1 }]);
  });
});

const name = fc.constantFrom('token', 'apiKey', 'id', 'name', 'url', 'port', 'list', 'password', 'hidden', 'x');
const value = fc.letrec<{ value: unknown; tree: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.stringMatching(/^[a-z0-9]{8,20}$/),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('${A_KEY}', '', 'short', { source: 'env', provider: 'default', id: 'A' }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('tree'),
  ),
  tree: fc
    .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 5, selector: ([key]) => key })
    .map((all) => Object.fromEntries(all)),
})).tree;

describe('any configuration', () => {
  it('comes back as it was when it is sent back as it was shown, as a value and as a text', () => {
    fc.assert(
      fc.property(value, (config) => {
        const masker = maskerOf(config);
        expect(restoreValue(masker.mask(config), config, masker)).toEqual({ value: config, problems: [] });
        const text = read(`// ${masker.secrets.join(' ')}\n${JSON5.stringify(config, null, 2)}`);
        expect(restoreText(read(masker.maskText(text)), text, masker)).toEqual({ text: text.text, problems: [] });
      }),
      { numRuns: 400 },
    );
  });

  it('shows no secret, in no form that is known', () => {
    fc.assert(
      fc.property(value, fc.stringMatching(/^[A-Za-z0-9]{12,24}$/), fc.nat(4), (config, secret, form) => {
        const forms = [
          secret,
          Buffer.from(secret).toString('base64'),
          Buffer.from(secret).toString('hex'),
          encodeURIComponent(secret),
          `x ${secret} y`,
        ];
        const whole = { ...config, token: secret, note: forms[form], nested: { list: [forms[form]] } };
        const masker = maskerOf(whole);
        const text = read(`// ${forms[form]}\n${JSON.stringify(whole)}`);
        const out = [
          JSON.stringify(masker.mask(whole)),
          masker.maskText(text),
          masker.maskProse(`bad: ${forms[form]}`),
        ];
        for (const one of out) expect(one).not.toContain(forms[form]);
        expect(isTree(masker.mask(whole))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
