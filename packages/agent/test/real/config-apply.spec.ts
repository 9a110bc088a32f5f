// Changes of the configuration on a real gateway: taken up hot, by a restart, refused, taken back, and ended in the middle.
// Takes about four minutes; needs the gateway in the cache.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigApplyResult } from '@moltbot-ops/sdk/types';
import JSON5 from 'json5';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import {
  createTarget,
  onboardArguments,
  type RunningGateway,
  type Target,
} from '../../../simulator/test/support/target.ts';
import type { ApplyRequest } from '../../src/config/apply-plan.ts';
import { createSightlessHost } from '../../src/config/live-content.ts';
import type { ServiceOrder } from '../../src/gateway/service-orders.ts';
import { type ConfigDesk, openConfigDesk } from '../support/config-desk.ts';

const version = '2026.9.6';
const cache = process.env.MOLTBOT_REAL_CACHE ?? join(homedir(), '.cache', 'moltbot-ops', 'real');
const binary = join(cache, `openclaw-${version}`, 'bin', 'openclaw');
const wanted = process.env.MOLTBOT_REAL === '1';
if (!wanted) console.warn('Skipping changes on the real gateway: set MOLTBOT_REAL=1, or run `npm run test:real`.');

/** Neither is a promise: they end what hangs, on a machine with ten times too much to do as well. */
const bootMs = 600_000;
const noticeMs = 240_000;
let target: Target;
let desk: ConfigDesk;

// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into its own literal
type Loose = any;

const read = (): string => readFileSync(target.config_path, 'utf8');
const parse = (): Loose => JSON5.parse(read());

async function change(edit: (config: Loose) => void, more: Partial<ApplyRequest> = {}): Promise<ConfigApplyResult> {
  const { config, hash } = await desk.documents.get();
  const next = structuredClone(config) as Loose; // the test's own configuration
  edit(next);
  const rest = { backup_before_apply: true, secret_target: 'auto' as const, wait_seconds: 120 };
  return desk.apply.run({ config: next, base_hash: hash, ...rest, ...more }, 'host');
}

const takesAll = async () => ({ valid: true, errors: [], warnings: [] });
let running: RunningGateway;
const start = async () => {
  running = target.start();
};
/** Stands for the service manager that keeps it. */
const order = async (name: ServiceOrder) => {
  if (name === 'restart') {
    running.signal('SIGTERM');
    await running.exit;
  }
  await start();
  return true;
};
const isUp = (status: { running: boolean; gateway_connected: boolean }) => status.running && status.gateway_connected;

describe.skipIf(!wanted)(`a change on the real gateway ${version}`, () => {
  beforeAll(async () => {
    target = await createTarget('real');
    await target.run(...onboardArguments(target));
    target.writeConfig(
      `// written by hand\n${JSON.stringify({ ...target.readConfig(), logging: { file: target.log_path } }, null, 2)}\n`,
    );
    await start();
    desk = await openConfigDesk({
      gateway_home: target.home,
      binary,
      more: { check: takesAll, patience: { restart_begin: 15_000, gone: 30_000 }, order },
    });
    await desk.watched.until(isUp, bootMs);
  }, bootMs);
  afterAll(async () => {
    await desk?.close();
    await target?.close();
  });

  it('is taken up hot, with the comments kept', async () => {
    const result = await change((config) => (config.logging.level = 'debug'));
    expect(result).toMatchObject({ applied: true, error: null });
    expect(read()).toContain('// written by hand');
    expect(parse().logging.level).toBe('debug');
  }, 600_000);

  it('is taken up by the restart that it needs', async () => {
    const { boot_id } = desk.watched.observer.status();
    const result = await change((config) => (config.gateway.bind = 'auto'));
    expect(result).toMatchObject({ applied: true, error: null });
    const back = await desk.watched.until((status) => isUp(status) && status.boot_id !== boot_id, noticeMs);
    expect(back.state).toBe('running');
  }, 600_000);

  it('puts a new secret into the gateway’s own store, which finds it by the reference', async () => {
    const apiKey = 'no-real-key-0123456789';
    const result = await change((config) => (config.skills = { entries: { 'image-lab': { apiKey } } }));
    expect(result).toMatchObject({ applied: true });
    expect(parse().skills.entries['image-lab'].apiKey).toMatchObject({ source: 'store' });
    expect(read()).not.toContain(apiKey);
  }, 600_000);

  it('is taken back when the gateway refuses it, which stays ready all the while', async () => {
    const before = read();
    const { boot_id } = desk.watched.observer.status();
    const result = await change((config) => (config.gateway.prot = 1));
    expect(result).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_refused' } });
    expect(result.error?.evidence?.join()).toContain('prot');
    expect(read()).toBe(before);
    const status = await desk.watched.until((one) => isUp(one) && one.state === 'running', noticeMs);
    expect(status.boot_id).toBe(boot_id);
  }, 600_000);

  it('is taken back when the gateway goes on with what it had', async () => {
    const before = read();
    const result = await change((config) => {
      config.gateway.auth.token = { source: 'env', provider: 'default', id: 'NOBODY_SET_THIS' };
    });
    expect(result).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_not_taken' } });
    expect(read()).toBe(before);
    await desk.watched.until((status) => isUp(status) && status.state === 'running', noticeMs);
  }, 600_000);

  it('is refused where somebody else was faster', async () => {
    const { config, hash } = await desk.documents.get();
    writeFileSync(target.config_path, `${read()}// theirs\n`, { mode: 0o600 });
    const rest = { backup_before_apply: true, secret_target: 'auto' as const, wait_seconds: 60 };
    const refusal = await desk.apply
      .run({ config: { ...config, cron: { enabled: false } }, base_hash: hash, ...rest }, 'host')
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'config_conflict', status: 409 });
    expect(read()).toContain('// theirs');
  }, 600_000);

  it('goes over its connection where its files are out of reach, and says no there too', async () => {
    const home = mkdtempSync(join(tmpdir(), 'desk-'));
    const away = await openConfigDesk({
      gateway_home: target.home,
      binary,
      home,
      more: {
        check: takesAll,
        target: () => ({ ...away.watched.observer.target(), is_remote: true }),
        openHost: async () => createSightlessHost({ key: 'ssh:ops@box:22', label: 'ops@box:22' }),
      },
    });
    try {
      await away.watched.until(isUp, noticeMs);
      const rest = { backup_before_apply: true, secret_target: 'auto' as const, wait_seconds: 120 };
      const warnOnly = async () => {
        const { config, hash } = await away.documents.get();
        const logging = { ...(config.logging as object), level: 'warn' };
        return away.apply.run({ config: { ...config, logging }, base_hash: hash, ...rest }, 'host');
      };
      // The gateway answers from what it read before until it sees that the file is another, and refuses that as a base.
      await expect
        .poll(async () => (await warnOnly()).error ?? 'applied', { timeout: noticeMs, interval: 2_000 })
        .toBe('applied');
      expect(parse()).toMatchObject({ logging: { level: 'warn' }, gateway: { auth: { token: target.token } } });
      const now = await away.documents.get();
      const gateway = { ...(now.config.gateway as object), prot: 1 };
      const refused = await away.apply.run(
        { config: { ...now.config, gateway }, base_hash: now.hash, ...rest },
        'host',
      );
      expect(refused).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_refused' } });
      expect(refused.error?.evidence?.join()).toContain('prot');
    } finally {
      await away.close();
    }
  }, 600_000);

  it('moves it to another port, for which it is stopped and started', async () => {
    const port = await reservePort();
    const { job_id } = await change((config) => (config.gateway.port = port));
    const job = await desk.jobs.wait(String(job_id), bootMs);
    expect(job).toMatchObject({ state: 'succeeded', error: null, result: { port_waits: false } });
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    await desk.watched.until((status) => isUp(status) && status.state === 'running', bootMs);
  }, 1_200_000);

  it('is taken back when the gateway goes down on it, which is started again', async () => {
    const before = read();
    const changing = change((config) => (config.gateway.bind = config.gateway.bind === 'auto' ? 'loopback' : 'auto'));
    await vi.waitUntil(() => read() !== before, { timeout: noticeMs, interval: 2 });
    running.signal('SIGKILL');
    const { job_id } = await changing;
    const job = await desk.jobs.wait(String(job_id), bootMs);
    expect(job).toMatchObject({ state: 'failed', remains: [], error: { code: 'gateway_lost' } });
    expect(read()).toBe(before);
    await desk.watched.until((status) => isUp(status) && status.state === 'running', bootMs);
  }, 1_200_000);

  it('whose agent is killed in the middle is ended by the next one, with the gateway up', async () => {
    const home = mkdtempSync(join(tmpdir(), 'desk-'));
    const before = read();
    const script = fileURLToPath(new URL('../support/config-editor.ts', import.meta.url));
    const run = (sections: [string, object][]) =>
      spawn(process.execPath, [script, JSON.stringify({ home, gateway_home: target.home, binary, sections })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const first = run([['gateway', { ...parse().gateway, bind: 'loopback' }]]);
    await vi.waitUntil(() => read() !== before, { timeout: noticeMs, interval: 2 });
    first.kill('SIGKILL');
    const second = run([]);
    let said = '';
    second.stdout.on('data', (data) => (said += String(data)));
    await new Promise((resolve) => second.once('close', resolve));
    expect(JSON.parse(said)).toMatchObject({ state: 'succeeded', error: null, remains: [] });
    expect(parse().gateway.bind).toBe('loopback');
    await desk.watched.until((status) => isUp(status) && status.state === 'running', bootMs);
  }, 1_200_000);

  it('goes into the file that says it, is taken up hot from there, and is taken back from every file', async () => {
    const { logging, ...rest } = parse();
    const part = join(dirname(target.config_path), 'parts', 'logging.json5');
    mkdirSync(dirname(part), { mode: 0o700 });
    writeFileSync(part, `// split\n${JSON.stringify(logging)}\n`, { mode: 0o600 });
    target.writeConfig({ ...rest, logging: { $include: './parts/logging.json5' } });
    const main = read();
    expect(await change((config) => (config.logging.level = 'info'))).toMatchObject({ applied: true, error: null });
    const written = readFileSync(part, 'utf8');
    expect(written).toBe(`// split\n${JSON.stringify({ ...logging, level: 'info' })}\n`);
    expect(read()).toBe(main);
    const refused = await change((config) => {
      config.logging.level = 'trace';
      config.gateway.prot = 1;
    });
    expect(refused).toMatchObject({ applied: false, rolled_back: true, error: { code: 'config_refused' } });
    expect([readFileSync(part, 'utf8'), read()]).toEqual([written, main]);
  }, 600_000);
});
