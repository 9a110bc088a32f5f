import { expect } from 'vitest';
import type { Confirmations } from '../../src/access/confirmation-service.ts';
import { AppError } from '../../src/errors.ts';
import type { AvailableOperationId } from '../../src/http/generated/routes.ts';
import type { Jobs } from '../../src/jobs/job-service.ts';
import type { JobKind } from '../../src/jobs/plan.ts';
import { closedHost, notedStep, type Params, scriptedKind } from '../support/job-bench.ts';
import { type RequestOptions, startTestAgent, type TestAgent } from '../support/start-agent.ts';
import type { Journey } from './journeys.ts';

const impact = {
  summary: 'Nothing is changed.',
  host: 'this machine',
  changes: [{ kind: 'run' as const, target: 'true', detail: 'Does nothing.' }],
  ...{ interrupts: null, duration_seconds: 1, backup: null, undo: null },
};

/** Waits until the job's record says so. */
async function untilState(agent: TestAgent, token: string, job_id: string, state: string): Promise<void> {
  const read = async () => (await agent.request('GET', `/jobs/${job_id}`, { token })).json.state;
  await expect.poll(read).toBe(state);
}

export const jobsJourney: Journey = {
  title: 'jobs that run, stand in line, are cancelled and wait for credentials, and confirmations',
  async walk({ note }) {
    const gate = Promise.withResolvers<void>();
    const hold = notedStep([], 'hold', { run: async () => (await gate.promise, []) });
    const openHost: JobKind<Params>['openHost'] = async (_params, { password }) => {
      if (password === 'wrong horse') throw new AppError('ssh_sign_in_failed');
      return closedHost;
    };
    const needy = scriptedKind([hold], { kind: 'needy', needs_credentials: true, openHost });
    let parts: { jobs: Jobs; confirmations: Confirmations } | null = null;
    const extend = (given: { jobs: Jobs; confirmations: Confirmations }) => {
      parts = given;
      given.jobs.register(scriptedKind([hold]));
      given.jobs.register(needy);
      const look = async () => ({ impact, blockers: [], state_key: 'same' });
      given.confirmations.register({ action: 'install_local', look });
    };
    const first = await startTestAgent({ keep_home: true, extend });
    const { access_token: token } = await first.pair();
    const ask = async (
      agent: TestAgent,
      id: AvailableOperationId,
      method: string,
      path: string,
      options: RequestOptions = {},
    ) => {
      const answer = await agent.request(method, path, { token, ...options });
      note(id, answer.status);
      return answer;
    };
    const accept = async (kind: string, host: string) => {
      const request = { kind, params: { host, plan: 'a' }, secrets: {}, actor: 'host' };
      return (await (parts as { jobs: Jobs } | null)?.jobs.accept(request))?.job_id ?? ''; // set by `extend` at the start
    };

    const preview = { action: 'install_local', params: { method: 'npm' } };
    expect(await ask(first, 'opsPreview', 'POST', '/ops/preview', { body: preview })).toMatchObject({
      status: 200,
      json: { confirmation_token: expect.stringMatching(/^[\w-]{43}$/), expires_in_seconds: 120, blockers: [] },
    });
    const held = await accept('scripted', 'one');
    const queued = await accept('scripted', 'one');
    const waiting = await accept('needy', 'two');
    expect((await ask(first, 'jobList', 'GET', '/jobs?limit=2')).json.jobs).toHaveLength(2);
    expect((await ask(first, 'jobGet', 'GET', `/jobs/${queued}`)).json).toMatchObject({ waits_for: held });
    expect((await ask(first, 'jobGet', 'GET', '/jobs/job_none0000')).status).toBe(404);
    expect((await ask(first, 'jobEvents', 'GET', '/jobs/job_none0000/events')).status).toBe(404);
    expect((await ask(first, 'jobCancel', 'POST', '/jobs/job_none0000/cancel')).status).toBe(404);
    expect((await ask(first, 'jobCancel', 'POST', `/jobs/${queued}/cancel`)).json.state).toBe('cancelled');
    expect((await ask(first, 'jobCancel', 'POST', `/jobs/${queued}/cancel`)).status).toBe(409);
    const auth = { type: 'password', password: 'correct horse' };
    expect((await ask(first, 'jobResume', 'POST', '/jobs/job_none0000/resume', { body: { auth } })).status).toBe(404);
    expect((await ask(first, 'jobResume', 'POST', `/jobs/${held}/resume`, { body: { auth } })).status).toBe(409);
    const stream = await first.openStream(token, {}, `/jobs/${queued}/events`);
    note('jobEvents', stream.status);
    await stream.until('event: job.ended');
    await stream.ended;
    await first.close();

    const second = await startTestAgent({ home: first.home, extend });
    try {
      await untilState(second, token, waiting, 'waiting');
      const wrong = { type: 'password', password: 'wrong horse' };
      const refused = await ask(second, 'jobResume', 'POST', `/jobs/${waiting}/resume`, { body: { auth: wrong } });
      expect([refused.status, refused.json.code]).toEqual([502, 'ssh_sign_in_failed']);
      expect((await ask(second, 'jobResume', 'POST', `/jobs/${waiting}/resume`, { body: { auth } })).status).toBe(200);
      gate.resolve();
      await untilState(second, token, waiting, 'succeeded');
      await untilState(second, token, held, 'succeeded');
      expect(second.violations).toEqual([]);
    } finally {
      await second.close();
    }
  },
};
