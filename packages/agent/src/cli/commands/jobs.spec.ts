import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notedStep, scriptedKind } from '../../../test/support/job-bench.ts';
import { startTestAgent, type TestAgent } from '../../../test/support/start-agent.ts';
import type { Jobs } from '../../jobs/job-service.ts';
import { StepError } from '../../jobs/plan.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
let agent: TestAgent;
let jobs: Jobs;

const talk = notedStep([], 'talk', {
  run: async ({ output, params }) => {
    output('before \u001b[31mred\u001b[0m');
    if (params.plan === 'fails') throw new StepError('bad', 'It is bad.', { next_step: 'Mend it.' });
    return [{ label: 'said', value: 'hello' }];
  },
});
const hold = notedStep([], 'hold', {
  cancel: 'now',
  run: ({ signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
});

beforeAll(async () => {
  agent = await startTestAgent({
    extend: (parts) => {
      jobs = parts.jobs;
      jobs.register(scriptedKind([talk]));
      jobs.register(scriptedKind([hold], { kind: 'holding' }));
    },
  });
});
afterAll(() => agent.close());

const accept = async (kind: string, plan = 'works') =>
  (await jobs.accept({ kind, params: { host: plan, plan }, secrets: {}, actor: 'host' })).job_id;

function cli(...args: string[]): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, HOME: agent.home, MOLTBOT_OPS_HOME: agent.home };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('moltbot-ops', () => {
  test('job --follow prints steps and lines until the end, inert, and exits with 0 when it went well', async () => {
    const job_id = await accept('scripted');
    const { status, stdout } = await cli('job', job_id, '--follow');
    expect(status).toBe(0);
    for (const part of ['Step talk: running', 'before red', 'Step talk: done', 'A scripted job: done'])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain('\u001b[31m');
    expect((await cli('jobs')).stdout).toContain(job_id);
    expect((await cli('job', job_id)).stdout).toContain('said: hello');
  });

  test('job --follow exits with 1 when the job failed, and says what to do', async () => {
    const { status, stdout } = await cli('job', await accept('scripted', 'fails'), '--follow');
    expect(status).toBe(1);
    expect(stdout).toContain('Next: Mend it.');
  });

  test('job cancel stops a job', async () => {
    const job_id = await accept('holding');
    const { status, stdout } = await cli('job', 'cancel', job_id);
    expect([status, stdout]).toEqual([0, expect.stringContaining('A scripted job')]);
    expect(await jobs.wait(job_id, 10_000)).toMatchObject({ state: 'cancelled' });
    const again = await cli('job', 'cancel', job_id, '--json');
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('"job_ended"')]);
  });

  test('job of what is not there says so', async () => {
    const { status, stderr } = await cli('job', 'job_none0000', '--json');
    expect(status).toBe(1);
    expect(stderr).toContain('job_not_found');
  });
});
