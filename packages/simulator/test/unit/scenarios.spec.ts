// What each scenario looks like from outside: probes, frames, log, exit code.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LaunchOptions, Simulator } from '../../src/launch.ts';
import { launchSimulator } from '../../src/launch.ts';
import { scenarios } from '../../src/scenarios/catalog.ts';
import type { ScenarioName } from '../../src/scenarios/names.ts';
import { scenarioNames } from '../../src/scenarios/names.ts';
import { ask } from '../conformance/probe-exchanges.ts';
import type { GatewaySocket } from '../support/gateway-socket.ts';
import { openSocket, readChallenge } from '../support/gateway-socket.ts';
import { buildConnectParams } from '../support/identity.ts';
import { pollUntil } from '../support/poll.ts';

let home = '';
let simulator: Simulator | null = null;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'moltbot-scenario-'));
});
afterEach(async () => {
  await simulator?.kill();
  simulator = null;
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

async function launch(scenario: ScenarioName, more: Partial<LaunchOptions> = {}): Promise<Simulator> {
  simulator = await launchSimulator({ home, scenario, boot_ms: 60, ...more });
  return simulator;
}

async function connect(target: Simulator, scopes = ['operator.admin']): Promise<GatewaySocket> {
  const socket = await openSocket(target.port);
  const challenge = await readChallenge(socket);
  await socket.request('connect', buildConnectParams({ token: target.token, scopes }, challenge));
  return socket;
}

async function readiness(target: Simulator): Promise<{ status: number; failing: string[]; suppressed?: string[] }> {
  const answer = await ask(target.port, '/readyz');
  if (!answer) throw new Error('nobody listens');
  return { status: answer.status, ...JSON.parse(answer.body) };
}

function readLog(target: Simulator): string {
  return existsSync(target.log_path) ? readFileSync(target.log_path, 'utf8') : '';
}

const telegram = { channels: { telegram: { enabled: true, botToken: '1:simulated' } } };

test('every scenario has a sentence that says what it is', () => {
  expect(scenarioNames.filter((name) => scenarios[name].summary.length < 10)).toEqual([]);
});

test('healthy: ready, and nothing fails', async () => {
  const target = await launch('healthy');
  expect(await readiness(target)).toMatchObject({ status: 200, failing: [] });
});

test('starting_slow: the port stays closed for most of a long start', async () => {
  const target = await launch('starting_slow', { wait: false });
  const status = await pollUntil(() => target.control.status().catch(() => null), 'the control socket');
  expect(status.phase).toBe('silent');
  expect(await ask(target.port, '/healthz')).toBeNull();
});

test('crash_loop: exits with 1 again and again, and after three of them keeps the channels off', async () => {
  const target = await launch('crash_loop', { supervise: true, config: telegram, wait: false });
  const suppressed = await pollUntil(async () => {
    const answer = await ask(target.port, '/readyz');
    return answer?.body.includes('"suppressed":["telegram"]') ? answer : null;
  }, 'safe mode');
  expect(suppressed.status).toBe(200);
  expect(readLog(target)).toContain('channel autostart suppressed by crash-loop breaker');
});

test('crash_loop without a supervisor: exit code 1', async () => {
  const target = await launch('crash_loop', { wait: false });
  expect(await target.exit).toEqual({ code: 1, signal: null });
});

test('gateway_disconnected: watchers are dropped, the port closes, the process lives, and healthy brings it back', async () => {
  const target = await launch('healthy');
  const socket = await connect(target);
  await target.control.scenario('gateway_disconnected');
  expect(await socket.closed()).not.toBeNull();
  expect(await ask(target.port, '/healthz')).toBeNull();
  expect(() => process.kill(target.pid, 0)).not.toThrow();
  await target.control.scenario('healthy');
  await pollUntil(async () => (await ask(target.port, '/readyz'))?.status === 200 || null, 'the port to come back');
});

describe('invalid_config', () => {
  test('a running gateway carries on and only config.get tells', async () => {
    const target = await launch('healthy');
    const socket = await connect(target);
    await target.control.scenario('invalid_config');
    const config = (await socket.request('config.get'))?.payload;
    expect(config).toMatchObject({ valid: false, issues: [{ path: 'gateway', message: 'Unrecognized key: "prot"' }] });
    expect((await readiness(target)).status).toBe(200);
    await pollUntil(
      () => (readLog(target).includes('config reload skipped (invalid config)') ? true : null),
      'the log line',
    );
  });

  test('a start exits with 78 and says why; healthy mends the file', async () => {
    const target = await launch('invalid_config', { wait: false });
    expect(await target.exit).toEqual({ code: 78, signal: null });
    expect(target.output()).toContain('Unrecognized key: "prot"');
    const again = await target.restart('healthy');
    simulator = again;
    expect((await readiness(again)).status).toBe(200);
  });
});

test('exit_78: refuses to start on a state that is too new', async () => {
  const target = await launch('exit_78', { wait: false });
  expect(await target.exit).toEqual({ code: 78, signal: null });
  expect(target.output()).toContain('uses newer schema version 19; this build supports 18');
});

test('high_log_volume: thousands of lines, some very long, all of them JSON', async () => {
  const target = await launch('high_log_volume');
  await pollUntil(() => (readLog(target).split('\n').length > 2000 ? true : null), 'a flood');
  await target.kill();
  const lines = readLog(target).trimEnd().split('\n').slice(0, -1);
  expect(lines.every((line) => 'message' in JSON.parse(line))).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(20_000);
});

test('disk_pressure: little space, writes fail, the log falls silent, and nothing crashes', async () => {
  const target = await launch('healthy');
  const socket = await connect(target);
  await target.control.scenario('disk_pressure');
  const size = statSync(target.log_path).size;
  const info = (await socket.request('system.info'))?.payload;
  expect(info).toMatchObject({ diskAvailableBytes: 5_000_000 });
  const { hash } = (await socket.request('config.get'))?.payload ?? {};
  const patch = await socket.request('config.patch', { raw: '{logging:{level:"debug"}}', baseHash: hash });
  expect(patch?.error?.['message']).toContain('ENOSPC');
  await socket.request('nope');
  expect(statSync(target.log_path).size).toBe(size);
});

test('channel_down: readiness is 503 and names the channel while health stays ok', async () => {
  const target = await launch('channel_down', { config: telegram });
  await pollUntil(async () => ((await readiness(target)).status === 503 ? true : null), 'the dead channel');
  expect(await readiness(target)).toMatchObject({ failing: ['telegram'] });
  const socket = await connect(target);
  const health = (await socket.request('health'))?.payload;
  expect(health).toMatchObject({ ok: true, channels: { telegram: { connected: false, healthState: 'disconnected' } } });
});

test('auth_failures: refused strangers in the log, from an address outside', async () => {
  const target = await launch('auth_failures');
  await pollUntil(
    () => (/unauthorized conn=.*remote=203\.0\.113\.9.*reason=token_mismatch/.test(readLog(target)) ? true : null),
    'a knock',
  );
  expect((await readiness(target)).status).toBe(200);
});

test('memory_growth: the reported memory grows with time', async () => {
  const target = await launch('memory_growth', { clock: 'virtual' });
  const socket = await connect(target);
  const read = async (): Promise<number> => {
    const memory = (await socket.request('system.info'))?.payload?.['processMemory'] as { rssBytes: number }; // see facts.ts
    return memory.rssBytes;
  };
  await target.control.advance(1000);
  const before = await read();
  await target.control.advance(10_000);
  expect((await read()) - before).toBe(40_000_000);
});

test('restart_hangs: a stop drains for ever, readiness says so, and only SIGKILL helps', async () => {
  const target = await launch('restart_hangs');
  await pollUntil(
    async () => ((await target.control.status()).scenario === 'restart_hangs' ? true : null),
    'the scenario',
  );
  process.kill(target.pid, 'SIGTERM');
  await pollUntil(async () => ((await readiness(target)).status === 503 ? true : null), 'the drain');
  expect(await readiness(target)).toMatchObject({ failing: ['gateway-draining'] });
  expect(readLog(target)).toContain('draining active work before stop with timeout 315000ms');
  await target.kill();
  expect(await target.exit).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a scenario chosen at run time outlives the process until healthy is chosen', async () => {
  const target = await launch('healthy', { config: telegram });
  await target.control.scenario('channel_down');
  await target.kill();
  const again = await target.restart();
  simulator = again;
  expect((await again.control.status()).scenario).toBe('channel_down');
  await again.control.scenario('healthy');
  expect((await readiness(again)).status).toBe(200);
});

test('the control socket is private and refuses what it does not know', async () => {
  const target = await launch('healthy');
  expect(statSync(join(home, 'simulator.sock')).mode & 0o777).toBe(0o600);
  // A name no type allows, as a stale script would send it.
  await expect(target.control.scenario('nonsense' as ScenarioName)).rejects.toThrow('no scenario is called nonsense');
  await expect(target.control.advance(10)).rejects.toThrow('only the virtual clock');
});
