// Configurations that somebody broke: a good one, changed in one to three places, by the real names of the schema and by
// values that fit, nearly fit or do not fit at all.
import fc from 'fast-check';
import { isTree, type Path, setOwn, type Tree } from '../../src/config/tree.ts';

const token = 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4Fg6';

/** What people really have, from bare to busy. */
export const goodConfigs: readonly Tree[] = [
  { gateway: { mode: 'local', auth: { mode: 'token', token } } },
  {
    gateway: {
      mode: 'local',
      port: 18_789,
      bind: 'lan',
      auth: { mode: 'password', password: token },
      controlUi: { allowedOrigins: ['https://gateway.example'] },
      trustedProxies: ['10.0.0.2'],
      tailscale: { mode: 'off' },
    },
    logging: { level: 'info', consoleStyle: 'json' },
    channels: {
      telegram: { botToken: '1:abc', dmPolicy: 'pairing', accounts: { second: { botToken: '${SECOND}' } } },
      discord: { token: { source: 'env', provider: 'default', id: 'DISCORD' } },
    },
    agents: {
      defaults: {
        workspace: '~/work',
        model: { primary: 'anthropic/claude-opus-5', fallbacks: ['openai/gpt-5.4'] },
        heartbeat: { every: '30m' },
      },
      entries: { main: { name: 'Main', identity: { name: 'M', emoji: '*' } } },
    },
    models: {
      providers: { own: { baseUrl: 'http://127.0.0.1:1234/v1', apiKey: '${KEY}', models: [{ id: 'm', name: 'M' }] } },
    },
    hooks: { enabled: true, token: `${token}-hooks`, mappings: [{ match: { path: 'x' }, action: 'wake' }] },
    cron: { enabled: true },
    session: { scope: 'per-sender' },
    tools: { profile: 'coding' },
    env: { vars: { A: 'b' } },
    meta: { lastTouchedVersion: '2026.9.6' },
  },
  {
    gateway: { mode: 'local' },
    plugins: { entries: { imap: { enabled: false } } },
    secrets: { defaults: { env: 'default' } },
  },
];

/** Places in a value, members and items alike. */
function placesOf(value: unknown, path: Path = []): Path[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isTree(value) ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

/** The value with something done to one place; `remove` takes it away. */
function change(value: unknown, path: Path, next: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next(value);
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => {
      const made = at === key ? change(item, rest, next) : item;
      return made === remove ? [] : [made];
    });
  }
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const [name, member] of Object.entries(value)) {
    const made = name === key ? change(member, rest, next) : member;
    if (made !== remove) setOwn(result, name, made);
  }
  return result;
}
const remove = Symbol('remove');

const oddTexts = [
  '',
  ' ',
  'local',
  'token',
  'none',
  'lan',
  'open',
  '*',
  '${GONE}',
  '${HOME}',
  '$${A}',
  '0',
  'true',
  '../x',
  '/',
  '1h',
  '\u202e',
  '\ud800',
  'x'.repeat(300),
];
const oddNumbers = [0, -1, 1, 1.5, 65_535, 65_536, 1e21, Number.MAX_SAFE_INTEGER, -0];
const oddTrees: unknown[] = [
  {},
  [],
  [[]],
  [null],
  { source: 'env', id: 'X' },
  { source: 'file', provider: 'p', id: '/x' },
  { $include: './gone.json5' },
  { enabled: false },
];

/** Changed configurations; `names` are those that the schema knows. */
export function configMutants(names: readonly string[]): fc.Arbitrary<Tree> {
  const name = fc.constantFrom(...names, '$include', 'x', '', 'a.b', 'enabled');
  const value = fc.oneof(
    fc.constantFrom(...oddTexts),
    fc.constantFrom(...oddNumbers),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(...oddTrees),
    fc.dictionary(name, fc.constantFrom<unknown>('x', 1, true, null, {}, []), { maxKeys: 2 }),
  );
  const put = (old: unknown, key: string, one: unknown): unknown => {
    if (Array.isArray(old)) return [...old, one];
    const tree: Tree = {};
    for (const [known, member] of Object.entries(isTree(old) ? old : {})) setOwn(tree, known, member);
    setOwn(tree, key, one);
    return tree;
  };
  const step = fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'add', 'remove', 'wrap'), key: name, value });
  return fc
    .tuple(fc.constantFrom(...goodConfigs), fc.array(step, { minLength: 1, maxLength: 3 }))
    .map(([good, steps]) => {
      let config: unknown = good;
      for (const { at, how, key, value: one } of steps) {
        const places = placesOf(config);
        const place = places[at % places.length] ?? [];
        config = change(config, place, (old) => {
          if (how === 'remove') return place.length === 0 ? {} : remove;
          if (how === 'wrap') return [old];
          return how === 'replace' ? one : put(old, key, one);
        });
      }
      return isTree(config) ? config : { gateway: config };
    });
}
