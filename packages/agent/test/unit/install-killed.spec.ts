// The agent's own process dies by SIGKILL while and after each step of a real plan, and the next one goes on.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';
import { beginInstall, type InstallStage, openInstallStage, untilEnded, untilJob } from '../support/install-stage.ts';

let stage: InstallStage;
let agent: AgentProgram | null = null;

beforeEach(async () => {
  stage = await openInstallStage();
});
afterEach(async () => {
  await agent?.kill();
  agent = null;
  stage.clean();
});

async function start(): Promise<AgentProgram> {
  agent = await startAgentProgram({ home: stage.home, gateway_home: stage.gateway_home, path: stage.path });
  return agent;
}

/** Numbers below 1, the same for the same seed. */
function createSeries(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const reached = (position: number) => (job: Job) =>
  job.steps_done > position || ['succeeded', 'failed', 'cancelled', 'interrupted'].includes(job.state);
const npmCalls = (word: string) => stage.stand_ins.calls().filter(({ argv }) => argv[0] === word).length;
/** Processes that carry the name of this stage's gateway home: the gateway and nothing else. */
const gateways = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readText(`/proc/${pid}/environ`).includes(`HOME=${stage.gateway_home}\0`))
    .filter((pid) => readText(`/proc/${pid}/comm`).startsWith('openclaw'));
const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

test('killed after every step, the job comes to its end, no finished step runs again, and there is one gateway', {
  timeout: 300_000,
}, async () => {
  let running = await start();
  const job_id = await beginInstall(running.ask, { method: 'npm', port: stage.port });
  const total = (await running.ask('GET', `/jobs/${job_id}`)).json.steps_total as number; // a number, by the contract
  for (let position = 0; position < total; position += 1) {
    await untilJob(running.ask, job_id, reached(position));
    await running.kill();
    running = await start();
  }
  const job = await untilEnded(running.ask, job_id);
  expect(job).toMatchObject({ state: 'succeeded', result: { version: '2026.9.6', port: stage.port } });
  expect(npmCalls('pack')).toBeLessThanOrEqual(2);
  expect(npmCalls('install')).toBeLessThanOrEqual(2);
  await vi.waitUntil(async () => (await running.ask('GET', '/moltbot/status')).json.state === 'running', {
    timeout: 60_000,
  });
  expect(gateways()).toHaveLength(1);
  const base = join(stage.gateway_home, '.local/share/moltbot-ops');
  expect(readdirSync(base).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each([
  ['comes to a good end', 11, 'succeeded'],
  ['is taken back where it was cancelled', 23, 'cancelled'],
] as const)('killed at random moments, the job %s (seed %i)', { timeout: 300_000 }, async (_end, seed, end) => {
  const next = createSeries(seed);
  stage.stand_ins.change({ pace_ms: Math.floor(next() * 1_000) });
  let running = await start();
  const job_id = await beginInstall(running.ask, { method: 'npm', port: stage.port });
  const attempts = new Map<string, number>();
  for (let kill = 0; kill < 5; kill += 1) {
    // Waits for nothing: the moment is what chance is to choose.
    await new Promise((resolve) => setTimeout(resolve, next() * 900));
    const job = (await running.ask('GET', `/jobs/${job_id}`)).json as unknown as Job; // checked by the contract
    for (const { step, attempt } of job.steps.filter(({ state }) => state === 'done')) {
      expect(attempt, step).toBe(attempts.get(step) ?? attempt);
      attempts.set(step, attempt);
    }
    if (end === 'cancelled' && kill === 1) await running.ask('POST', `/jobs/${job_id}/cancel`);
    await running.kill();
    running = await start();
  }
  const job = await untilEnded(running.ask, job_id);
  expect([job.state, job.error]).toEqual([end, null]);
  if (end === 'cancelled') {
    expect(readdirSync(stage.gateway_home).filter((name) => name !== '.npm')).toEqual([]);
    expect(gateways()).toEqual([]);
  } else await vi.waitUntil(() => gateways().length === 1, { timeout: 60_000 });
});

test('killed while npm runs, the package is installed once and whole', async () => {
  stage.stand_ins.change({ pace_ms: 3_000 });
  let running = await start();
  const job_id = await beginInstall(running.ask, { method: 'npm', port: stage.port });
  await untilJob(running.ask, job_id, ({ steps }) =>
    steps.some(({ step, state }) => step === 'install_package' && state === 'running'),
  );
  await vi.waitUntil(() => npmCalls('install') === 1, { timeout: 60_000 });
  await running.kill();
  stage.stand_ins.change({ pace_ms: 0 });
  running = await start();
  expect((await untilEnded(running.ask, job_id)).state).toBe('succeeded');
  const base = join(stage.gateway_home, '.local/share/moltbot-ops');
  expect(readdirSync(base).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(npmCalls('install')).toBe(2);
});

test('killed while it takes back what it made, the home is empty in the end', async () => {
  let running = await start();
  stage.stand_ins.change({ simulator_env: { MOLTBOT_SIMULATOR_SCENARIO: 'invalid_config' } });
  const job_id = await beginInstall(running.ask, { method: 'npm', port: stage.port });
  for (let undone = 0; undone < 6; undone += 1) {
    const job = await untilJob(
      running.ask,
      job_id,
      ({ steps, state }) => steps.filter((step) => step.state === 'undone').length > undone || state === 'failed',
    );
    if (job.state === 'failed') break;
    await running.kill();
    running = await start();
  }
  const job = await untilEnded(running.ask, job_id);
  expect(job).toMatchObject({ state: 'failed', error: { code: 'gateway_refused_start' } });
  expect(readdirSync(stage.gateway_home).filter((name) => name !== '.npm')).toEqual([]);
  expect(gateways()).toEqual([]);
});

test('a gateway that the agent keeps alive outlives it, and is started again by the next one after an abrupt end', async () => {
  let running = await start();
  const job_id = await beginInstall(running.ask, { method: 'npm', port: stage.port });
  expect((await untilEnded(running.ask, job_id)).state).toBe('succeeded');
  const pid = stage.gatewayPid();
  await running.kill();
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  running = await start();
  await vi.waitUntil(async () => (await running.ask('GET', '/moltbot/status')).json.pid === pid, { timeout: 60_000 });
  process.kill(pid ?? 0, 'SIGKILL');
  await vi.waitUntil(() => stage.gatewayPid() !== pid && stage.gatewayPid() !== null, { timeout: 60_000 });
  await vi.waitUntil(async () => (await running.ask('GET', '/moltbot/status')).json.state === 'running', {
    timeout: 60_000,
  });
  expect(gateways()).toEqual([String(stage.gatewayPid())]);
});
