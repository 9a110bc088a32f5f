import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayCandidate, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { launchSimulator } from '../../../simulator/src/launch.ts';
import {
  type Ask,
  beginInstall,
  type InstallStage,
  openInstallStage,
  untilEnded,
  untilJob,
} from '../support/install-stage.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

let stage: InstallStage;
const agents: TestAgent[] = [];
const usual_path = process.env.PATH;

beforeEach(async () => {
  stage = await openInstallStage();
  process.env.PATH = stage.path;
});

afterEach(async () => {
  process.env.PATH = usual_path;
  for (const agent of agents.splice(0)) await agent.close();
  stage.clean();
});

async function startAgent(): Promise<{ agent: TestAgent; ask: Ask }> {
  const { home, gateway_home } = stage;
  const agent = await startTestAgent({ home, gateway_home, keep_home: true });
  agents.push(agent);
  const { access_token } = await agent.pair('owner', 'test');
  const ask: Ask = (method, path, body) =>
    agent.request(method, path, { token: access_token, ...(body ? { body } : {}) });
  return { agent, ask };
}

const params = () => ({ method: 'npm', channel: 'stable', version: null, port: stage.port });
const previewOf = async (ask: Ask, more: object = {}) =>
  (await ask('POST', '/ops/preview', { action: 'install_local', params: { ...params(), ...more } }))
    .json as unknown as OpsPreview; // checked by the contract

function fingerprint(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = join(directory, name);
    const found = lstatSync(path);
    hash.update(`${name} ${found.mode} ${found.mtimeMs} ${found.isFile() ? readFileSync(path, 'latin1') : ''}\n`);
  }
  return hash.digest('hex');
}

test('a confirmed installation runs to a watched gateway, survives the agent’s restart, and a second one changes nothing', async () => {
  const { agent, ask } = await startAgent();
  const preview = await previewOf(ask);
  expect(preview.blockers).toEqual([]);
  expect(preview.impact.release).toMatchObject({
    version: '2026.9.6',
    source: 'openclaw@2026.9.6',
    digest: expect.stringMatching(/^sha512-/),
  });
  expect(preview.impact.changes.map(({ target }) => target)).toContain(
    join(stage.gateway_home, '.openclaw/openclaw.json'),
  );
  const job = await untilEnded(ask, await beginInstall(ask, params()));
  expect(job).toMatchObject({
    state: 'succeeded',
    result: { version: '2026.9.6', port: stage.port, service_manager: 'process' },
  });
  await vi.waitUntil(async () => (await ask('GET', '/moltbot/status')).json.state === 'running', { timeout: 60_000 });
  const status = (await ask('GET', '/moltbot/status')).json;
  expect(status).toMatchObject({
    service_manager: 'process',
    version: '2026.9.6',
    gateway_connected: true,
    pid: stage.gatewayPid(),
  });

  await agent.close();
  const pid = stage.gatewayPid();
  const next = await startAgent();
  const again = await previewOf(next.ask);
  expect(again).toMatchObject({ blockers: [], impact: { changes: [] } });
  const second = await untilEnded(next.ask, await beginInstall(next.ask, params()));
  expect(second.state).toBe('succeeded');
  expect(new Set(second.steps.map(({ state }) => state))).toEqual(new Set(['unchanged']));
  expect(stage.gatewayPid()).toBe(pid);
});

test('a download that fails once is tried again, visibly', async () => {
  stage.stand_ins.change({ faults: [{ command: 'pack', code: 'ECONNRESET', times: 1 }] });
  const { ask } = await startAgent();
  const job = await untilEnded(ask, await beginInstall(ask, params()));
  expect(job.state).toBe('succeeded');
  expect(job.steps.find(({ step }) => step === 'download_package')?.attempt).toBe(2);
});

test('a full disk ends it with its cause, and leaves the home as it was', async () => {
  stage.stand_ins.change({ faults: [{ command: 'install', code: 'ENOSPC', times: 1 }] });
  const { ask } = await startAgent();
  const job = await untilEnded(ask, await beginInstall(ask, params()));
  expect(job).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
  expect(readdirSync(stage.gateway_home)).toEqual([]);
  expect(job.remains.every((line) => line.includes('cache'))).toBe(true);
});

test('a cancel in the middle of the installation takes everything back', async () => {
  stage.stand_ins.change({ pace_ms: 30_000 });
  const { ask } = await startAgent();
  const job_id = await beginInstall(ask, params());
  await untilJob(ask, job_id, ({ steps }) =>
    steps.some(({ step, state }) => step === 'download_package' && state === 'running'),
  );
  expect((await ask('POST', `/jobs/${job_id}/cancel`)).status).toBe(200);
  expect(await untilEnded(ask, job_id)).toMatchObject({ state: 'cancelled' });
  expect(readdirSync(stage.gateway_home)).toEqual([]);
});

test.each(['1;rm -rf /', '$(id)', '-g', '../x', 'a b', '1.2.3\n4', '', '\u0000'])(
  '%j is no version',
  async (version) => {
    const { ask } = await startAgent();
    const answer = await ask('POST', '/ops/preview', { action: 'install_local', params: { ...params(), version } });
    expect(answer.status).toBe(400);
    expect(stage.stand_ins.calls()).toEqual([]);
  },
);

test('what the registry does not have, or cannot be asked for, is a blocker and no token', async () => {
  const { ask } = await startAgent();
  expect(await previewOf(ask, { version: '9.9.9' })).toMatchObject({
    confirmation_token: null,
    blockers: [{ code: 'release_missing' }],
  });
  stage.stand_ins.change({ tags: { latest: '2026.9.6' } });
  expect(await previewOf(ask, { channel: 'nightly' })).toMatchObject({
    confirmation_token: null,
    blockers: [{ code: 'release_missing' }],
  });
  stage.stand_ins.change({ faults: [{ command: 'view', code: 'ENOTFOUND', times: 1 }] });
  expect(await previewOf(ask)).toMatchObject({
    confirmation_token: null,
    blockers: [{ code: 'registry_unreachable' }],
  });
});

test('beside a gateway that runs nothing is installed: it is found, and adopted without a change to it', async () => {
  const gateway = await launchSimulator({ home: stage.gateway_home });
  mkdirSync(join(stage.gateway_home, '.openclaw-second'));
  writeFileSync(join(stage.gateway_home, '.openclaw-second/openclaw.json'), `{ gateway: { port: ${gateway.port} } }`);
  const { ask } = await startAgent();
  const preview = await previewOf(ask);
  expect(preview.confirmation_token).toBeNull();
  expect(preview.blockers[0]).toMatchObject({ code: 'gateway_already_running' });

  const found = (await ask('GET', '/setup/gateways')).json.gateways as GatewayCandidate[]; // checked by the contract
  expect(found[0]).toMatchObject({
    running: true,
    pid: gateway.pid,
    port: gateway.port,
    profile: 'openclaw',
    service_manager: 'process',
  });
  expect(found[1]).toMatchObject({ running: false, state_directory: join(stage.gateway_home, '.openclaw-second') });
  expect(found[1]?.findings.join(' ')).toContain('same port');

  const config_before = readFileSync(gateway.config_path, 'utf8');
  const second = join(stage.gateway_home, '.openclaw-second');
  const before = fingerprint(second);
  const adopted = await ask('POST', '/setup/adopt', { gateway_id: found[0]?.gateway_id });
  expect(adopted.status).toBe(200);
  await vi.waitUntil(async () => (await ask('GET', '/moltbot/status')).json.gateway_connected === true, {
    timeout: 60_000,
  });
  expect(readFileSync(gateway.config_path, 'utf8')).toBe(config_before);

  expect((await ask('POST', '/setup/adopt', { gateway_id: found[1]?.gateway_id })).status).toBe(200);
  await vi.waitUntil(
    async () => (await ask('GET', '/moltbot/status')).json.config_path === join(second, 'openclaw.json'),
    { timeout: 60_000 },
  );
  expect(fingerprint(second)).toBe(before);
  expect((await ask('POST', '/setup/adopt', { gateway_id: 'gw_00000000000000000000' })).status).toBe(404);
  await gateway.stop();
});
