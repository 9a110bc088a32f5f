import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Context,
  type JobBench,
  notedStep,
  openJobBench,
  type Params,
  type Step,
  scriptedKind,
} from '../../test/support/job-bench.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { type JobKind, StepError } from './plan.ts';

let benches: JobBench[] = [];
let calls: string[] = [];

afterEach(async () => {
  for (const bench of benches) await bench.end();
  benches = [];
  calls = [];
});

const step = (name: string, change: Partial<Step> = {}) => notedStep(calls, name, change);
const fails =
  (code: string, transient = false) =>
  async () => {
    throw new StepError(code, `It is ${code}.`, { next_step: 'Mend it.', transient });
  };
/** Never comes back: what a killed process leaves behind. */
const hangs = () => new Promise<never>(() => {});

async function open(steps: Step[], change: Partial<JobKind<Params>> = {}): Promise<JobBench> {
  const bench = await openJobBench([scriptedKind(steps, change)]);
  benches.push(bench);
  return bench;
}
async function crash(bench: JobBench, steps: Step[], change: Partial<JobKind<Params>> = {}): Promise<JobBench> {
  const next = await bench.crash([scriptedKind(steps, change)]);
  benches.push(next);
  return next;
}
const statesOf = (job: { steps: { state: string }[] }) => job.steps.map(({ state }) => state);
const auditOf = async (bench: JobBench) =>
  (await bench.ledger.readPage({ limit: 100, before_index: null })).records
    .toReversed()
    .map(({ event, outcome, reason }) => [event, outcome, reason].filter(Boolean).join(' '));

describe('a job that goes well', () => {
  test('runs its steps in order, keeps their evidence and facts, and ends with its result', async () => {
    const bench = await open([
      step('a', { verify: async () => [{ label: 'proved', value: 'yes' }] }),
      step('b', {
        run: async (context: Context) => {
          await context.remember({ digest: 'sha256:abc' });
          expect(context.facts).toEqual({ digest: 'sha256:abc' });
          return [];
        },
      }),
    ]);
    const job = await bench.ended(await bench.accept());
    expect(job).toMatchObject({ state: 'succeeded', steps_done: 2, steps_total: 2, error: null, remains: [] });
    expect(job.steps[0]?.evidence).toEqual([
      { label: 'a', value: 'ran' },
      { label: 'proved', value: 'yes' },
    ]);
    expect(job.result).toEqual({ digest: 'sha256:abc' });
    expect(await auditOf(bench)).toEqual(['install.requested allowed', 'install.ended done']);
  });

  test('leaves alone what is so already, and says so', async () => {
    const bench = await open([step('a', { check: async () => [{ label: 'found', value: 'there' }] }), step('b')]);
    const job = await bench.ended(await bench.accept());
    expect(statesOf(job)).toEqual(['unchanged', 'done']);
    expect(calls).toEqual(['run b']);
  });

  test('tells the kind once before it is told, and fails when that fails', async () => {
    let adopted = 0;
    const bench = await open([step('a')], {
      succeeded: async () => {
        adopted += 1;
      },
    });
    await bench.ended(await bench.accept());
    expect(adopted).toBe(1);
    const other = await open([step('a')], { succeeded: fails('adoption_failed') });
    expect(await other.ended(await other.accept())).toMatchObject({
      state: 'failed',
      error: { code: 'adoption_failed' },
    });
    expect(calls).toEqual(['run a', 'run a', 'undo a']);
  });
});

describe('a step that fails', () => {
  test('for a moment is tried again with doubling waits, visibly', async () => {
    let left = 3;
    const at: number[] = [];
    const bench = await open([
      step('a', {
        run: async () => {
          at.push(bench.clock.monotonic());
          left -= 1;
          if (left >= 0) throw new StepError('registry_unreachable', 'No answer.', { next_step: '', transient: true });
          return [];
        },
      }),
    ]);
    const job_id = await bench.accept();
    const job = await bench.ended(job_id);
    expect(job).toMatchObject({ state: 'succeeded', steps: [{ attempt: 4, state: 'done' }] });
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    for (const [index, least] of [1_000, 2_000, 4_000].entries()) expect(waits[index]).toBeGreaterThanOrEqual(least);
    const messages = (await bench.events(job_id)).flatMap(({ event }) => event.step?.message ?? []);
    expect(messages[0]).toBe('Try 1 of 4 failed, the next one is in 1 s: No answer.');
  });

  test('for good takes back what ran, last first, and neither what was so already nor what never ran', async () => {
    const bench = await open([
      step('a'),
      step('b', { check: async () => [] }),
      step('c', { remains: () => ['The directory /c is left.'] }),
      step('d', { run: fails('prefix_not_writable') }),
      step('e'),
    ]);
    const job = await bench.ended(await bench.accept());
    expect(job).toMatchObject({ state: 'failed', error: { code: 'prefix_not_writable', next_step: 'Mend it.' } });
    expect(calls).toEqual(['run a', 'run c', 'undo d', 'undo c', 'undo a']);
    expect(statesOf(job)).toEqual(['undone', 'unchanged', 'undone', 'undone', 'skipped']);
    expect(job.remains).toEqual(['The directory /c is left.']);
    expect(await auditOf(bench)).toContain('install.ended failed prefix_not_writable');
  });

  test('while it looks has changed nothing, so nothing of it is taken back', async () => {
    const bench = await open([step('a', { check: fails('docker_unreachable') })]);
    const job = await bench.ended(await bench.accept());
    expect(statesOf(job)).toEqual(['failed']);
    expect(calls).toEqual([]);
  });

  test('on the way back does not stop the rest, and what stays is spelled out', async () => {
    const bench = await open([step('a'), step('b', { undo: fails('disk_full') }), step('c', { run: fails('bad') })]);
    const job = await bench.ended(await bench.accept());
    expect(statesOf(job)).toEqual(['undone', 'undo_failed', 'undone']);
    expect(job.remains).toEqual(['“Step b” was not taken back: It is disk_full.']);
  });

  test.each([
    ['no_space', 'disk_full', 1],
    ['denied', 'permission_denied', 1],
    ['lost', 'connection_lost', 4],
  ] as const)('with a host that says %s is %s after %i tries', async (failure, code, attempt) => {
    const bench = await open([
      step('a', {
        run: async () => {
          throw new HostError(failure, 'said the host');
        },
      }),
    ]);
    const job = await bench.ended(await bench.accept());
    expect(job).toMatchObject({ error: { code, message: 'said the host' }, steps: [{ attempt }] });
  });

  test('with what nobody foresaw says so in general, and the cause is in the log alone', async () => {
    const bench = await open([
      step('a', {
        run: async () => {
          throw new TypeError('undefined is not a function');
        },
      }),
    ]);
    const job = await bench.ended(await bench.accept());
    expect(job.error?.code).toBe('internal');
    expect(JSON.stringify(job)).not.toContain('undefined is not');
    expect(bench.logged.join()).toContain('undefined is not a function');
  });
});

describe('a machine that refuses to be connected to once more', () => {
  test('ends the step with its own word for why, and is not asked again', async () => {
    const refused = new HostError('refused', 'It shows another key.', { code: 'host_key_changed' });
    const bench = await open([step('a', { run: async () => Promise.reject(refused) })]);
    const job = await bench.ended(await bench.accept());
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'host_key_changed', message: 'It shows another key.' },
    });
    expect(job.steps[0]).toMatchObject({ attempt: 1 });
  });
});

describe('a cancel', () => {
  test('in a step that may not be broken off takes effect after it, and takes back all', async () => {
    const gate = Promise.withResolvers<void>();
    const bench = await open([
      step('a', {
        run: async () => {
          calls.push('begin a');
          await gate.promise;
          calls.push('end a');
          return [];
        },
      }),
      step('b'),
    ]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('begin a'));
    expect(await bench.jobs.cancel(job_id, 'host')).toMatchObject({ state: 'cancelling', cancellable: false });
    gate.resolve();
    const job = await bench.ended(job_id);
    expect(job).toMatchObject({ state: 'cancelled', error: null });
    expect(calls).toEqual(['begin a', 'end a', 'undo a']);
    expect(await auditOf(bench)).toEqual([
      'install.requested allowed',
      'job.cancel_requested allowed',
      'install.ended failed cancelled',
    ]);
    await expect(bench.jobs.cancel(job_id, 'host')).rejects.toMatchObject({ code: 'job_ended' });
  });

  test('in a step that may be broken off aborts it at once', async () => {
    const bench = await open([
      step('a', {
        cancel: 'now',
        run: ({ signal }: Context) => {
          calls.push('begin a');
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')));
          });
        },
      }),
    ]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('begin a'));
    await bench.jobs.cancel(job_id, 'host');
    expect(await bench.ended(job_id)).toMatchObject({ state: 'cancelled', error: null });
    expect(calls).toEqual(['begin a', 'undo a']);
  });

  test('between two tries does not wait for the next one', async () => {
    const bench = await open([step('a', { run: fails('registry_unreachable', true) })]);
    const job_id = await bench.accept();
    await bench.until(async () => (await bench.jobs.get(job_id)).steps[0]?.message?.includes('next one') ?? false);
    await bench.jobs.cancel(job_id, 'host');
    const job = await bench.ended(job_id);
    expect(job).toMatchObject({ state: 'cancelled', steps: [{ attempt: 1 }] });
  });

  test('of a job that waits in line ends it untouched', async () => {
    const bench = await open([step('a', { run: async () => (calls.push('begin'), hangs()) })]);
    await bench.accept();
    const second = await bench.accept();
    expect(await bench.jobs.cancel(second, 'host')).toMatchObject({
      state: 'cancelled',
      steps: [{ state: 'skipped' }],
    });
    await bench.until(() => calls.includes('begin'));
  });

  test('of what is not there is refused', async () => {
    const bench = await open([]);
    await expect(bench.jobs.cancel('job_none0000', 'host')).rejects.toMatchObject({ code: 'job_not_found' });
  });
});

describe('one machine', () => {
  test('has one job at a time; later ones wait for the holder by name, others do not', async () => {
    const gate = Promise.withResolvers<void>();
    const bench = await open([
      step('a', {
        run: async ({ params }: Context) => {
          calls.push(`begin ${params.plan}`);
          if (params.plan === 'first') await gate.promise;
          return [];
        },
      }),
    ]);
    const first = await bench.accept({ plan: 'first' });
    const second = await bench.accept({ plan: 'second' });
    const elsewhere = await bench.accept({ plan: 'elsewhere', host: 'ssh:op@box:22' });
    expect(await bench.ended(elsewhere)).toMatchObject({ state: 'succeeded' });
    const third = await bench.accept({ plan: 'third' });
    expect(await bench.jobs.get(second)).toMatchObject({ state: 'queued', waits_for: first });
    expect(bench.jobs.holderOf('local')).toBe(first);
    gate.resolve();
    await bench.ended(third);
    expect(calls).toEqual(['begin first', 'begin elsewhere', 'begin second', 'begin third']);
    const told = bench.published.filter(({ job_id, state }) => job_id === third && state === 'queued');
    expect(told).toHaveLength(2);
    expect(bench.jobs.holderOf('local')).toBe(null);
  });
});

describe('after the agent was killed', () => {
  test('a finished step is not run again, and the interrupted one is looked at, then run', async () => {
    const looked = { check: async () => (calls.push('check b'), null) };
    const bench = await open([step('a'), step('b', { ...looked, run: async () => (calls.push('half b'), hangs()) })]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('half b'));
    const next = await crash(bench, [step('a'), step('b', looked)]);
    const job = await next.ended(job_id);
    expect(calls).toEqual(['run a', 'check b', 'half b', 'check b', 'run b']);
    expect(job).toMatchObject({ state: 'succeeded', steps: [{ attempt: 1 }, { attempt: 2, state: 'done' }] });
  });

  test('what was done and not recorded any more is found, and taken back when the job fails later', async () => {
    const bench = await open([step('a', { run: async () => (calls.push('half a'), hangs()) }), step('b')]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('half a'));
    const next = await crash(bench, [step('a', { check: async () => [] }), step('b', { run: fails('bad') })]);
    expect(statesOf(await next.ended(job_id))).toEqual(['undone', 'undone']);
    expect(calls).toEqual(['half a', 'undo b', 'undo a']);
  });

  test('a job that was going back goes on going back', async () => {
    const failing = step('b', { run: fails('bad') });
    const bench = await open([step('a', { undo: async () => (calls.push('half undo a'), hangs()) }), failing]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('half undo a'));
    const next = await crash(bench, [step('a'), failing]);
    expect(await next.ended(job_id)).toMatchObject({ state: 'failed', error: { code: 'bad' } });
    expect(calls).toEqual(['run a', 'undo b', 'half undo a', 'undo a']);
  });

  test('the line of waiting jobs is still there', async () => {
    const bench = await open([step('a', { run: async () => (calls.push('half'), hangs()) })]);
    const ids = [await bench.accept(), await bench.accept(), await bench.accept()];
    await bench.until(() => calls.includes('half'));
    const next = await crash(bench, [step('a')]);
    for (const job_id of ids) expect(await next.ended(job_id)).toMatchObject({ state: 'succeeded' });
    const order = await next.jobs.list({ limit: 10, before_job_id: null });
    expect(order.map(({ job_id }) => job_id)).toEqual(ids.toReversed());
    expect(await next.jobs.list({ limit: 10, before_job_id: ids[1] ?? '' })).toHaveLength(1);
  });

  test.each([
    ['its kind is not known any more', []],
    ['its plan is another one now', [scriptedKind([notedStep([], 'other')])]],
  ])('a job is closed with what it left when %s', async (_why, kinds) => {
    const bench = await open([step('a'), step('b', { run: async () => (calls.push('half b'), hangs()) })]);
    const job_id = await bench.accept();
    await bench.until(() => calls.includes('half b'));
    const next = await bench.crash(kinds);
    benches.push(next);
    const job = await next.ended(job_id);
    expect(job).toMatchObject({ state: 'interrupted' });
    expect(job.remains).toEqual(['“Step a” was not taken back', '“Step b” was not taken back']);
  });
});

describe('a job that needs credentials', () => {
  const needy = { needs_credentials: true };
  const half = () => step('b', { run: async () => (calls.push('half b'), hangs()) });

  test('waits for them after a restart, and goes on with them', async () => {
    const bench = await open([step('a'), half()], needy);
    const job_id = await bench.accept({}, { password: 'correct horse' });
    await bench.until(() => calls.includes('half b'));
    const seen: unknown[] = [];
    const next = await crash(
      bench,
      [step('a'), step('b', { run: async ({ secrets }: Context) => (seen.push(secrets), []) })],
      needy,
    );
    await next.until(async () => (await next.jobs.get(job_id)).state === 'waiting');
    expect(await next.jobs.get(job_id)).toMatchObject({ waits_for: 'credentials', cancellable: true });
    await next.jobs.resume(job_id, { password: 'correct horse' }, 'host');
    expect(await next.ended(job_id)).toMatchObject({ state: 'succeeded' });
    expect(seen).toEqual([{ password: 'correct horse' }]);
    await expect(next.jobs.resume(job_id, {}, 'host')).rejects.toMatchObject({ code: 'job_not_waiting' });
  });

  test('waits on when they do not open the machine', async () => {
    const bench = await open([half()], needy);
    const job_id = await bench.accept({}, { password: 'correct horse' });
    await bench.until(() => calls.includes('half b'));
    const next = await crash(bench, [half()], { ...needy, openHost: fails('ssh_sign_in_failed') });
    await next.until(async () => (await next.jobs.get(job_id)).state === 'waiting');
    const refused = next.jobs.resume(job_id, { password: 'wrong horse' }, 'host');
    await expect(refused).rejects.toMatchObject({ code: 'ssh_sign_in_failed' });
    expect(await next.jobs.get(job_id)).toMatchObject({ state: 'waiting' });
  });

  test('leaves no connection open when its plan is another one meanwhile', async () => {
    const bench = await open([half()], needy);
    const job_id = await bench.accept({}, { password: 'correct horse' });
    await bench.until(() => calls.includes('half b'));
    const waiting = await crash(bench, [half()], needy);
    await waiting.until(async () => (await waiting.jobs.get(job_id)).state === 'waiting');
    let open_count = 0;
    const openHost = async () => {
      open_count += 1;
      return { close: async () => void (open_count -= 1) } as HostExecutor; // nothing is asked of it
    };
    const next = await crash(waiting, [step('other')], { ...needy, openHost });
    await next.jobs.resume(job_id, { password: 'correct horse' }, 'host').catch(() => {});
    expect(await next.ended(job_id)).toMatchObject({ state: 'interrupted' });
    await next.until(() => open_count === 0);
  });

  test('is closed as interrupted by a cancel, with what it left', async () => {
    const bench = await open([step('a', { remains: () => ['/opt/a is left.'] }), half()], needy);
    const job_id = await bench.accept({}, { password: 'correct horse' });
    await bench.until(() => calls.includes('half b'));
    const next = await crash(bench, [step('a', { remains: () => ['/opt/a is left.'] }), half()], needy);
    await next.until(async () => (await next.jobs.get(job_id)).state === 'waiting');
    const job = await next.jobs.cancel(job_id, 'host');
    expect(job).toMatchObject({ state: 'interrupted', steps: [{ state: 'done' }, { state: 'failed' }] });
    expect(job.remains).toEqual(['/opt/a is left.', '“Step a” was not taken back', '“Step b” was not taken back']);
  });
});

describe('while nothing can be recorded', () => {
  const setReadOnly = (bench: JobBench, on: boolean) =>
    sql`PRAGMA query_only = ${sql.raw(on ? '1' : '0')}`.execute(bench.db);

  test('no job is accepted', async () => {
    const bench = await open([step('a')]);
    await setReadOnly(bench, true);
    await expect(bench.accept()).rejects.toMatchObject({ code: 'storage_unavailable' });
    await setReadOnly(bench, false);
    expect(await bench.jobs.list({ limit: 10, before_job_id: null })).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('a job stands still before its next step, is not lost, and goes on when it can be recorded again', async () => {
    const bench = await open([
      step('a', {
        run: async () => {
          calls.push('run a');
          await setReadOnly(bench, true);
          return [];
        },
      }),
      step('b'),
    ]);
    const job_id = await bench.accept();
    await bench.until(() => bench.logged.join().includes('cannot be written'));
    for (let turn = 0; turn < 200; turn += 1) {
      bench.clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(calls).toEqual(['run a']);
    await expect(bench.jobs.cancel(job_id, 'host')).rejects.toMatchObject({ code: 'storage_unavailable' });
    await setReadOnly(bench, false);
    expect(await bench.ended(job_id)).toMatchObject({ state: 'succeeded' });
    expect(calls).toEqual(['run a', 'run b']);
  });
});

describe('a clock that is set', () => {
  test('neither shortens nor lengthens the wait before the next try', async () => {
    let tries = 0;
    const bench = await open([
      step('a', {
        run: async () => {
          tries += 1;
          bench.clock.jumpWall(tries % 2 === 0 ? 86_400_000 : -86_400_000);
          if (tries < 3) throw new StepError('registry_busy', 'Busy.', { next_step: '', transient: true });
          return [];
        },
      }),
    ]);
    const begun = bench.clock.monotonic();
    expect(await bench.ended(await bench.accept())).toMatchObject({ state: 'succeeded' });
    expect(bench.clock.monotonic() - begun).toBeGreaterThanOrEqual(3_000);
    expect(bench.clock.monotonic() - begun).toBeLessThan(60_000);
  });
});
