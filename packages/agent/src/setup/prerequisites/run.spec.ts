import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrerequisiteCheck, SetupMethod } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createFakeHost, type FakeHost, type FakeRun } from '../../../test/support/fake-host.ts';
import { createSystemClock } from '../../adapters/clock.ts';
import { dockerEngines } from '../../adapters/docker-engine.ts';
import { createLocalHost } from '../../adapters/host-local.ts';
import { runtimeProfiles } from '../../gateway/profiles.ts';
import type { DockerEngine, DockerEngines, PortPublisher } from '../../ports/docker-engine.ts';
import type { HostExecutor } from '../../ports/host-executor.ts';
import type { PrerequisiteContext } from './prerequisite.ts';
import { prerequisites, runPrerequisites } from './run.ts';

const [profile] = runtimeProfiles;
if (profile === undefined) throw new Error('there is a profile');

const meminfo = (gib: number) => `MemTotal: ${gib * 1024 ** 2} kB\nMemAvailable: ${gib * 1024 ** 2} kB\n`;

const answers: FakeRun = ([program, ...rest]) => {
  if (program === 'date') return { stdout: '1795334400\n' };
  if (program === 'test') return {};
  if (program === 'find') return {};
  if (program === 'ps') return { stdout: '    1 init\n' };
  if (program === 'npm' && rest[0] === '--version') return { stdout: '11.0.0\n' };
  if (program === 'npm') return { stdout: '"2026.9.6"' };
  if (program === 'systemctl') return { stdout: 'Version=252\n' };
  return undefined;
};

function readyHost(run: FakeRun = answers): FakeHost {
  const host = createFakeHost(run);
  const put = (path: string, content = '') => host.entries.set(path, { kind: 'file', content, mode: 0o644 });
  put('/proc/meminfo', meminfo(4));
  put('/proc/net/tcp', 'header\n');
  put('/run/systemd/system/x');
  put('/var/lib/systemd/linger/ops');
  put('/home/ops/.profile');
  return host;
}

async function contextOf(host: HostExecutor, more: Partial<PrerequisiteContext> = {}): Promise<PrerequisiteContext> {
  return {
    host,
    host_facts: await host.facts(),
    local: true,
    method: 'npm',
    profile: profile as NonNullable<typeof profile>, // checked above
    port: 18_789,
    gateway_home: '/home/ops',
    program_env: { PATH: '/usr/bin' },
    docker_socket: '/var/run/docker.sock',
    engines: dockerEngines,
    clock: createFakeClock(),
    signal: new AbortController().signal,
    ...more,
  };
}

const find = (checks: readonly PrerequisiteCheck[], name: string) => checks.find(({ check }) => check === name);

async function look(host: HostExecutor, name: string, more: Partial<PrerequisiteContext> = {}) {
  const { checks } = await runPrerequisites(await contextOf(host, more));
  return find(checks, name);
}

describe('on a machine that has all it needs', () => {
  test('no check blocks, and their order is the same every time', async () => {
    const report = await runPrerequisites(await contextOf(readyHost()));
    expect(report.checks.filter(({ outcome }) => outcome === 'blocker' || outcome === 'skipped')).toEqual([]);
    expect(report.ready).toBe(true);
    expect(report.checks.map(({ check }) => check)).toEqual(
      prerequisites.filter(({ methods }) => methods.includes('npm')).map(({ check }) => check),
    );
  });

  test.each<SetupMethod>(['docker', 'npm', 'brew', 'native'])('%s is asked only what it needs', async (method) => {
    const { checks } = await runPrerequisites(await contextOf(readyHost(), { method }));
    expect(checks.some(({ check }) => check === 'brew_present')).toBe(method === 'brew');
    expect(checks.some(({ check }) => check === 'registry_reachable')).toBe(method === 'npm' || method === 'native');
  });

  test('nothing on it is written', async () => {
    const host = readyHost();
    const before = [...host.entries.keys()];
    await runPrerequisites(await contextOf(host));
    expect([...host.entries.keys()]).toEqual(before);
  });
});

describe('what stands in the way is named with its mending', () => {
  test('an unknown system blocks', async () => {
    const host = readyHost();
    const host_facts = { ...(await host.facts()), platform: 'freebsd' };
    expect(await look(host, 'supported_system', { host_facts })).toMatchObject({ outcome: 'blocker' });
  });

  test('less than two GiB of memory blocks, also where only a container’s limit says so', async () => {
    const small = readyHost();
    small.entries.set('/proc/meminfo', { kind: 'file', content: meminfo(1), mode: 0o444 });
    expect(await look(small, 'memory')).toMatchObject({ outcome: 'blocker' });
    const limited = readyHost();
    limited.entries.set('/sys/fs/cgroup/memory.max', { kind: 'file', content: `${1024 ** 3}\n`, mode: 0o444 });
    expect(await look(limited, 'memory')).toMatchObject({ outcome: 'blocker' });
  });

  test('a full disk blocks and a small one warns', async () => {
    const host = readyHost();
    host.free_bytes = 1024 ** 3;
    expect(await look(host, 'disk_space')).toMatchObject({ outcome: 'blocker' });
    host.free_bytes = 2 * 1024 ** 3;
    expect(await look(host, 'disk_space')).toMatchObject({ outcome: 'warning' });
  });

  test('a taken port names its holder', async () => {
    const host = readyHost((argv, options) =>
      argv[0] === 'find' && argv[1] === '/proc' ? { stdout: '/proc/42/fd/3 socket:[777]\n' } : answers(argv, options),
    );
    const row = '  0: 0100007F:4965 00000000:0000 0A 0:0 00:0 0 0 0 777 1';
    host.entries.set('/proc/net/tcp', { kind: 'file', content: `header\n${row}\n`, mode: 0o444 });
    host.entries.set('/proc/42/comm', { kind: 'file', content: 'nginx\n', mode: 0o444 });
    expect(await look(host, 'port_free')).toMatchObject({
      outcome: 'blocker',
      message: 'Port 18789 is taken by pid 42 (nginx).',
    });
  });

  test('a home that may not be written blocks', async () => {
    const host = readyHost((argv, options) => (argv[0] === 'test' ? { status: 1 } : answers(argv, options)));
    expect(await look(host, 'prefix_writable')).toMatchObject({ outcome: 'blocker' });
  });

  test('a machine without a user bus warns here and blocks over there', async () => {
    const host = readyHost((argv, options) =>
      argv[0] === 'systemctl'
        ? { status: 1, stderr: 'Failed to connect to bus: No medium found' }
        : answers(argv, options),
    );
    expect(await look(host, 'user_service')).toMatchObject({ outcome: 'warning' });
    expect(await look(host, 'user_service', { local: false })).toMatchObject({ outcome: 'blocker' });
  });

  test('no linger warns with the command that mends it', async () => {
    const host = readyHost();
    host.entries.delete('/var/lib/systemd/linger/ops');
    expect(await look(host, 'user_service')).toMatchObject({
      outcome: 'warning',
      next_step: expect.stringContaining('loginctl enable-linger ops'),
    });
  });

  test('a clock of last century blocks, one that is off from ours warns', async () => {
    const at = (seconds: number) =>
      readyHost((argv, options) => (argv[0] === 'date' ? { stdout: `${seconds}\n` } : answers(argv, options)));
    expect(await look(at(946_684_800), 'clock_sane')).toMatchObject({ outcome: 'blocker' });
    expect(await look(at(1_795_334_400 + 3_600), 'clock_sane', { local: false })).toMatchObject({ outcome: 'warning' });
  });

  test('a registry that does not answer blocks with npm’s own words', async () => {
    const host = readyHost((argv, options) =>
      argv[0] === 'npm' && argv[1] !== '--version'
        ? { status: 1, stderr: 'npm error code ENOTFOUND\nnpm error network request failed' }
        : answers(argv, options),
    );
    const check = await look(host, 'registry_reachable');
    expect(check).toMatchObject({ outcome: 'blocker', message: 'The package registry could not be reached.' });
    expect(JSON.stringify(check?.evidence)).toContain('ENOTFOUND');
  });

  test('a Node that is too old is no obstacle: the agent’s own is copied', async () => {
    const host = readyHost((argv, options) =>
      argv[0] === '/usr/bin/node' ? { stdout: 'v18.19.0\n' } : answers(argv, options),
    );
    host.entries.set('/usr/bin/node', { kind: 'file', content: '', mode: 0o755 });
    expect(await look(host, 'node_runtime')).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining('Node 18.19.0 is too old'),
    });
  });

  test('a gateway that runs is to be adopted, and two supervisors are told', async () => {
    const host = readyHost((argv, options) =>
      argv[0] === 'ps' ? { stdout: '  77 openclaw-gateway\n' } : answers(argv, options),
    );
    const put = (path: string, content: string) => host.entries.set(path, { kind: 'file', content, mode: 0o600 });
    put('/home/ops/.openclaw/openclaw.json', '{}');
    put('/home/ops/.openclaw/tmp/openclaw-1000/gateway.state.lock', '{"pid":77,"port":18789}');
    expect(await look(host, 'existing_gateway')).toMatchObject({
      outcome: 'warning',
      message: 'A gateway runs here already.',
    });
    put('/home/ops/.config/systemd/user/openclaw-gateway.service', '[Service]\nExecStart=/opt/openclaw gateway\n');
    put('/etc/systemd/system/openclaw-gateway.service', '[Service]\nExecStart=/opt/openclaw gateway\n');
    expect(await look(host, 'existing_gateway')).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('Two service managers'),
    });
  });
});

describe('a check that cannot be made', () => {
  test('is skipped with why, and the others are made', async () => {
    const host = readyHost();
    host.entries.delete('/proc/meminfo');
    const { checks, ready } = await runPrerequisites(await contextOf(host));
    expect(find(checks, 'memory')).toMatchObject({ outcome: 'skipped' });
    expect(find(checks, 'disk_space')).toMatchObject({ outcome: 'ok' });
    expect(ready).toBe(true);
  });

  test('is given up after its own time, and its programs are told', async () => {
    const clock = createFakeClock();
    let aborted = false;
    const hung = {
      check: 'memory',
      title: 'Memory',
      methods: ['npm'] as const,
      timeout_ms: 1_000,
      look: ({ signal }: PrerequisiteContext) =>
        new Promise<never>(() => signal.addEventListener('abort', () => (aborted = true))),
    };
    const report = runPrerequisites(await contextOf(readyHost(), { clock }), [hung]);
    clock.advance(1_000);
    expect((await report).checks[0]).toMatchObject({
      outcome: 'skipped',
      message: expect.stringContaining('1 seconds'),
    });
    expect(aborted).toBe(true);
  });
});

describe('on this very machine', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'prerequisites-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

  test('the holder of a port is found by pid', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const host = createLocalHost({ home });
    const context = await contextOf(host, { port, gateway_home: home, clock: createSystemClock() });
    const { checks } = await runPrerequisites(
      context,
      prerequisites.filter(({ check }) => check !== 'registry_reachable'),
    );
    expect(find(checks, 'port_free')?.evidence).toContainEqual({ label: 'pid', value: String(process.pid) });
    expect(checks.filter(({ outcome }) => outcome === 'skipped')).toEqual([]);
    server.close();
    await host.close();
  });
});

/** An engine that answers, and where a container publishes the port. */
const enginesWith = (publisher: PortPublisher | null): DockerEngines => ({
  open: () =>
    ({
      read: async () => ({ version: '20.10', api_version: '1.41', os: 'linux', storage_driver: 'overlay2' }),
      findPublisher: async () => publisher,
    }) as unknown as DockerEngine, // what these checks ask of it
});

describe('where Docker is used', () => {
  const lookAt = async (check: string, more: Partial<PrerequisiteContext>) => {
    const one = prerequisites.find((each) => each.check === check);
    return one?.look(await contextOf(readyHost(), { method: 'docker', ...more }));
  };
  const publisher = (labels: Record<string, string>) => ({ name: 'web', container_port: 80, labels });
  const ours = publisher({ 'moltbot-ops.plan': 'x' });

  test('the container that publishes the port is named, even where no program listens', async () => {
    expect(await lookAt('port_free', { engines: enginesWith(publisher({})) })).toMatchObject({
      outcome: 'blocker',
      message: expect.stringContaining('the container web'),
      next_step: expect.stringContaining('docker stop web'),
    });
    expect(await lookAt('port_free', { engines: enginesWith(null) })).toMatchObject({ outcome: 'ok' });
  });

  test('the gateway’s own container is in the way of another installation only', async () => {
    expect(await lookAt('port_free', { engines: enginesWith(ours) })).toMatchObject({ outcome: 'warning' });
    const host = readyHost((argv, options) =>
      argv[0] === 'find' ? { stdout: '/proc/9/fd/4 socket:[77]\n' } : answers(argv, options),
    );
    host.entries.set('/proc/net/tcp', {
      kind: 'file',
      content: 'header\n   0: 0100007F:4965 00000000:0000 0A 0:0 0:0 0 0 0 77 1\n',
      mode: 0o644,
    });
    host.entries.set('/proc/9/comm', { kind: 'file', content: 'docker-proxy\n', mode: 0o644 });
    const context = await contextOf(host, { method: 'npm', engines: enginesWith(ours) });
    const verdict = await prerequisites.find(({ check }) => check === 'port_free')?.look(context);
    expect(verdict).toMatchObject({ outcome: 'blocker', evidence: [{ label: 'container', value: 'web' }] });
  });

  test('it is said when the account’s docker command speaks to another machine', async () => {
    const engines = enginesWith(null);
    expect(await lookAt('docker_engine', { engines })).toMatchObject({ outcome: 'ok' });
    expect(await lookAt('docker_engine', { engines, docker_elsewhere: 'ssh://build.example' })).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('ssh://build.example'),
    });
  });
});
