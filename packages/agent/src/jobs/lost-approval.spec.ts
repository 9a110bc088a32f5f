import { afterEach, describe, expect, test } from 'vitest';
import {
  type JobBench,
  notedStep,
  openJobBench,
  type Params,
  type Step,
  scriptedKind,
} from '../../test/support/job-bench.ts';
import { pairDevice } from '../../test/support/services.ts';
import type { Principal } from '../access/principal.ts';
import type { JobKind } from './plan.ts';

let benches: JobBench[] = [];
let calls: string[] = [];

afterEach(async () => {
  for (const bench of benches) await bench.end();
  benches = [];
  calls = [];
});

const host: Principal = { kind: 'host', role: 'owner' };
const hangs = () => new Promise<never>(() => {});
const step = (name: string, change: Partial<Step> = {}) => notedStep(calls, name, change);
const keep = (bench: JobBench) => {
  benches.push(bench);
  return bench;
};
const open = async (steps: Step[], change: Partial<JobKind<Params>> = {}) =>
  keep(await openJobBench([scriptedKind(steps, change)]));

/** A step that waits in the middle until it is let go. */
function gated(name: string) {
  const gate = Promise.withResolvers<void>();
  const run = async () => {
    calls.push(`run ${name}`);
    await gate.promise;
    return [];
  };
  return { step: step(name, { run }), open: () => gate.resolve() };
}
const auditOf = async (bench: JobBench, job_id: string) =>
  (await bench.ledger.readPage({ limit: 100, before_index: null })).records
    .toReversed()
    .filter(({ subject }) => subject === job_id)
    .map(({ event, outcome, actor, reason }) => [event, outcome, actor, reason].filter(Boolean).join(' '));

/** How somebody may lose access, and what has to be there for it. */
const losses: [string, (bench: JobBench, device: Awaited<ReturnType<typeof pairDevice>>) => Promise<unknown>][] = [
  ['the device is revoked', (bench, { device_id }) => bench.devices.revoke(host, device_id)],
  [
    'the device may only look any more',
    (bench, { device_id }) => bench.devices.update(host, device_id, { role: 'viewer' }),
  ],
  ['the key of all sessions is replaced', (bench) => bench.sessions.rotateKey(host)],
  [
    'its session is held by two parties',
    async (bench, { tokens }) => {
      await bench.sessions.refresh(tokens.refresh_token);
      await bench.sessions.refresh(tokens.refresh_token).catch(() => {});
    },
  ],
];

describe.each(losses)('when %s', (_why, lose) => {
  test('a job that waits in line ends unbegun, and says why', async () => {
    const gate = gated('a');
    const bench = await open([gate.step]);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    await bench.accept();
    const queued = await bench.accept({}, {}, device.device_id);
    await bench.until(() => calls.length === 1);
    await lose(bench, device);
    const job = await bench.ended(queued);
    expect(job).toMatchObject({
      ...{ state: 'cancelled', started_at: null, remains: [], error: { code: 'approval_lost' } },
      steps: [{ state: 'skipped', attempt: 0 }],
    });
    gate.open();
    await bench.until(() => bench.jobs.holderOf('local') === null);
    expect(calls).toEqual(['run a']);
    expect(await auditOf(bench, queued)).toEqual([
      `install.requested allowed ${device.device_id}`,
      'job.cancel_requested allowed agent approval_lost',
      'install.ended failed agent approval_lost',
    ]);
  });

  test('a job that runs is stopped at its next safe point and taken back', async () => {
    const gate = gated('b');
    const bench = await open([step('a'), gate.step, step('c')]);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    const job_id = await bench.accept({}, {}, device.device_id);
    await bench.until(() => calls.includes('run b'));
    await lose(bench, device);
    await bench.until(async () => (await bench.jobs.get(job_id)).state === 'cancelling');
    gate.open();
    expect(await bench.ended(job_id)).toMatchObject({
      state: 'cancelled',
      error: { code: 'approval_lost' },
      remains: [],
    });
    expect(calls).toEqual(['run a', 'run b', 'undo b', 'undo a']);
  });

  test('nothing that was confirmed before is accepted any more', async () => {
    const bench = await open([step('a')]);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    await lose(bench, device);
    const refused = { code: expect.stringMatching(/^(session_ended|forbidden)$/) };
    await expect(bench.accept({}, {}, device.device_id)).rejects.toMatchObject(refused);
    expect(await bench.jobs.list({ limit: 10, before_job_id: null })).toEqual([]);
  });

  test('also when the agent is killed right then', async () => {
    const bench = await open([step('a', { run: async () => (calls.push('half a'), hangs()) })]);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    const running = await bench.accept({}, {}, device.device_id);
    const queued = await bench.accept({}, {}, device.device_id);
    await bench.until(() => calls.length === 1);
    // The record of the jobs never learns of it from this process.
    const closed = bench.jobs.close();
    bench.clock.advance(2_000);
    await closed;
    await lose(bench, device);
    const next = keep(await bench.crash([scriptedKind([step('a')])]));
    expect(await next.ended(running)).toMatchObject({ state: 'cancelled', steps: [{ state: 'undone' }] });
    expect(await next.ended(queued)).toMatchObject({ state: 'cancelled', steps: [{ state: 'skipped' }] });
    expect(calls).toEqual(['half a', 'undo a']);
  });
});

describe('a job goes on', () => {
  test.each<[string, (typeof losses)[number][1]]>([
    ['signs out', (bench, { session_id }) => bench.sessions.end(session_id, host)],
    ['is named anew', (bench, { device_id }) => bench.devices.update(host, device_id, { name: 'Other' })],
    ['becomes owner', (bench, { device_id }) => bench.devices.update(host, device_id, { role: 'owner' })],
  ])('when its approver %s', async (_what, change) => {
    const gate = gated('a');
    const bench = await open([gate.step]);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    const ids = [await bench.accept({}, {}, device.device_id), await bench.accept({}, {}, device.device_id)];
    await bench.until(() => calls.length === 1);
    await change(bench, device);
    gate.open();
    for (const job_id of ids) expect(await bench.ended(job_id)).toMatchObject({ state: 'succeeded' });
  });

  test('when somebody else loses access, or its approver does after it was done', async () => {
    const bench = await open([step('a')]);
    await pairDevice(bench, 'owner');
    const [one, other] = [await pairDevice(bench, 'admin'), await pairDevice(bench, 'admin')];
    const gone = await bench.accept({}, {}, other.device_id);
    await bench.ended(gone);
    const job_id = await bench.accept({}, {}, one.device_id);
    await bench.devices.revoke(host, other.device_id);
    expect(await bench.ended(job_id)).toMatchObject({ state: 'succeeded' });
    expect(await bench.jobs.get(gone)).toMatchObject({ state: 'succeeded', error: null });
  });
});

test('a job that is being told of its good end has no error, when access is lost at that moment', async () => {
  const gate = Promise.withResolvers<void>();
  let is_told = false;
  const succeeded = async () => {
    is_told = true;
    await gate.promise;
  };
  const bench = await open([step('a')], { succeeded });
  await pairDevice(bench, 'owner');
  const device = await pairDevice(bench, 'admin');
  const job_id = await bench.accept({}, {}, device.device_id);
  await bench.until(() => is_told);
  await bench.devices.revoke(host, device.device_id);
  await bench.until(async () => (await bench.jobs.get(job_id)).state === 'cancelling');
  gate.resolve();
  expect(await bench.ended(job_id)).toMatchObject({ state: 'succeeded', error: null });
});

describe('a job that waits for credentials', () => {
  const needy = { needs_credentials: true };
  const half = () => step('b', { run: async () => (calls.push('half b'), hangs()) });
  async function waiting() {
    const bench = await open([step('a'), half()], needy);
    await pairDevice(bench, 'owner');
    const device = await pairDevice(bench, 'admin');
    const job_id = await bench.accept({}, { password: 'correct horse' }, device.device_id);
    await bench.until(() => calls.includes('half b'));
    const next = keep(await bench.crash([scriptedKind([step('a'), step('b')], needy)]));
    await next.until(async () => (await next.jobs.get(job_id)).state === 'waiting');
    return { next, job_id, device };
  }

  test('waits on for somebody who lets it go back, when its approver lost access', async () => {
    const { next, job_id, device } = await waiting();
    await next.devices.revoke(host, device.device_id);
    await next.until(async () => (await next.jobs.get(job_id)).error !== null);
    expect(await next.jobs.get(job_id)).toMatchObject({ state: 'waiting', cancellable: true });
    await next.jobs.resume(job_id, { password: 'correct horse' }, 'host');
    expect(await next.ended(job_id)).toMatchObject({ state: 'cancelled', remains: [] });
    expect(calls).toEqual(['run a', 'half b', 'undo b', 'undo a']);
  });

  test('is closed with what it left, when nobody has them any more', async () => {
    const { next, job_id, device } = await waiting();
    await next.devices.revoke(host, device.device_id);
    await next.until(async () => (await next.jobs.get(job_id)).error !== null);
    expect(await next.jobs.cancel(job_id, 'host')).toMatchObject({ state: 'interrupted' });
  });

  test('is the work of whoever gave it new ones', async () => {
    const { next, job_id, device } = await waiting();
    await next.jobs.resume(job_id, { password: 'correct horse' }, 'host');
    await next.devices.revoke(host, device.device_id);
    expect(await next.ended(job_id)).toMatchObject({ state: 'succeeded' });
  });
});
