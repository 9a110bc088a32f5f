// The agent’s own program installs the real gateway into a container of a real engine, through its API: preview, token,
// job. The engine goes away in the middle once, and the agent is killed in the middle once.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ChannelProbe, ConfigValidationResult, Job, OpsPreview } from '@moltbot-ops/sdk/types';
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

  describe('and asking the program of the gateway that runs there', () => {
    const good = `123456789:${'good_'.repeat(7)}`;
    const bad = `123456789:${'none_'.repeat(7)}`;
    const seen: string[] = [];
    let holds = false;
    const held: ServerResponse[] = [];
    /** Where containers reach it; each question of theirs shows what the engine shows of who asks. */
    const provider = createServer((request, response) => {
      const known = request.url?.startsWith(`/bot${good}/`) === true;
      const body = known ? { ok: true, result: { id: 1, username: 'provider_bot' } } : { ok: false, description: 'No' };
      const answer = () => response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      const shown = [docker('inspect', `${container}-check`), docker('top', `${container}-check`)];
      void Promise.allSettled(shown).then((texts) => {
        seen.push(...texts.map((text) => ('value' in text ? text.value : String(text.reason))));
        if (holds) held.push(response);
        else answer().end(JSON.stringify(body));
      });
    });
    const probeOnce = async (botToken: string) => {
      const { port } = provider.address() as AddressInfo; // listens on a port
      const apiRoot = `http://${part('registry').split(':')[0]}:${port}`;
      const config = { channels: { telegram: { enabled: true, botToken, apiRoot } } };
      return (await agent.ask('POST', '/config/channels/probe', { config, channel: 'telegram' }))
        .json as unknown as ChannelProbe; // checked by the contract
    };
    const probe = (botToken: string) =>
      asked(
        () => probeOnce(botToken),
        (answer) => answer.asked,
      );
    const validateOnce = async (config: object) =>
      (await agent.ask('POST', '/config/validate', { config })).json as unknown as ConfigValidationResult; // alike
    /** On a machine with much to do the program may be too late the first time. */
    const asked = async <Answer>(
      ask: () => Promise<Answer>,
      wasAsked: (answer: Answer) => boolean,
    ): Promise<Answer> => {
      let answer = await ask();
      for (let tries = 1; tries < 4 && !wasAsked(answer); tries += 1) answer = await ask();
      return answer;
    };
    const validate = (config: object) =>
      asked(
        () => validateOnce(config),
        (verdict) => byGateway(verdict)?.asked === true,
      );
    const byGateway = ({ layers }: ConfigValidationResult) => layers?.find(({ layer }) => layer === 'gateway');
    const least = { gateway: { mode: 'local', auth: { mode: 'token' } } };

    beforeAll(async () => {
      await new Promise<void>((resolve) => void provider.listen(0, part('registry').split(':')[0], resolve));
      await ended(await beginInstall(agent.ask, params()));
    }, long_ms);
    afterAll(() => {
      for (const response of held) response.destroy();
      provider.close();
    });

    it('has its verdict on a good and on a bad configuration, and leaves nothing', { timeout: long_ms }, async () => {
      const file = join(stage.gateway_home, '.openclaw/openclaw.json');
      const before = readFileSync(file, 'utf8');
      const taken = await validate(least);
      expect(byGateway(taken)).toEqual({
        layer: 'gateway',
        asked: true,
        detail: expect.stringContaining(`the image of the container ${container}.`),
      });
      expect(taken.errors).toEqual([]);
      const refused = await validate({ ...least, agents: { defaults: { model: { primary: 7 } } } });
      expect(byGateway(refused)?.asked).toBe(true);
      expect(refused.valid).toBe(false);
      const words = JSON.stringify(refused);
      expect(words).not.toContain('/tmp/candidate');
      expect(await containers()).toEqual([container]);
      expect(readFileSync(file, 'utf8')).toBe(before);
    });

    it('has a provider’s word on a credential, which no inspect and no list of processes shows', {
      timeout: long_ms,
    }, async () => {
      const works = await probe(good);
      expect(works).toMatchObject({
        asked: true,
        accounts: [{ outcome: 'works', detail: expect.stringContaining('provider_bot') }],
      });
      expect(await probe(bad)).toMatchObject({ asked: true, accounts: [{ outcome: 'refused' }] });
      const shown = seen.join('\n');
      expect(shown).toContain('moltbot-ops.aside');
      expect(shown).toContain('channels capabilities');
      for (const secret of [good, bad]) expect(shown).not.toContain(secret);
      expect(await containers()).toEqual([container]);
    });

    it('ends what it asked when it is killed itself', { timeout: long_ms }, async () => {
      holds = true;
      const lost = probeOnce(good).catch(() => null);
      await expect.poll(() => held.length, { timeout: long_ms }).toBeGreaterThan(0);
      expect(await containers()).toContain(`${container}-check`);
      await agent.kill();
      await lost;
      await expect.poll(containers, { timeout: 60_000 }).toEqual([container]);
      agent = await start();
      await expect
        .poll(async () => (await agent.ask('GET', '/moltbot/status')).json.state, { timeout: 120_000 })
        .toBe('running');
    });

    it('is told that the container does not run, and has the verdict all the same', { timeout: long_ms }, async () => {
      await docker('kill', container);
      await expect
        .poll(async () => (await agent.ask('GET', '/moltbot/status')).json.state, { timeout: 120_000 })
        .toBe('stopped');
      const taken = await validate({ ...least, logging: { level: 'info' } });
      expect(byGateway(taken)).toMatchObject({ asked: true, detail: expect.stringContaining('which does not run') });
    });
  });
});
