// A configuration that lies in several files, put into force: each file in one move, all of them or none, and never over
// what somebody else wrote. The gateway is stopped here: the simulator takes in no files.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigApplyResult } from '@moltbot-ops/sdk/types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import type { ApplyRequest } from '../../src/config/apply-plan.ts';
import { HostError, type HostExecutor } from '../../src/ports/host-executor.ts';
import { type ConfigDesk, openConfigDesk } from '../support/config-desk.ts';

const isRoot = process.getuid?.() === 0;
const owner = { kind: 'host', role: 'owner' } as const;
const takesAll = async () => ({ valid: true, errors: [], warnings: [] });

// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
type Loose = any;

let gateway: Simulator;
let desk: ConfigDesk;
/** Put before the real machine by a test. */
let meddle: Partial<HostExecutor> = {};
let directory = '';

const at = (name: string): string => join(directory, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const put = (name: string, text: string): void => {
  mkdirSync(dirname(at(name)), { recursive: true, mode: 0o700 });
  writeFileSync(at(name), text, { mode: 0o600 });
};
const split = {
  'openclaw.json': `// whole\n{\n  gateway: { mode: 'local' },\n  logging: { $include: './parts/log.json5' }, // elsewhere\n  tools: { $include: './parts/tools.json5' },\n}\n`,
  'parts/log.json5': `// mine\n{ level: 'info', file: '/x' }\n`,
  'parts/tools.json5': `{ profile: 'full' /* all */ }\n`,
};
const readAll = () => Object.fromEntries(Object.keys(split).map((name) => [name, read(name)]));

beforeAll(async () => {
  gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')) });
  directory = dirname(gateway.config_path);
  desk = await openConfigDesk({
    gateway_home: gateway.home,
    binary: join(gateway.bin_dir, 'openclaw'),
    more: { check: takesAll, openHost: async () => ({ ...createLocalHost({ home: gateway.home }), ...meddle }) },
  });
  await desk.watched.until(({ gateway_connected }) => gateway_connected);
  await gateway.stop();
  await desk.watched.until(({ running }) => !running);
});
afterAll(async () => {
  await desk?.close();
});
beforeEach(() => {
  rmSync(at('parts'), { recursive: true, force: true });
  rmSync(at('openclaw.json'), { force: true });
  for (const [name, text] of Object.entries(split)) put(name, text);
});
afterEach(() => {
  meddle = {};
});

async function requestOf(edit: (config: Loose) => void): Promise<ApplyRequest> {
  const { config, hash } = await desk.documents.get();
  const wanted = structuredClone(config) as Loose; // the test's own configuration
  edit(wanted);
  return { config: wanted, base_hash: hash, backup_before_apply: true, secret_target: 'auto', wait_seconds: 60 };
}
const change = async (edit: (config: Loose) => void): Promise<ConfigApplyResult> =>
  desk.apply.run(await requestOf(edit), 'host');
const everywhere = (config: Loose): void => {
  config.gateway.port = 4711;
  config.logging.level = 'debug';
  config.tools.profile = 'coding';
};
const wanted = {
  'openclaw.json': split['openclaw.json'].replace(`mode: 'local'`, `mode: 'local', port: 4711`),
  'parts/log.json5': split['parts/log.json5'].replace('info', 'debug'),
  'parts/tools.json5': split['parts/tools.json5'].replace('full', 'coding'),
};

describe('a change of a configuration in several files', () => {
  it('is written into each one that says it, with all of them kept before', async () => {
    const request = await requestOf(everywhere);
    const { impact } = await desk.apply.action.look(request, owner);
    expect(impact.changes.map(({ target }) => target)).toEqual([
      at('parts/log.json5'),
      at('parts/tools.json5'),
      at('openclaw.json'),
    ]);
    expect(impact.backup).toContain('files are kept');
    const result = await desk.apply.run(request, 'host');
    expect(result).toMatchObject({ applied: true, error: null });
    expect(readAll()).toEqual(wanted);
    const kept = join(desk.home, 'vault/config-backups', String(result.backup_id));
    expect(readFileSync(join(kept, 'config'), 'utf8')).toBe(split['openclaw.json']);
    expect([1, 2].map((n) => readFileSync(join(kept, `included-${n}`), 'utf8'))).toEqual([
      split['parts/log.json5'],
      split['parts/tools.json5'],
    ]);
    expect(readdirSync(kept).map((name) => statSync(join(kept, name)).mode & 0o777)).toEqual([
      0o600, 0o600, 0o600, 0o600,
    ]);
    expect(readdirSync(join(desk.home, 'vault/config-changes'))).toEqual([]);
  });

  it('is shown with the file that each part stands in', async () => {
    put('parts/more.json5', `{ file: '/y', style: { $include: './tools.json5' } }\n`);
    put(
      'openclaw.json',
      split['openclaw.json'].replace(`'./parts/log.json5'`, `['./parts/log.json5', './parts/more.json5']`),
    );
    expect((await desk.documents.get()).origins).toEqual([
      { path: 'logging.level', files: [at('parts/log.json5')] },
      { path: 'logging.file', files: [at('parts/log.json5'), at('parts/more.json5')] },
      { path: 'logging.style', files: [at('parts/tools.json5')] },
      { path: 'tools', files: [at('parts/tools.json5')] },
    ]);
  });

  it('leaves the file itself alone where nothing of it changes', async () => {
    const before = statSync(at('openclaw.json')).ino;
    const request = await requestOf((config) => (config.logging.level = 'debug'));
    const { impact } = await desk.apply.action.look(request, owner);
    expect(impact.changes.map(({ target }) => target)).toEqual([at('parts/log.json5')]);
    expect(await desk.apply.run(request, 'host')).toMatchObject({ applied: true });
    expect(readAll()).toEqual({ ...split, 'parts/log.json5': wanted['parts/log.json5'] });
    expect(statSync(at('openclaw.json')).ino).toBe(before);
  });

  it('keeps the mode and the owner of each file', async () => {
    chmodSync(at('parts/log.json5'), 0o644);
    chmodSync(at('openclaw.json'), 0o640);
    if (isRoot) chownSync(at('parts/log.json5'), 4321, 4322);
    const before = statSync(at('parts/log.json5'));
    expect(await change(everywhere)).toMatchObject({ applied: true });
    const { uid, gid } = statSync(at('parts/log.json5'));
    expect([uid, gid]).toEqual([before.uid, before.gid]);
    const modes = Object.keys(split).map((name) => statSync(at(name)).mode & 0o777);
    expect(modes).toEqual([0o640, 0o644, 0o600]);
  });

  it('puts a new secret of an included file elsewhere, and the reference into that file', async () => {
    put('parts/tools.json5', '{}\n');
    put('openclaw.json', `{ gateway: { mode: 'local' }, channels: { $include: './parts/tools.json5' } }\n`);
    const botToken = `123456789:${'Ab1_'.repeat(9)}`;
    expect(await change((config) => (config.channels.telegram = { botToken }))).toMatchObject({ applied: true });
    expect(read('parts/tools.json5')).not.toContain(botToken);
    expect(read('parts/tools.json5')).toContain('OPS_CHANNELS_TELEGRAM_BOTTOKEN');
    expect(read('../.openclaw/.env')).toContain(botToken);
    expect(read('openclaw.json')).toContain('$include');
  });

  it('is refused by name of file and path where it is not clear which file is meant', async () => {
    put('openclaw.json', `{ gateway: { mode: 'local' }, logging: { $include: './parts/log.json5', level: 'warn' } }\n`);
    const result = await change((config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: false, error: { code: 'included_file' } });
    const told = result.error?.evidence?.join();
    for (const part of ['logging.level', at('parts/log.json5'), at('openclaw.json')]) expect(told).toContain(part);
    expect(read('parts/log.json5')).toBe(split['parts/log.json5']);
  });

  it('says in its record where it wrote, and nothing of what', async () => {
    const { job_id } = await change(everywhere);
    const job = await desk.jobs.wait(String(job_id), 60_000);
    expect(JSON.stringify(job)).toContain(at('parts/log.json5'));
    expect(JSON.stringify(job)).not.toContain('debug');
  });
});

describe('a change of several files that does not go well', () => {
  it.each([1, 2, 3])('leaves every file as it was where the disk is full at write %i', async (full_at) => {
    let writes = 0;
    const host = createLocalHost({ home: gateway.home });
    meddle = {
      async writeFile(path, content, options) {
        if (path.startsWith(directory) && (writes += 1) === full_at)
          throw new HostError('no_space', 'no space is left');
        return host.writeFile(path, content, options);
      },
    };
    expect(await change(everywhere)).toMatchObject({ applied: false, rolled_back: true });
    expect(readAll()).toEqual(split);
    expect(readdirSync(join(desk.home, 'vault/config-changes'))).toEqual([]);
  });

  it('is not made where an included file is another one since it was looked at', async () => {
    const request = await requestOf(everywhere);
    put('parts/tools.json5', `{ profile: 'minimal' }\n`);
    await expect(desk.apply.run(request, 'host')).rejects.toMatchObject({ code: 'config_conflict' });
    expect(readAll()).toEqual({ ...split, 'parts/tools.json5': `{ profile: 'minimal' }\n` });
  });

  it('leaves what somebody else wrote while it was written, and takes back the rest', async () => {
    const host = createLocalHost({ home: gateway.home });
    const theirs = `{ profile: 'minimal' } // theirs\n`;
    meddle = {
      async writeFile(path, content, options) {
        await host.writeFile(path, content, options);
        if (path !== at('parts/tools.json5') || read('parts/tools.json5') === theirs) return;
        put('parts/tools.json5', theirs);
        throw new HostError('no_space', 'no space is left');
      },
    };
    expect(await change(everywhere)).toMatchObject({ applied: false, error: { code: expect.any(String) } });
    expect(readAll()).toEqual({ ...split, 'parts/tools.json5': theirs });
  });

  it.each(['parts/log.json5', 'openclaw.json'])(
    'is another change than the one shown where %s became a link meanwhile',
    async (name) => {
      const request = await requestOf(everywhere);
      const before = (await desk.apply.action.look(request, owner)).state_key;
      renameSync(at(name), at('parts/own.json5'));
      symlinkSync(at('parts/own.json5'), at(name));
      expect((await desk.apply.action.look(request, owner)).state_key).not.toBe(before);
    },
  );

  it.each(['parts/log.json5', 'openclaw.json'])(
    'is not made through a link that %s became in the very moment',
    async (name) => {
      const own = at('parts/own.json5');
      const swap = () => {
        renameSync(at(name), own);
        symlinkSync(own, at(name));
      };
      const { accept } = desk.jobs;
      // The job is accepted for what was looked at; what is there then is another place.
      desk.jobs.accept = async (asked) => {
        desk.jobs.accept = accept;
        swap();
        return accept(asked);
      };
      expect(await change(everywhere)).toMatchObject({ applied: false, error: { code: 'config_conflict' } });
      expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
      expect(readAll()).toEqual(split);
    },
  );
});

describe('an agent that is killed between two files', () => {
  const script = fileURLToPath(new URL('../support/config-editor.ts', import.meta.url));
  const start = (order: object) =>
    spawn(process.execPath, [script, JSON.stringify({ ...order, gateway_home: gateway.home, binary: '/none' })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it.each([2])(
    'before write %i is followed by one that writes the rest',
    async (killed_at) => {
      const home = mkdtempSync(join(tmpdir(), 'desk-'));
      const sections = [
        ['gateway', { port: 4711 }],
        ['logging', { level: 'debug' }],
        ['tools', { profile: 'coding' }],
      ];
      const first = start({ home, is_down: true, sections, killed_at });
      await new Promise((resolve) => first.once('close', resolve));
      const written = Object.entries(readAll()).filter(([name, text]) => text !== split[name as keyof typeof split]);
      expect(written).toHaveLength(killed_at - 1);
      const second = start({ home, sections: [] });
      let said = '';
      second.stdout.on('data', (data) => (said += String(data)));
      await new Promise((resolve) => second.once('close', resolve));
      expect(JSON.parse(said)).toMatchObject({ state: 'succeeded', remains: [] });
      expect(readAll()).toEqual(wanted);
    },
    90_000,
  );
});
