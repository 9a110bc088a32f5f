// The real package from the real registry into an empty home, by the agent's own program: preview, token, installation,
// a gateway that is watched; the agent is killed in the middle; a second run changes nothing. Two to four minutes.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OpsPreview } from '@moltbot-ops/sdk/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { type Ask, beginInstall, type InstallStage, openInstallStage, untilJob } from '../support/install-stage.ts';

const version = '2026.9.6';
const wanted = process.env.MOLTBOT_REAL === '1';
if (!wanted) console.warn('Skipping the real installation by npm: set MOLTBOT_REAL=1, or run `npm run test:real`.');

const long_ms = 600_000;
let stage: InstallStage;
let agent: AgentProgram;

/** How this machine reaches the registry, and its cache, so that a second run downloads nothing. */
function registryEnv(): NodeJS.ProcessEnv {
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const userconfig = execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8' }).trim();
  const certificates = Object.entries(process.env).filter(([name]) =>
    /^(NODE_EXTRA_CA_CERTS|SSL_CERT_|https?_proxy|HTTPS?_PROXY|NO_PROXY|no_proxy)/.test(name),
  );
  return {
    ...Object.fromEntries(certificates),
    npm_config_cache: cache,
    npm_config_userconfig: userconfig,
    OPENCLAW_DISABLE_BONJOUR: '1',
  };
}

const start = () =>
  startAgentProgram({
    home: stage.home,
    gateway_home: stage.gateway_home,
    path: process.env.PATH ?? '',
    env: registryEnv(),
  });

const params = () => ({ method: 'npm', channel: 'stable', version, port: stage.port });
const untilEnded = (ask: Ask, job_id: string) =>
  untilJob(ask, job_id, ({ state }) => ['succeeded', 'failed', 'cancelled'].includes(state), long_ms);

describe.skipIf(!wanted)(`an installation of openclaw ${version} by npm`, () => {
  beforeAll(async () => {
    stage = await openInstallStage();
    agent = await start();
  });
  afterAll(async () => {
    await agent?.stop();
    stage?.clean();
  });

  it('is previewed with its exact version, digest, paths and commands', async () => {
    const answer = await agent.ask('POST', '/ops/preview', { action: 'install_local', params: params() });
    const preview = answer.json as unknown as OpsPreview; // checked by the contract
    expect(preview.blockers).toEqual([]);
    expect(preview.impact.release).toMatchObject({ version, digest: expect.stringMatching(/^sha512-/) });
    expect(preview.impact.changes.map(({ kind }) => kind)).toContain('download');
  });

  it('comes to a running, watched gateway although the agent is killed in the middle', {
    timeout: long_ms,
  }, async () => {
    const job_id = await beginInstall(agent.ask, params());
    await untilJob(
      agent.ask,
      job_id,
      ({ steps }) => steps.some(({ step, state }) => step === 'install_package' && state === 'running'),
      long_ms,
    );
    await agent.kill();
    agent = await start();
    const job = await untilEnded(agent.ask, job_id);
    expect(job).toMatchObject({ state: 'succeeded', error: null, result: { version, port: stage.port } });
    await vi.waitUntil(async () => (await agent.ask('GET', '/moltbot/status')).json.gateway_connected === true, {
      timeout: 120_000,
      interval: 500,
    });
    const status = (await agent.ask('GET', '/moltbot/status')).json;
    expect(status).toMatchObject({ state: 'running', version, service_manager: 'process', pid: stage.gatewayPid() });
    expect(statSync(join(stage.gateway_home, '.openclaw/openclaw.json')).mode & 0o777).toBe(0o600);
    const base = join(stage.gateway_home, '.local/share/moltbot-ops');
    expect(readdirSync(base).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('shows the gateway’s token nowhere', async () => {
    const config = JSON.parse(readFileSync(join(stage.gateway_home, '.openclaw/openclaw.json'), 'utf8')) as {
      gateway: { auth: { token: string } };
    }; // written by the installation
    const jobs = JSON.stringify((await agent.ask('GET', '/jobs')).json);
    const database = readFileSync(join(stage.home, 'agent.sqlite'), 'latin1');
    const command = readFileSync(`/proc/${stage.gatewayPid()}/cmdline`, 'latin1');
    const variables = readFileSync(`/proc/${stage.gatewayPid()}/environ`, 'latin1');
    const { token } = config.gateway.auth;
    expect([jobs, database, command, variables, agent.output()].some((text) => text.includes(token))).toBe(false);
  });

  it('a second time changes nothing', { timeout: long_ms }, async () => {
    const pid = stage.gatewayPid();
    const job = await untilEnded(agent.ask, await beginInstall(agent.ask, params()));
    expect(job.state).toBe('succeeded');
    expect(new Set(job.steps.map(({ state }) => state))).toEqual(new Set(['unchanged']));
    expect(stage.gatewayPid()).toBe(pid);
  });
});
