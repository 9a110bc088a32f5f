import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closedHost, notedStep, type Params, scriptedKind } from '../../../test/support/job-bench.ts';
import { startTestAgent, type TestAgent } from '../../../test/support/start-agent.ts';
import { AppError } from '../../errors.ts';
import type { Jobs } from '../../jobs/job-service.ts';
import { type JobKind, type JobSecrets, StepError } from '../../jobs/plan.ts';

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

const given: JobSecrets[] = [];
const openHost: JobKind<Params>['openHost'] = async (_params, secrets) => {
  given.push(secrets);
  if (secrets.password === 'wrong horse') throw new AppError('ssh_sign_in_failed');
  return closedHost;
};

const startAgain = (home: string) =>
  startTestAgent({
    home,
    extend: (parts) => {
      jobs = parts.jobs;
      jobs.register(scriptedKind([talk]));
      jobs.register(scriptedKind([hold], { kind: 'holding' }));
      jobs.register(scriptedKind([hold], { kind: 'needy', needs_credentials: true, openHost }));
    },
  });

beforeAll(async () => {
  agent = await startAgain(mkdtempSync(join(tmpdir(), 'ops-')));
});
afterAll(async () => {
  await agent.close();
  rmSync(agent.home, { recursive: true, force: true, maxRetries: 5 });
});

const accept = async (kind: string, plan = 'works') =>
  (await jobs.accept({ kind, params: { host: plan, plan }, secrets: {}, actor: 'host' })).job_id;

const cli = (...args: string[]) => cliWith('', ...args);

function cliWith(
  input: string,
  ...args: string[]
): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, HOME: agent.home, MOLTBOT_OPS_HOME: agent.home };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => {}).end(input);
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
    expect(await jobs.wait(job_id, 60_000)).toMatchObject({ state: 'cancelled' });
    const again = await cli('job', 'cancel', job_id, '--json');
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('"job_ended"')]);
  });

  test('job of what is not there says so', async () => {
    const { status, stderr } = await cli('job', 'job_none0000', '--json');
    expect(status).toBe(1);
    expect(stderr).toContain('job_not_found');
  });

  describe('job resume', () => {
    /** A job that a former run of the agent left waiting. */
    async function waiting(): Promise<string> {
      const job_id = await accept('needy', `machine ${given.length}`);
      await agent.close();
      agent = await startAgain(agent.home);
      await expect.poll(async () => (await jobs.get(job_id)).state).toBe('waiting');
      given.length = 0;
      return job_id;
    }

    test('gives the password that is piped in, and says where to look', async () => {
      const job_id = await waiting();
      const refused = await cliWith('wrong horse\n', 'job', 'resume', job_id, '--json');
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('"ssh_sign_in_failed"')]);
      const { status, stdout } = await cliWith('correct horse\n', 'job', 'resume', job_id);
      expect([status, stdout]).toEqual([0, expect.stringContaining(`job ${job_id} --follow`)]);
      expect(given).toEqual([{ password: 'wrong horse' }, { password: 'correct horse' }]);
      await jobs.cancel(job_id, 'host');
    });

    test('gives a key by the name of its file, and its passphrase by input alone', async () => {
      const job_id = await waiting();
      const key = join(agent.home, 'id_test');
      writeFileSync(key, ['-----BEGIN', 'PRIVATE KEY-----\nabc\n'].join(' '));
      expect((await cliWith('battery\n', 'job', 'resume', job_id, '--key', key)).status).toBe(0);
      expect(given).toEqual([{ private_key_pem: readFileSync(key, 'utf8'), password: 'battery' }]);
      await jobs.cancel(job_id, 'host');
    });

    test('sends nothing where nothing fit was given, and asks for nothing where nothing waits', async () => {
      const job_id = await waiting();
      const other = join(agent.home, 'id_test.pub');
      writeFileSync(other, 'ssh-ed25519 AAAA');
      for (const [input, ...args] of [
        [''],
        ['x\n', '--key', join(agent.home, 'none')],
        ['x\n', '--key', other],
        ['x\n', '--password', 'x'],
      ] as const)
        expect((await cliWith(input, 'job', 'resume', job_id, ...args)).status, args.join(' ')).toBe(2);
      expect(given).toEqual([]);
      await jobs.cancel(job_id, 'host');
      const ended = await cliWith('x\n', 'job', 'resume', job_id, '--json');
      expect([ended.status, ended.stderr]).toEqual([1, expect.stringContaining('"job_not_waiting"')]);
    });
  });
});
