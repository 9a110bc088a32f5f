// What a change of the configuration may never do, whatever it is and whenever its agent dies: leave the gateway down, or
// leave a file that is neither the former nor the wanted one.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import JSON5 from 'json5';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { keptMark } from '../../src/config/mask.ts';
import { isTree, setOwn, type Tree } from '../../src/config/tree.ts';
import { type ConfigDesk, openConfigDesk } from '../support/config-desk.ts';

let gateway: Simulator;
let desk: ConfigDesk;

const binaryOf = ({ bin_dir }: Simulator) => join(bin_dir, 'openclaw');
const read = () => readFileSync(gateway.config_path, 'utf8');
const answers = async (): Promise<boolean> => {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/readyz`).catch(() => null);
  return response?.status === 200;
};

beforeAll(async () => {
  gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')), boot_ms: 150 });
  desk = await openConfigDesk({
    gateway_home: gateway.home,
    binary: binaryOf(gateway),
    more: {
      // Nobody stops a bad one beforehand, so the gateway has to be brought back each time.
      check: async () => ({ valid: true, errors: [], warnings: [] }),
      patience: { hot: 1_500, restart_begin: 1_500, gone: 5_000, channels: 1_500 },
    },
  });
  await desk.watched.until(({ gateway_connected }) => gateway_connected);
});
afterAll(async () => {
  await desk?.close();
  await gateway?.stop();
});

const value = fc.oneof(
  fc.constantFrom<unknown>('loopback', 'auto', 'local', 'debug', 'token', 'password', 'off', 'hybrid', 'full', ''),
  fc.integer({ min: -5, max: 70_000 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom<unknown>(
    [],
    ['a'],
    {},
    { source: 'env', provider: 'default', id: 'NOBODY_SET_THIS' },
    '${NOBODY_SET_THIS}',
  ),
);
const path = fc.constantFrom(
  ...['gateway.mode', 'gateway.bind', 'gateway.auth.mode', 'gateway.auth.token', 'gateway.reload.mode', 'gateway'],
  ...['gateway.tailscale.mode', 'gateway.controlUi.allowedOrigins', 'logging.level', 'logging.file', 'agents', 'cron'],
  ...[
    'channels.telegram.botToken',
    'channels.telegram',
    'env.vars.X',
    'tools.profile',
    'nonsense',
    'plugins.entries.x',
  ],
);
const edits = fc.array(fc.tuple(path, fc.option(value, { nil: undefined })), { minLength: 1, maxLength: 3 });

function put(config: Tree, dotted: string, wanted: unknown): void {
  const keys = dotted.split('.');
  let at = config;
  for (const key of keys.slice(0, -1)) {
    if (!isTree(at[key])) setOwn(at, key, {});
    at = at[key] as Tree; // made one just before
  }
  const last = keys.at(-1) ?? '';
  if (wanted === undefined) delete at[last];
  else setOwn(at, last, wanted);
}

/** What is to lie in the file: the wanted values, and behind each mask what lay there before. */
function unmask(wanted: unknown, before: unknown): unknown {
  if (wanted === keptMark) return before;
  if (Array.isArray(wanted))
    return wanted.map((one, at) => unmask(one, Array.isArray(before) ? before[at] : undefined));
  if (!isTree(wanted)) return wanted;
  const behind = isTree(before) ? before : {};
  return Object.fromEntries(Object.entries(wanted).map(([key, one]) => [key, unmask(one, behind[key])]));
}

describe('any change at all', () => {
  it('ends with the former or the wanted file, and with a gateway that answers', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const before = read();
        const { config, hash } = await desk.documents.get();
        const wanted = structuredClone<Tree>(config);
        for (const [dotted, next] of list) put(wanted, dotted, next);
        const rest = { backup_before_apply: true, secret_target: 'file' as const, wait_seconds: 60 };
        const result = await desk.apply.run({ config: wanted, base_hash: hash, ...rest }, 'host');
        // The file, not what is shown of it: a new secret is shown masked, and so is every other field that reads the same.
        if (result.applied) expect(JSON5.parse(read())).toEqual(unmask(wanted, JSON5.parse(before)));
        else expect({ now: read(), why: result.error }).toEqual({ now: before, why: result.error });
        expect(() => JSON5.parse(read())).not.toThrow();
        await vi.waitUntil(answers, { timeout: 60_000, interval: 50 });
        expect(readdirSync(join(desk.home, 'vault/config-changes'))).toEqual([]);
        if (result.applied) {
          const reset = { ...rest, config: {}, raw: before, base_hash: (await desk.documents.get()).hash };
          expect(await desk.apply.run(reset, 'host')).toMatchObject({ applied: true });
        }
      }),
      // Never broken off in the middle: what goes on behind the back of the next test changes the same gateway.
      { numRuns: 12, skipAllAfterTimeLimit: 120_000 },
    );
  }, 300_000);
});

describe('an agent that is killed in the middle', () => {
  const script = fileURLToPath(new URL('../support/config-editor.ts', import.meta.url));
  const start = (home: string, sections: [string, object][]) =>
    spawn(
      process.execPath,
      [script, JSON.stringify({ home, gateway_home: gateway.home, binary: binaryOf(gateway), sections })],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );

  it.each([
    [
      'once the new file is kept aside',
      (home: string) =>
        existsSync(join(home, 'vault/config-changes')) &&
        readdirSync(join(home, 'vault/config-changes')).some((name) => name.endsWith('.json')),
    ],
    ['once the file is written', (_home: string, before: string) => read() !== before],
  ] as const)('%s is followed by one that ends it, with the gateway up', async (_when, due) => {
    const home = mkdtempSync(join(tmpdir(), 'desk-'));
    const before = read();
    const level = before.includes('"debug"') ? 'warn' : 'debug';
    const section: [string, object] = ['logging', { ...JSON5.parse(before).logging, level }];
    const first = start(home, [section]);
    await vi.waitUntil(() => due(home, before), { timeout: 60_000, interval: 1 });
    first.kill('SIGKILL');
    const second = start(home, []);
    let said = '';
    second.stdout.on('data', (data) => (said += String(data)));
    await new Promise((resolve) => second.once('close', resolve));
    expect(JSON.parse(said)).toMatchObject({ state: 'succeeded', remains: [] });
    expect(JSON5.parse(read()).logging.level).toBe(level);
    expect(readdirSync(join(home, 'vault/config-changes'))).toEqual([]);
    expect(await answers()).toBe(true);
  });
});
