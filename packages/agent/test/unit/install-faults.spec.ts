// What people and chance do to an installation while it is under way: a cancel at its steps, a confirmation that is used
// twice in the same moment, two confirmations at once.
import { readdirSync } from 'node:fs';
import type { Job, OpsPreview } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Jobs } from '../../src/jobs/job-service.ts';
import { type Ask, beginInstall, type InstallStage, openInstallStage, untilEnded } from '../support/install-stage.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

let stage: InstallStage;
let agent: TestAgent;
let jobs: Jobs;
let ask: Ask;
const usual_path = process.env.PATH;

beforeEach(async () => {
  stage = await openInstallStage();
  process.env.PATH = stage.path;
  const { home, gateway_home } = stage;
  agent = await startTestAgent({
    ...{ home, gateway_home, keep_home: true },
    extend: (parts) => {
      jobs = parts.jobs;
    },
  });
  const { access_token: token } = await agent.pair('owner', 'test');
  ask = (method, path, body) => agent.request(method, path, { token, ...(body ? { body } : {}) });
});
afterEach(async () => {
  process.env.PATH = usual_path;
  await agent.close();
  stage.clean();
});

const params = () => ({ method: 'npm', channel: 'stable', version: null, port: stage.port });
const tokenOf = async () =>
  ((await ask('POST', '/ops/preview', { action: 'install_local', params: params() })).json as unknown as OpsPreview)
    .confirmation_token; // checked by the contract
const install = (confirmation_token: string | null) =>
  ask('POST', '/install/local', { ...params(), confirmation_token });

/** Cancels the job in the moment in which this step begins. */
async function cancelAt(job_id: string, name: string): Promise<void> {
  for await (const { event } of await jobs.events(job_id, null, new AbortController().signal))
    if (event.step?.step === name && event.step.state === 'running') {
      await ask('POST', `/jobs/${job_id}/cancel`);
      return;
    }
}

test('a cancel at one step or another leaves the home as it was, and the next installation is as good as the first', {
  timeout: 300_000,
}, async () => {
  const first = await beginInstall(ask, params());
  const names = ((await ask('GET', `/jobs/${first}`)).json as unknown as Job).steps.map(({ step }) => step); // checked by the contract
  await cancelAt(first, names[0] ?? '');
  await untilEnded(ask, first);
  // Every other one: the suite has more to do than this.
  for (const name of names.filter((_name, position) => position % 2 === 0)) {
    const job_id = await beginInstall(ask, params());
    await cancelAt(job_id, name);
    const job = await untilEnded(ask, job_id);
    expect([name, job.state, job.error]).toEqual([name, 'cancelled', null]);
    // At most the step that only waits, which has nothing to take back, is where it was broken off.
    const left = job.steps.filter(({ state }) => !['undone', 'unchanged', 'skipped', 'done'].includes(state));
    expect(left.map(({ step, state }) => `${step} ${state}`).filter((one) => one !== 'wait_ready failed')).toEqual([]);
    expect(readdirSync(stage.gateway_home), name).toEqual([]);
    expect(stage.gatewayPid(), name).toBe(null);
  }
  const last = await untilEnded(ask, await beginInstall(ask, params()));
  expect(last).toMatchObject({ state: 'succeeded', result: { port: stage.port } });
});

test('one confirmation that is used many times in one moment starts one job', async () => {
  const token = await tokenOf();
  const answers = await Promise.all(Array.from({ length: 8 }, () => install(token)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, ...Array(7).fill(409)]);
  expect(new Set(answers.filter(({ status }) => status === 409).map(({ json }) => json.code))).toEqual(
    new Set(['confirmation_spent']),
  );
  const { json } = await ask('GET', '/jobs');
  expect(json.jobs).toHaveLength(1);
});

test('two confirmations in one moment change the machine one after the other, and only once', async () => {
  const tokens = [await tokenOf(), await tokenOf()];
  const answers = await Promise.all(tokens.map(install));
  for (const { status, json } of answers) expect([202, 409], JSON.stringify(json)).toContain(status);
  const ids = answers.flatMap(({ status, json }) => (status === 202 ? [String(json.job_id)] : []));
  const ended = await Promise.all(ids.map((job_id) => untilEnded(ask, job_id)));
  expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
  expect(stage.stand_ins.calls().filter(({ argv }) => argv[0] === 'install')).toHaveLength(1);
  const [before, after] = ended.toSorted((a, b) => (a.started_at ?? '').localeCompare(b.started_at ?? ''));
  if (before && after) expect((after.started_at ?? '') >= (before.finished_at ?? '')).toBe(true);
});
