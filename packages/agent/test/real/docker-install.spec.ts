// The agent’s own program installs the real gateway into a container of a real engine, through its API: preview, token,
// job. The engine goes away in the middle once, and the agent is killed in the middle once.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { beginInstall, type InstallStage, openInstallStage, untilJob } from '../support/install-stage.ts';
import { stopEngine } from './support/engine.ts';
import { docker, dockerHost, part, skipReason } from './support/parts.ts';

const skip = skipReason('docker', 'gateway_image');
const container = 'openclaw-gateway';
const long_ms = 300_000;

describe.skipIf(skip !== null)('installing by Docker through the API', () => {
  const version = skip === null ? part('gateway_image').split(':')[1] : '';
  let stage: InstallStage;
  let agent: AgentProgram;

  const start = () =>
    startAgentProgram({
      home: stage.home,
      gateway_home: stage.gateway_home,
      path: stage.path,
      env: { DOCKER_HOST: dockerHost() },
    });
  const params = () => ({ method: 'docker', channel: 'stable', version, port: stage.port });
  const preview = async () =>
    (await agent.ask('POST', '/ops/preview', { action: 'install_local', params: params() }))
      .json as unknown as OpsPreview; // checked by the contract
  const ended = (job_id: string) => untilJob(agent.ask, job_id, ({ finished_at }) => finished_at !== null, long_ms);
  const stateOf = ({ steps }: Job, name: string) => steps.find(({ step }) => step === name)?.state;
  const containers = async () => (await docker('ps', '-a', '--format', '{{.Names}}')).split('\n').filter(Boolean);
  /** Its container runs, and the gateway in it still boots. */
  const booting = (job_id: string) =>
    expect
      .poll(() => docker('inspect', '--format', '{{.State.Running}}', container).catch(() => ''), { timeout: long_ms })
      .toBe('true')
      .then(() => untilJob(agent.ask, job_id, (job) => stateOf(job, 'start_container') === 'running', long_ms));

  beforeAll(async () => {
    stage = await openInstallStage();
    agent = await start();
  });
  afterAll(async () => {
    await agent?.stop();
    if (skip === null) await docker('rm', '-fv', container, `${container}-former`).catch(() => undefined);
    stage?.clean();
  });

  it('shows the image by its digest and everything that it would make, before anything is made', async () => {
    const shown = await preview();
    expect(shown.blockers).toEqual([]);
    expect(shown.impact.release).toMatchObject({ version, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    const targets = shown.impact.changes.map(({ target }) => target);
    expect(targets).toEqual(expect.arrayContaining([container, `127.0.0.1:${stage.port}`]));
    expect(await containers()).toEqual([]);
    expect(readdirSync(stage.gateway_home)).toEqual([]);
  });

  it('says what remains when the engine is stopped in the middle, and that the engine is the cause', {
    timeout: long_ms,
  }, async () => {
    const job_id = await beginInstall(agent.ask, params());
    await booting(job_id);
    const startEngine = await stopEngine();
    try {
      const job = await ended(job_id);
      expect(job).toMatchObject({ state: 'failed', error: { code: 'docker_unreachable' } });
      expect(job.remains.join('\n')).toContain('Create the container');
      expect(stateOf(job, 'write_environment')).toBe('undone');
      expect((await preview()).blockers.map(({ code }) => code)).toContain('docker_unreachable');
    } finally {
      await startEngine();
    }
    expect(await containers()).toEqual([container]);
  });

  it('clears up behind that by a second installation, and goes on with it after the agent was killed', {
    timeout: long_ms,
  }, async () => {
    const remaining = await docker('inspect', '--format', '{{.Id}}', container);
    const job_id = await beginInstall(agent.ask, params());
    await expect
      .poll(() => docker('inspect', '--format', '{{.Id}}', container).catch(() => remaining), { timeout: long_ms })
      .not.toBe(remaining);
    await booting(job_id);
    const made = await docker('inspect', '--format', '{{.Id}}', container);
    await agent.kill();
    agent = await start();
    const job = await ended(job_id);
    expect(job).toMatchObject({
      state: 'succeeded',
      error: null,
      result: { method: 'docker', version, service_manager: 'docker', port: stage.port },
    });
    expect(await containers()).toEqual([container]);
    expect(await docker('inspect', '--format', '{{.Id}}', container)).toBe(made);
    await expect
      .poll(async () => (await agent.ask('GET', '/moltbot/status')).json, { timeout: 120_000, interval: 500 })
      .toMatchObject({ state: 'running', gateway_connected: true, service_manager: 'docker', version });
    const environment = join(stage.gateway_home, '.config/moltbot-ops/docker', container, 'gateway.env');
    const token = readFileSync(environment, 'utf8').trim().split('=')[1] ?? '';
    expect(token).toMatch(/^\S{20,}$/);
    const told = [
      agent.output(),
      JSON.stringify(job),
      readFileSync(join(stage.gateway_home, '.openclaw/openclaw.json')),
    ];
    expect(told.join('\n')).not.toContain(token);
  });

  it('finds nothing to do the third time, and its own port no obstacle', { timeout: long_ms }, async () => {
    const shown = await preview();
    expect(shown.blockers).toEqual([]);
    expect(shown.impact.changes).toEqual([]);
    const job = await ended(await beginInstall(agent.ask, params()));
    expect(job.steps.map(({ state }) => state)).toEqual(job.steps.map(() => 'unchanged'));
    expect(existsSync(join(stage.gateway_home, '.openclaw/openclaw.json'))).toBe(true);
  });
});
