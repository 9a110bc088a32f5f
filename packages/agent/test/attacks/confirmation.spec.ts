// Every operation that changes a host, without the one token that lets it: nothing runs, nothing is kept, nothing leaks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfirmableAction } from '../../src/access/confirmable.ts';
import type { Confirmations } from '../../src/access/confirmation-service.ts';
import type { Jobs } from '../../src/jobs/job-service.ts';
import { roomyRateLimits } from '../support/attack-agent.ts';
import { notedStep, scriptedKind } from '../support/job-bench.ts';
import { startTestAgent, type TestAgent, type TestTokens } from '../support/start-agent.ts';

const secret = 'correct-horse-battery-staple-7';
const cases = [
  { action: 'install_local', path: '/install/local', params: { method: 'npm' }, changed: { method: 'docker' } },
  {
    action: 'install_ssh',
    path: '/install/ssh',
    params: { host: 'box.example', username: 'op', auth: { type: 'password', password: secret } },
    changed: { host: 'evil.example' },
  },
  {
    action: 'config_apply',
    path: '/config/apply',
    params: { config: { gateway: { auth: { token: secret } } } },
    changed: { config: { gateway: { bind: 'lan' } } },
  },
] as const;

let agent: TestAgent;
let owner: TestTokens;
let other: TestTokens;
let accepted = 0;
let state_key = 'before';
let works: Jobs;
let held: (plan: string) => Promise<void>;

function extend({ jobs, confirmations }: { jobs: Jobs; confirmations: Confirmations }): void {
  jobs.onChange(() => {
    accepted += 1;
  });
  works = jobs;
  const run = async ({ params }: { params: { plan: string } }) => (await held(params.plan), []);
  const undo = async ({ params }: { params: { plan: string } }) => (await held(`undo ${params.plan}`), []);
  jobs.register(scriptedKind([notedStep([], 'hold', { run, undo })]));
  for (const { action } of cases) {
    const stand_in: ConfirmableAction<object> = {
      action,
      look: async () => ({
        impact: {
          ...{ summary: 'It is changed.', host: 'this machine', changes: [], interrupts: null },
          ...{ duration_seconds: null, backup: null, undo: null },
        },
        blockers: [],
        state_key,
      }),
    };
    confirmations.register(stand_in);
  }
}

beforeAll(async () => {
  agent = await startTestAgent({ extend, rate_limits: roomyRateLimits, keep_home: true });
  owner = await agent.pair();
  other = await agent.pair('owner', 'another device');
});
afterAll(() => agent?.close());

const preview = async (action: string, params: object, token = owner.access_token): Promise<string> => {
  const answer = await agent.request('POST', '/ops/preview', { token, body: { action, params } });
  expect(answer.status).toBe(200);
  return String(answer.json.confirmation_token);
};
const act = (path: string, body: object, token = owner.access_token) => agent.request('POST', path, { token, body });

describe.each(cases)('$action', ({ action, path, params, changed }) => {
  it.each<[string, string, (ask: typeof act) => Promise<Awaited<ReturnType<typeof act>>>]>([
    ['no token', 'confirmation_required', (ask) => ask(path, params)],
    ['null', 'confirmation_required', (ask) => ask(path, { ...params, confirmation_token: null })],
    ['a guess', 'confirmation_required', (ask) => ask(path, { ...params, confirmation_token: 'A'.repeat(43) })],
    [
      'a token of another session',
      'confirmation_mismatch',
      async (ask) => ask(path, { ...params, confirmation_token: await preview(action, params, other.access_token) }),
    ],
    [
      'changed parameters',
      'confirmation_mismatch',
      async (ask) => ask(path, { ...params, ...changed, confirmation_token: await preview(action, params) }),
    ],
    [
      'a token for another action',
      'confirmation_mismatch',
      async (ask) => {
        const foreign = cases.find((one) => one.action !== action) ?? cases[0];
        return ask(path, { ...params, confirmation_token: await preview(foreign.action, foreign.params) });
      },
    ],
    [
      'a state that is another one by now',
      'state_changed',
      async (ask) => {
        const confirmation_token = await preview(action, params);
        state_key = `after ${action}`;
        return ask(path, { ...params, confirmation_token });
      },
    ],
  ])('with %s is refused as %s, and nothing runs', async (_what, code, attack) => {
    const before = accepted;
    const answer = await attack(act);
    expect(answer).toMatchObject({ status: 409, json: { code } });
    expect(accepted).toBe(before);
    const { json } = await agent.request('GET', '/jobs', { token: owner.access_token });
    expect(json.jobs).toEqual([]);
    expect(answer.text).not.toContain(secret);
  });

  it('is not confirmed by a token that is over with its session', async () => {
    const leaving = await agent.pair('owner', 'leaving');
    const confirmation_token = await preview(action, params, leaving.access_token);
    expect((await agent.request('DELETE', '/session', { token: leaving.access_token })).status).toBe(204);
    const answer = await act(path, { ...params, confirmation_token });
    expect(answer.json.code).toBe('confirmation_mismatch');
    expect(accepted).toBe(0);
  });

  it('is not previewed with parameters that the operation itself would refuse', async () => {
    for (const body of [{}, { ...params, ...{ method: 7, config: 7 } }]) {
      const answer = await agent.request('POST', '/ops/preview', {
        token: owner.access_token,
        body: { action, params: body },
      });
      expect(answer.status).toBe(400);
      const fields = (answer.json.details as { field: string }[]).map(({ field }) => field);
      expect(fields.every((field) => field.startsWith('params'))).toBe(true);
    }
  });
});

it('the ledger names the refusals, and neither it nor the log holds a secret', async () => {
  const { json } = await agent.request('GET', '/audit?limit=500', { host_socket: true });
  const records = json.records as { event: string; reason: string; outcome: string }[];
  const reasons = new Set(records.filter(({ event }) => event === 'confirmation.refused').map(({ reason }) => reason));
  expect([...reasons].toSorted()).toEqual(['confirmation_mismatch', 'confirmation_required', 'state_changed']);
  expect(JSON.stringify(records) + agent.log.join('')).not.toContain(secret);
});

it('a restart of the agent ends every token', async () => {
  const [{ action, path, params }] = cases;
  const confirmation_token = await preview(action, params);
  await agent.close();
  agent = await startTestAgent({ extend, rate_limits: roomyRateLimits, home: agent.home });
  const answer = await act(path, { ...params, confirmation_token });
  expect(answer).toMatchObject({ status: 409, json: { code: 'confirmation_required' } });
  expect(accepted).toBe(0);
});

describe('a confirmed change of a device that is shut out', () => {
  it.each<[string, (device_id: string) => ReturnType<typeof act>]>([
    ['revoked', (device_id) => agent.request('DELETE', `/devices/${device_id}`, { token: owner.access_token })],
    [
      'made a viewer',
      (device_id) =>
        agent.request('PATCH', `/devices/${device_id}`, { token: owner.access_token, body: { role: 'viewer' } }),
    ],
  ])('never begins once it is %s, and is taken back where it ran', async (_how, shutOut) => {
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    held = async (plan) => {
      begun.push(plan);
      if (plan === 'first') await gate.promise;
    };
    const thief = await agent.pair('admin', 'a stolen one');
    const accept = async (plan: string) => {
      const request = { kind: 'scripted', params: { host: 'a machine', plan }, secrets: {}, actor: thief.device_id };
      return (await works.accept(request)).job_id;
    };
    const [first, second] = [await accept('first'), await accept('second')];
    await expect.poll(() => begun).toEqual(['first']);
    expect((await shutOut(thief.device_id)).status).toBe(200);
    gate.resolve();
    for (const job_id of [first, second])
      expect(await works.wait(job_id, 60_000)).toMatchObject({ state: 'cancelled', error: { code: 'approval_lost' } });
    expect(begun).toEqual(['first', 'undo first']);
  });
});
