import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LaunchOptions, launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { makeHome, reasonsOf, type WatchedGateway, watchGateway } from '../support/watch-gateway.ts';

let home = '';
let simulator: Simulator | null = null;
let watched: WatchedGateway | null = null;
let server: Server | null = null;

beforeEach(() => {
  home = makeHome();
});
afterEach(async () => {
  await watched?.observer.close();
  await simulator?.kill();
  server?.close();
  server?.closeAllConnections();
  watched = simulator = server = null;
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const launch = async (more: Partial<LaunchOptions> = {}): Promise<Simulator> => {
  simulator = await launchSimulator({ home, seed: 'observer', ...more });
  return simulator;
};
const watch = (binary: string | null = join(home, 'bin', 'openclaw')): WatchedGateway => {
  watched = watchGateway(home, binary);
  watched.observer.start();
  return watched;
};
const running = (status: { state?: string; gateway_connected: boolean }) =>
  status.state === 'running' && status.gateway_connected;

describe.skipIf(process.platform !== 'linux')('the observer, on the simulator', () => {
  it('tells not installed, then installed, starting, running and killed, and never calls the boot down', async () => {
    const seen = watch();
    expect((await seen.until((status) => status.state === 'not_installed')).installed).toBe(false);
    const gateway = await launch({ boot_ms: 1_500, wait: false });
    await seen.until((status) => status.state === 'starting');
    const up = await seen.until(running);
    expect(up).toMatchObject({ installed: true, running: true, service_manager: 'process', restart_count_24h: 0 });
    expect(up).toMatchObject({
      pid: gateway.pid,
      port: gateway.port,
      watcher: { source: 'websocket', state: 'connected', scopes: ['operator.read'] },
    });
    const first = seen.told.findIndex((status) => status.state === 'starting');
    expect(seen.told.slice(first).map((status) => status.state)).not.toContain('stopped');
    await gateway.kill();
    const dead = await seen.until((status) => status.state === 'stopped');
    expect([dead.running, dead.gateway_connected, reasonsOf(dead)]).toEqual([false, false, ['gateway_killed']]);
  });

  it('takes a clean stop for a clean stop, and counts the next boot', async () => {
    const gateway = await launch();
    const seen = watch();
    const before = await seen.until(running);
    await gateway.stop();
    expect(reasonsOf(await seen.until((status) => status.state === 'stopped'))).toEqual(['gateway_stopped']);
    simulator = await gateway.restart();
    const after = await seen.until(running);
    expect([before.restart_count_24h, after.restart_count_24h]).toEqual([0, 1]);
    expect(after.boot_id).not.toBe(before.boot_id);
  });

  it('calls a kill a kill when the state directory went before', async () => {
    const gateway = await launch();
    const seen = watch();
    await seen.until(running);
    renameSync(join(home, '.openclaw'), join(home, 'moved-away'));
    await gateway.kill();
    expect(reasonsOf(await seen.until((status) => status.state === 'stopped'))).toContain('gateway_killed');
  });

  it('notices that an included file changed, and takes the port from it', async () => {
    mkdirSync(join(home, '.openclaw'), { recursive: true });
    writeFileSync(join(home, '.openclaw', 'port.json5'), '{ port: 18701 }');
    writeFileSync(join(home, '.openclaw', 'openclaw.json'), "{ gateway: { $include: './port.json5' } }");
    const seen = watch();
    await seen.until((status) => status.port === 18_701);
    writeFileSync(join(home, '.openclaw', 'port.json5'), '{ port: 18702 }');
    expect((await seen.until((status) => status.port === 18_702)).running).toBe(false);
  });

  it('names an invalid configuration and status 78 after a refused start, then forgives once it is corrected', async () => {
    const gateway = await launch();
    const seen = watch();
    await seen.until(running);
    await gateway.stop();
    const good = readFileSync(gateway.config_path, 'utf8');
    writeFileSync(
      gateway.config_path,
      JSON.stringify({ ...JSON.parse(good), gateway: { mode: 'local', port: 'abc', bogus: 1 } }),
    );
    // One that is refused may be over between two looks, so it is started again until one was seen, as supervisors do.
    const refused = await vi.waitFor(
      async () => {
        simulator = await gateway.restart();
        return seen.until((status) => reasonsOf(status).includes('exit_78'), 3_000);
      },
      { timeout: 90_000 },
    );
    expect([refused.state, reasonsOf(refused)]).toEqual(['stopped', ['config_invalid', 'exit_78']]);
    expect(refused.reasons?.[0]?.evidence?.join(' ')).toMatch(/gateway\.port|openclaw\.json/);
    writeFileSync(gateway.config_path, good);
    await seen.until((status) => !reasonsOf(status).includes('config_invalid'));
  });

  it('says degraded while the file on disk is invalid under a running gateway, and running when it is mended', async () => {
    const gateway = await launch();
    const seen = watch();
    await seen.until(running);
    writeFileSync(gateway.config_path, '{ not json ][');
    const bad = await seen.until((status) => status.state === 'degraded');
    expect([bad.running, reasonsOf(bad)]).toEqual([true, ['config_invalid_on_disk']]);
  });

  it('names a wrong token, keeps calling the gateway up, and shows the token nowhere', async () => {
    const gateway = await launch();
    const text = JSON.stringify({
      gateway: { mode: 'local', auth: { mode: 'token', token: 'a-token-that-is-not-right' }, port: gateway.port },
    });
    // The simulator re-reads its configuration as the real one does, so the agent is given another copy of it.
    const other = join(home, 'other.json');
    writeFileSync(other, text);
    watched = watchGateway(home, null, {
      settings: { gateway_home: home, gateway_binary: null, env: { OPENCLAW_CONFIG_PATH: other } },
    });
    watched.observer.start();
    const status = await watched.until((one) => one.watcher?.state === 'unauthorized');
    expect([status.state, status.running, reasonsOf(status)]).toEqual(['degraded', true, ['gateway_token_mismatch']]);
    expect(JSON.stringify(watched.told)).not.toContain('a-token-that-is-not-right');
  });

  it('sees a channel go down while the gateway calls itself healthy', async () => {
    const gateway = await launch({ scenario: 'channel_down' });
    const seen = watch();
    const status = await seen.until((one) => reasonsOf(one).includes('channel_down'));
    expect([status.state, status.running, status.gateway_connected]).toEqual(['degraded', true, true]);
    expect(status.channels?.some((channel) => channel.state === 'down')).toBe(true);
    expect(gateway.pid).toBe(status.pid);
  });

  it('calls repeated crashes under a supervisor a crash loop', async () => {
    const seen = watch();
    await launch({ scenario: 'crash_loop', supervise: true, wait: false });
    const status = await seen.until((one) => one.state === 'crash_loop');
    expect(reasonsOf(status)[0]).toBe('crash_loop');
  });

  it('is not taken in by a program that answers 200 to everything on the port', async () => {
    const gateway = await launch();
    await gateway.stop();
    server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<html>'));
    await new Promise<void>((resolve) => server?.listen(gateway.port, '127.0.0.1', resolve));
    const seen = watch();
    const status = await seen.until((one) => reasonsOf(one).includes('port_taken_by_other'));
    expect([status.state, status.running, status.gateway_connected]).toEqual(['stopped', false, false]);
  });

  it('is not held up by a port that takes connections and never answers', async () => {
    const gateway = await launch();
    await gateway.stop();
    const mute = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(gateway.port, '127.0.0.1', resolve));
    const seen = watch();
    const status = await seen.until((one) => one.state === 'stopped');
    expect(status.running).toBe(false);
    mute.close();
  });

  it('pairs itself as a device of its own and tells the redactor every secret', async () => {
    const gateway = await launch();
    const seen = watch();
    await seen.until(running);
    expect(seen.secrets).toContain(gateway.token);
    expect(JSON.stringify(seen.told)).not.toContain(gateway.token);
  });
});
