// The whole life of a real gateway as the observer tells it. Takes two to four minutes; needs the gateway in the cache.
import { mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTarget,
  onboardArguments,
  type RunningGateway,
  type Target,
} from '../../../simulator/test/support/target.ts';
import { reasonsOf, type WatchedGateway, watchGateway } from '../support/watch-gateway.ts';

const version = '2026.9.6';
const cache = process.env.MOLTBOT_REAL_CACHE ?? join(homedir(), '.cache', 'moltbot-ops', 'real');
const wanted = process.env.MOLTBOT_REAL === '1';
if (!wanted) console.warn('Skipping the real gateway: set MOLTBOT_REAL=1, or run `npm run test:real`.');

/** None of these is a promise: they end what hangs, on a machine with ten times too much to do as well. */
const bootMs = 600_000;
const noticeMs = 90_000;
let target: Target;
let gateway: RunningGateway;
let seen: WatchedGateway;
let good: Record<string, unknown>;

const statesSince = (from: number): (string | undefined)[] => seen.told.slice(from).map((status) => status.state);
const running = (status: { state?: string; gateway_connected: boolean }): boolean =>
  status.state === 'running' && status.gateway_connected;

describe.skipIf(!wanted)(`the observer, on the real gateway ${version}`, () => {
  beforeAll(async () => {
    target = await createTarget('real');
    await target.run(...onboardArguments(target));
    good = { ...target.readConfig(), logging: { file: target.log_path } };
    target.writeConfig(good);
    seen = watchGateway(target.home, null);
    seen.observer.start();
  }, bootMs);
  afterAll(async () => {
    await seen?.observer.close();
    await target?.close();
  });

  it('says not installed before there is a binary, and sees the installation', async () => {
    expect(reasonsOf(await seen.until((status) => status.state === 'not_installed'))).toEqual([
      'gateway_not_installed',
    ]);
    const bin = join(target.home, '.npm-global', 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(join(cache, `openclaw-${version}`, 'bin', 'openclaw'), join(bin, 'openclaw'));
    const installed = await seen.until((status) => status.state === 'stopped', noticeMs);
    expect([installed.installed, installed.version, reasonsOf(installed)]).toEqual([
      true,
      version,
      ['gateway_stopped'],
    ]);
  });

  it(
    'says starting until it is ready, never down, then running with all that is known',
    async () => {
      const from = seen.told.length;
      gateway = target.start('--port', String(target.port));
      await seen.until((status) => status.state === 'starting', noticeMs);
      const up = await seen.until(running, bootMs);
      const first = statesSince(from).indexOf('starting');
      expect(new Set(statesSince(from).slice(first))).toEqual(new Set(['starting', 'running']));
      expect(up).toMatchObject({
        pid: gateway.pid,
        port: target.port,
        version,
        service_manager: 'process',
        reasons: [],
      });
      expect(up).toMatchObject({ watcher: { source: 'websocket', state: 'connected', scopes: ['operator.read'] } });
      expect(JSON.stringify(seen.told)).not.toContain(target.token);
    },
    bootMs,
  );

  it(
    'says degraded while the file on disk is invalid, and running when it is mended',
    async () => {
      target.writeConfig({ ...good, gateway: { ...(good.gateway as object), port: 'abc' } });
      const bad = await seen.until((status) => status.state === 'degraded', noticeMs);
      expect(reasonsOf(bad)).toEqual(['config_invalid_on_disk']);
      expect(bad.reasons?.[0]?.evidence?.[0]).toContain('gateway.port');
      target.writeConfig(good);
      await seen.until(running, noticeMs);
    },
    bootMs,
  );

  it(
    'takes a start over inside the process for a restart, not for an end',
    async () => {
      const before = seen.observer.status();
      const from = seen.told.length;
      gateway.signal('SIGUSR2');
      const after = await seen.until((status) => running(status) && status.boot_id !== before.boot_id, bootMs);
      expect([after.pid, after.restart_count_24h]).toEqual([before.pid, (before.restart_count_24h ?? 0) + 1]);
      expect(statesSince(from)).not.toContain('stopped');
    },
    bootMs,
  );

  it(
    'leaves the running gateway in peace while a second one is refused',
    async () => {
      const second = await target.start('--port', String(target.port)).exit;
      expect(second.code).not.toBe(0);
      expect(seen.observer.status()).toMatchObject({ state: 'running', pid: gateway.pid });
    },
    bootMs,
  );

  it('shows a kill within two seconds', async () => {
    gateway.signal('SIGKILL');
    const dead = await seen.until((status) => status.state === 'stopped', 2_000);
    expect([dead.running, dead.gateway_connected, reasonsOf(dead)[0]]).toEqual([false, false, 'gateway_killed']);
  });

  it(
    'names an invalid configuration and status 78 when the gateway refuses to start',
    async () => {
      target.writeConfig({ ...good, gateway: { ...(good.gateway as object), port: 'abc', bogus: 1 } });
      const refused = target.start();
      expect((await refused.exit).code).toBe(78);
      const status = await seen.until((one) => reasonsOf(one).includes('exit_78'), noticeMs);
      expect([status.state, reasonsOf(status)]).toEqual(['stopped', ['config_invalid', 'exit_78']]);
      expect(status.reasons?.[0]?.evidence?.join(' ')).toMatch(/gateway\.port|openclaw\.json/);
      target.writeConfig(good);
      await seen.until((one) => !reasonsOf(one).includes('config_invalid'), noticeMs);
    },
    bootMs,
  );

  it(
    'names a wrong token and still calls the gateway up',
    async () => {
      await seen.observer.close();
      seen = watchGateway(target.home, null);
      seen.observer.start();
      gateway = target.start('--port', String(target.port), '--token', 'quite-another-token-0123');
      const status = await seen.until((one) => one.watcher?.state === 'unauthorized', bootMs);
      expect([status.state, status.running, status.version, reasonsOf(status)]).toEqual([
        'degraded',
        true,
        version,
        ['gateway_token_mismatch'],
      ]);
      expect(JSON.stringify(seen.told)).not.toContain('quite-another-token-0123');
    },
    bootMs,
  );

  it(
    'tells a clean stop from a kill',
    async () => {
      gateway.signal('SIGTERM');
      const stopped = await seen.until((status) => status.state === 'stopped', bootMs);
      expect(reasonsOf(stopped)).toEqual(['gateway_stopped']);
    },
    bootMs,
  );
});
