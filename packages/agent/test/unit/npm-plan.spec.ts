import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStandIns, type StandIns } from '../../../simulator/src/package-managers/stand-ins.ts';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createProcessControl, type ProcessControl } from '../../src/adapters/control-process.ts';
import { createGatewayProbe } from '../../src/adapters/gateway-http.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createRecordFile } from '../../src/adapters/supervised-record.ts';
import { runtimeProfiles } from '../../src/gateway/profiles.ts';
import { StepError } from '../../src/jobs/plan.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';
import { brewPlan } from '../../src/setup/plans/brew.ts';
import type { Native } from '../../src/setup/plans/native/native-plan.ts';
import { npmPlan } from '../../src/setup/plans/npm.ts';
import { runPlan } from '../support/run-plan.ts';

const [profile] = runtimeProfiles;
if (profile === undefined) throw new Error('there is a profile');

let root = '';
let home = '';
let host: HostExecutor;
let service: ProcessControl;
let stand_ins: StandIns;
let port = 0;
let secrets: string[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'npm-plan-'));
  // Names that mean something in patterns and in shells.
  home = join(root, "ho me (1)+ d'é");
  mkdirSync(home);
  port = await reservePort();
  secrets = [];
  stand_ins = createStandIns(join(root, 'stand-ins'), { simulator_env: { MOLTBOT_SIMULATOR_BOOT_MS: '50' } });
  // A fit Node on the PATH spares each installation a copy of 120 MB.
  symlinkSync(process.execPath, join(stand_ins.bin_dir, 'node'));
  host = createLocalHost({ home, path: `${stand_ins.bin_dir}:/usr/bin:/bin` });
  const clock = createSystemClock();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  let launches = 0;
  const newId = () => `${root}-${launches++}`;
  service = createProcessControl({ record: createRecordFile(join(root, 'record.json')), clock, log, newId });
});

afterEach(async () => {
  const spec = createRecordFile(join(root, 'record.json')).read()?.spec;
  if (spec) await service.stop(host, spec);
  service.close();
  await host.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

function native(more: Partial<Native['target']> = {}, version = '2026.9.6'): Native {
  return {
    target: {
      profile: profile as NonNullable<typeof profile>, // checked above
      channel: 'stable',
      version,
      integrity: stand_ins.integrity('openclaw', version),
      port,
      ...more,
    },
    parts: {
      clock: createSystemClock(),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      probe: createGatewayProbe(),
      services: [service],
      node: { path: process.execPath, version: process.versions.node, platform: process.platform, arch: process.arch },
      programEnv: () => ({ PATH: `${stand_ins.bin_dir}:/usr/bin:/bin` }),
      gatewayEnv: () => ({}),
      npmArchive: async () => null,
      rememberSecret: (secret) => void secrets.push(secret),
    },
  };
}

/** Every path of the home with what it holds; what a gateway writes while it runs is left out. */
function tree(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const found = lstatSync(join(directory, name));
      const content = found.isFile()
        ? readFileSync(join(directory, name), 'latin1')
        : found.isSymbolicLink()
          ? readlinkSync(join(directory, name))
          : '';
      return `${name} ${found.mode.toString(8)} ${content.length > 200 ? content.length : content}`;
    });
}

const configPath = () => join(home, '.openclaw/openclaw.json');
const config = () =>
  JSON.parse(readFileSync(configPath(), 'utf8')) as { gateway: { port: number; auth: { token: string } } };

describe('an installation by npm', () => {
  test('leads from an empty home to a gateway that answers', async () => {
    const run = await runPlan(npmPlan(native()), host);
    expect(run.error).toBeNull();
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(ready.status).toBe(200);
    const base = join(home, '.local/share/moltbot-ops');
    expect(readlinkSync(join(base, 'openclaw/bin/openclaw'))).toBe('../lib/node_modules/openclaw/openclaw.mjs');
    expect(statSync(configPath()).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.openclaw')).mode & 0o777).toBe(0o700);
    expect(config().gateway).toMatchObject({ mode: 'local', port, bind: 'loopback', auth: { mode: 'token' } });
    expect(existsSync(join(home, '.local/bin/openclaw'))).toBe(true);
    // The machine's own settings of npm lie under npm's prefix, so the installation is told where.
    const install = stand_ins.calls().find(({ argv }) => argv[0] === 'install');
    expect(install?.argv).toContain(`--globalconfig=${join(root, 'stand-ins/etc/npmrc')}`);
    // Nothing half-done is left beside it.
    expect(readdirSync(base).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await service.read(host, createRecordFile(join(root, 'record.json')).read()?.spec as never)).running).toBe(
      true,
    );
  });

  test('never shows the gateway’s token in a command, a fact, a line or a record of the service', async () => {
    const run = await runPlan(npmPlan(native()), host);
    const { token } = config().gateway.auth;
    expect(secrets).toEqual([token]);
    expect(JSON.stringify([run.facts, run.lines, run.evidence, stand_ins.calls()])).not.toContain(token);
    expect(readFileSync(join(root, 'record.json'), 'utf8')).not.toContain(token);
  });

  test('a second time changes nothing and says so of every step', async () => {
    await runPlan(npmPlan(native()), host);
    const before = config();
    const calls = stand_ins.calls().length;
    const pid = createRecordFile(join(root, 'record.json')).read()?.pid;
    const again = await runPlan(npmPlan(native()), host);
    expect(again.error).toBeNull();
    expect(new Set(Object.values(again.states))).toEqual(new Set(['unchanged']));
    expect(config()).toEqual(before);
    expect(createRecordFile(join(root, 'record.json')).read()?.pid).toBe(pid);
    expect(
      stand_ins
        .calls()
        .slice(calls)
        .filter(({ argv }) => argv[0] !== '--version'),
    ).toEqual([]);
  });

  test('taken back leaves the home as it was', async () => {
    writeFileSync(join(home, '.profile'), 'mine');
    const before = tree(home);
    const run = await runPlan(npmPlan(native()), host);
    expect(run.error).toBeNull();
    await run.undo();
    expect(tree(home)).toEqual(before);
    await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow();
  });

  test.each(['download_package', 'install_service'])(
    'taken back after %s leaves the home as it was',
    { timeout: 60_000 },
    async (until) => {
      const before = tree(home);
      const run = await runPlan(npmPlan(native()), host, { until });
      expect(run.states[until]).toMatch(/done|unchanged/);
      await run.undo();
      expect(tree(home)).toEqual(before);
    },
  );

  test('keeps a configuration and a state that are there, byte for byte, and starts with their port', async () => {
    const other = await reservePort();
    mkdirSync(join(home, '.openclaw'), { mode: 0o700 });
    const mine = `// mine\n{ gateway: { mode: 'local', port: ${other}, auth: { mode: 'token', token: 'kept-kept-kept' } } }\n`;
    writeFileSync(configPath(), mine, { mode: 0o600 });
    const run = await runPlan(npmPlan(native()), host);
    expect(run.error).toBeNull();
    expect(run.states.write_config).toBe('unchanged');
    expect(readFileSync(configPath(), 'utf8')).toBe(mine);
    expect((await fetch(`http://127.0.0.1:${other}/readyz`)).status).toBe(200);
    await run.undo();
    expect(readFileSync(configPath(), 'utf8')).toBe(mine);
  });

  test.each([
    ['{ not json5', 'not valid JSON5'],
    ['{ gateway: { mode: "remote" } }', 'gateway.mode'],
  ])('stops at a configuration that the gateway would refuse: %s', async (text, words) => {
    mkdirSync(join(home, '.openclaw'));
    writeFileSync(configPath(), text);
    const run = await runPlan(npmPlan(native()), host, { until: 'write_config' });
    expect(run.error).toMatchObject({ code: 'existing_config_unusable', message: expect.stringContaining(words) });
    expect(readFileSync(configPath(), 'utf8')).toBe(text);
  });

  test('leaves a command of somebody else as it is', async () => {
    mkdirSync(join(home, '.local/bin'), { recursive: true });
    writeFileSync(join(home, '.local/bin/openclaw'), 'theirs');
    const run = await runPlan(npmPlan(native()), host, { until: 'link_command' });
    expect(run.states.link_command).toBe('unchanged');
    await run.undo();
    expect(readFileSync(join(home, '.local/bin/openclaw'), 'utf8')).toBe('theirs');
  });

  test('does not touch another version that is there', async () => {
    await runPlan(npmPlan(native({}, '2026.9.5')), host, { until: 'install_package' });
    const before = tree(home);
    const run = await runPlan(npmPlan(native()), host, { until: 'install_package' });
    expect(run.error?.code).toBe('other_version_installed');
    await run.undo();
    expect(tree(home)).toEqual(before);
  });

  test('brings its own Node where the one of the machine is too old, and the command runs with it', {
    timeout: 60_000,
  }, async () => {
    const before = tree(home);
    const old = join(stand_ins.bin_dir, 'node');
    rmSync(old);
    writeFileSync(old, '#!/bin/sh\necho v18.19.0\n', { mode: 0o755 });
    const plan = native();
    const parts = { ...plan.parts, programEnv: () => ({ PATH: stand_ins.bin_dir }) };
    const run = await runPlan(npmPlan({ ...plan, parts }), host, { until: 'link_command' });
    expect(run.error).toBeNull();
    const own = join(home, '.local/share/moltbot-ops/node/bin/node');
    // A machine with a fit Node in a usual place takes that one.
    const copied = run.facts.node_copied === true;
    expect(run.facts.node_path === own).toBe(copied);
    const command = join(home, '.local/bin/openclaw');
    if (copied) expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toContain('2026.9.6');
    await run.undo();
    expect(tree(home)).toEqual(before);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['pack', 'ECONNRESET', 'registry_unreachable', true],
    ['install', 'ENOSPC', 'disk_full', false],
    ['install', 'KILLED', 'install_out_of_memory', false],
    ['install', 'LOST', 'registry_unreachable', true],
  ])('npm %s %s is %s, tried again: %s, and nothing half-done stays', async (command, code, expected, transient) => {
    stand_ins.change({ faults: [{ command, code, times: 1 }] });
    const before = tree(home);
    const run = await runPlan(npmPlan(native()), host);
    expect(run.error).toMatchObject({ code: expected, transient });
    expect(run.error?.next_step).not.toBe('');
    await run.undo();
    expect(tree(home)).toEqual(before);
  });

  test('a cache that is too old to know a version is passed over', async () => {
    stand_ins.change({ faults: [{ command: 'install', code: 'ETARGET', times: 1 }] });
    const run = await runPlan(npmPlan(native()), host, { until: 'install_package' });
    expect(run.error).toBeNull();
    expect(stand_ins.calls().at(-1)?.argv).toContain('--prefer-online');
  });

  test('a package that is not the confirmed one is not installed', async () => {
    const run = await runPlan(npmPlan(native({ integrity: `sha512-${'A'.repeat(86)}==` })), host);
    expect(run.error).toMatchObject({ code: 'integrity_mismatch', transient: false });
    expect(existsSync(join(home, '.local/share/moltbot-ops/openclaw'))).toBe(false);
  });

  test('an npm that an ended try left running is ended before the next one begins', async () => {
    stand_ins.change({ pace_ms: 60_000 });
    const { promise: begun, resolve: began } = Promise.withResolvers<unknown>();
    const first = createLocalHost({ home, path: `${stand_ins.bin_dir}:/usr/bin:/bin` });
    const plan = native();
    const early = await runPlan(npmPlan(plan), host, { until: 'provide_npm' });
    const base = join(home, '.local/share/moltbot-ops');
    const staging = join(base, '.openclaw-staging-dead');
    mkdirSync(staging);
    const orphan = first.run(['npm', 'install', '-g', '--prefix', staging, join(root, 'stand-ins/registry.json')], {
      timeout_ms: 120_000,
      onLine: began,
    });
    await begun;
    stand_ins.change({ pace_ms: 0 });
    const run = await runPlan(npmPlan(plan), host, { facts: early.facts, until: 'install_package' });
    expect(run.error).toBeNull();
    expect((await orphan).signal).toBe('SIGKILL');
    expect(existsSync(staging)).toBe(false);
    await first.close();
  });

  test('a gateway that refuses its state is told with its last lines, and taken back', async () => {
    stand_ins.change({ simulator_env: { MOLTBOT_SIMULATOR_SCENARIO: 'invalid_config' } });
    const before = tree(home);
    const run = await runPlan(npmPlan(native()), host);
    expect(run.error).toMatchObject({ code: 'gateway_refused_start', transient: false });
    expect(run.error?.evidence.length).toBeGreaterThan(0);
    await run.undo();
    expect(tree(home)).toEqual(before);
  });

  test('a package that somebody else put there meanwhile is theirs, also when this one is taken back', {
    timeout: 60_000,
  }, async () => {
    const theirs = join(home, '.local/share/moltbot-ops/openclaw/theirs');
    const rename: HostExecutor['rename'] = async (from, to) => {
      mkdirSync(theirs, { recursive: true });
      await host.rename(from, to);
    };
    const run = await runPlan(npmPlan(native()), { ...host, rename }, { until: 'install_package' });
    expect(run.error?.code ?? 'none').not.toBe('none');
    await run.undo();
    expect(existsSync(theirs)).toBe(true);
    expect(readdirSync(join(theirs, '../..')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('what an agent left half-written that was killed is not left for ever', { timeout: 60_000 }, async () => {
    const drafts = ['node/bin', '../../../.openclaw'].map((at) =>
      join(home, '.local/share/moltbot-ops', at, '.moltbot-ops-0123456789ab.tmp'),
    );
    const kept = join(home, '.local/share/moltbot-ops/node/bin/.moltbot-ops-mine.tmp');
    for (const path of [...drafts, kept]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'half');
    }
    writeFileSync(join(stand_ins.bin_dir, 'too-old'), '#!/bin/sh\necho v12.0.0\n', { mode: 0o755 });
    rmSync(join(stand_ins.bin_dir, 'node'));
    symlinkSync(join(stand_ins.bin_dir, 'too-old'), join(stand_ins.bin_dir, 'node'));
    const run = await runPlan(npmPlan(native()), host, { until: 'provide_node' });
    expect(run.states.provide_node).toBe('done');
    const step = npmPlan(native()).find((one) => one.step === 'write_config');
    expect((await runPlan(step ? [step] : [], host)).states.write_config).toBe('done');
    expect(drafts.filter((path) => existsSync(path))).toEqual([]);
    expect(existsSync(kept)).toBe(true);
  });

  test('a service that was set up when the agent was killed is taken back', { timeout: 60_000 }, async () => {
    const killed: ProcessControl = {
      ...service,
      async install(...given) {
        await service.install(...given);
        throw new StepError('killed', 'The record of it was not written any more.', { next_step: '' });
      },
    };
    const plan = native();
    const run = await runPlan(npmPlan({ ...plan, parts: { ...plan.parts, services: [killed] } }), host);
    expect(run.error?.code).toBe('killed');
    expect(createRecordFile(join(root, 'record.json')).read()).not.toBeNull();
    await run.undo();
    expect(createRecordFile(join(root, 'record.json')).read()).toBeNull();
  });

  test('a port that another program holds is named as the cause', async () => {
    const holder = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const run = await runPlan(npmPlan(native()), host);
    holder.close();
    expect(run.error?.code).toMatch(/gateway_port_taken|gateway_ended/);
    await run.undo();
  });
});

describe('an installation by Homebrew', () => {
  test('uses the brew program alone, and a second time changes nothing', async () => {
    const plan = native({ integrity: null });
    const run = await runPlan(brewPlan(plan), host);
    expect(run.error).toBeNull();
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const words = stand_ins.calls().map(({ program, argv }) => `${program} ${argv.join(' ')}`);
    expect(words).toContain('brew install --formula openclaw-cli');
    expect(words.filter((one) => one.startsWith('npm'))).toEqual([]);
    const again = await runPlan(brewPlan(plan), host);
    expect(new Set(Object.values(again.states))).toEqual(new Set(['unchanged']));
  });

  test('is taken back by brew, and fails with its lines', async () => {
    const before = tree(home);
    stand_ins.change({ faults: [{ command: 'brew install', code: 'no bottle available', times: 1 }] });
    const failed = await runPlan(brewPlan(native()), host);
    expect(failed.error).toMatchObject({ code: 'package_manager_failed' });
    expect(JSON.stringify(failed.error?.evidence)).toContain('no bottle available');
    await failed.undo();
    const run = await runPlan(brewPlan(native()), host);
    await run.undo();
    expect(tree(home)).toEqual(before);
    expect(existsSync(join(dirname(stand_ins.bin_dir), 'homebrew/bin/openclaw'))).toBe(false);
  });

  test('does not install another version than the confirmed one', async () => {
    const run = await runPlan(brewPlan(native({ version: '2026.9.5' })), host);
    expect(run.error?.code).toBe('release_missing');
    expect(stand_ins.calls().some(({ argv }) => argv[0] === 'install')).toBe(false);
  });
});
