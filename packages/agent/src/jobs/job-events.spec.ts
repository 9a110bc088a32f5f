import { afterEach, describe, expect, test } from 'vitest';
import { type Context, type JobBench, notedStep, openJobBench, scriptedKind } from '../../test/support/job-bench.ts';
import { lines_max } from './job-output.ts';

let bench: JobBench;
afterEach(() => bench.end());

const open = async (run: (context: Context) => Promise<void>) => {
  const step = notedStep([], 'talk', {
    run: async (context) => {
      await run(context);
      return [];
    },
  });
  bench = await openJobBench([scriptedKind([step])]);
};
const linesOf = (events: Awaited<ReturnType<JobBench['events']>>) => events.flatMap(({ event }) => event.line ?? []);

describe('the events of a job', () => {
  test('tell its whole life in order, with ids that only grow, and end with its end', async () => {
    await open(async ({ output }) => output('hello'));
    const job_id = await bench.accept();
    await bench.ended(job_id);
    const events = await bench.events(job_id);
    expect(events.map(({ event }) => event.type)).toEqual([
      ...['job.changed', 'job.changed', 'job.step', 'job.step', 'job.output', 'job.step', 'job.changed', 'job.ended'],
    ]);
    expect(events.at(-1)?.event.job).toMatchObject({ state: 'succeeded', steps_done: 1 });
    const places = events.map(({ id }) => Number.parseInt(id, 10));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('go on after any of them, also in the middle of lines and after a restart of the agent', async () => {
    await open(async ({ output }) => ['one', 'two', 'three'].forEach(output));
    const job_id = await bench.accept();
    await bench.ended(job_id);
    const all = await bench.events(job_id);
    const later = await bench.crash();
    for (const [index, { id }] of all.entries()) expect(await later.events(job_id, id)).toEqual(all.slice(index + 1));
    await later.end();
  });

  test.each(['nonsense', '999999999', '12-x', '', '-1', '1e3', '1-2-3', '9'.repeat(5_000)])(
    'begin again with a word of it after the id %s',
    async (id) => {
      await open(async () => {});
      const job_id = await bench.accept();
      await bench.ended(job_id);
      const events = await bench.events(job_id, id);
      expect(events[0]?.event).toMatchObject({ type: 'stream.reset', reason: 'events_missed' });
      expect(events.slice(1)).toEqual(await bench.events(job_id));
    },
  );

  test('begin again with a word of it after an id of another job, or one whose lines are not kept any more', async () => {
    let lines = 1;
    await open(async ({ output }) => {
      for (let n = 0; n < lines; n += 1) output(`line ${n}`);
    });
    const before = await bench.accept();
    await bench.ended(before);
    lines = 3;
    const job_id = await bench.accept();
    await bench.ended(job_id);
    const foreign = (await bench.events(before)).at(-1)?.id ?? '';
    const all = await bench.events(job_id);
    const own = all.find(({ event }) => event.line !== undefined)?.id ?? '';
    expect(Number(foreign)).toBeGreaterThan(0);
    const again = [expect.objectContaining({ event: expect.objectContaining({ type: 'stream.reset' }) }), ...all];
    expect(await bench.events(job_id, foreign)).toEqual(again);
    expect(await bench.events(job_id, own)).toEqual(all.slice(all.findIndex(({ id }) => id === own) + 1));
    const event_id = Number.parseInt(own, 10);
    await bench.db.deleteFrom('job_events').where('event_id', '=', event_id).execute();
    expect((await bench.events(job_id, own))[0]?.event.type).toBe('stream.reset');
  });

  test('come as they happen, to every reader, until it stops reading', async () => {
    const gate = Promise.withResolvers<void>();
    await open(async ({ output }) => {
      output('before');
      await gate.promise;
      output('after');
    });
    const job_id = await bench.accept();
    const stop = new AbortController();
    const heard: string[] = [];
    const reading = (async () => {
      for await (const { event } of await bench.jobs.events(job_id, null, stop.signal)) heard.push(event.line ?? '');
    })();
    await bench.until(() => heard.includes('before'));
    gate.resolve();
    await bench.until(() => heard.includes('after'));
    await reading;
    expect(heard.filter((line) => line !== '')).toEqual(['before', 'after']);
  });

  test('of a job that is not there are refused', async () => {
    await open(async () => {});
    await expect(bench.events('job_none0000')).rejects.toMatchObject({ code: 'job_not_found' });
  });
});

describe('output', () => {
  test('of 20,000 lines at once leaves the newest, and says how many are gone', async () => {
    await open(async ({ output }) => {
      for (let n = 0; n < 20_000; n += 1) output(`line ${n}`);
    });
    const job_id = await bench.accept();
    await bench.ended(job_id);
    const lines = linesOf(await bench.events(job_id));
    expect(lines.length).toBeLessThanOrEqual(2 * lines_max + 1);
    const gone = Number(/^\((\d+) older lines are not kept\)$/.exec(lines[0] ?? '')?.[1]);
    expect(gone + lines.length - 1).toBe(20_000);
    expect(lines.at(-1)).toBe('line 19999');
  });

  test('that comes steadily is cut back to the newest lines', async () => {
    await open(async ({ output }) => {
      for (let n = 0; n < 60; n += 1) {
        for (let m = 0; m < 200; m += 1) output(`line ${n * 200 + m}`);
        bench.clock.advance(250);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const job_id = await bench.accept();
    await bench.ended(job_id);
    const lines = linesOf(await bench.events(job_id));
    expect(lines.length).toBeLessThanOrEqual(1.5 * lines_max);
    expect(lines.at(-1)).toBe('line 11999');
  });

  test('carries no secret: not one of the job, not a key over several lines, not one that is too long to be judged', async () => {
    const password = 'correct-horse-battery-9';
    await open(async ({ output }) => {
      output(`signing in with ${password}`);
      output(`half of it: ${password.slice(0, 14)}`);
      output('-----BEGIN OPENSSH PRIVATE KEY-----');
      output('b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ');
      output('-----END OPENSSH PRIVATE KEY-----');
      output(`${'x'.repeat(70_000)}${password}`);
      output('y'.repeat(3_000));
    });
    const job_id = await bench.accept({}, { password });
    await bench.ended(job_id);
    const text = JSON.stringify(await bench.events(job_id));
    for (const part of [password, 'b3BlbnNzaC1rZXkt']) expect(text).not.toContain(part);
    expect(text).toContain('[withheld]');
    expect(text).toContain('… (cut)');
  });

  test('and evidence, messages and results pass the redactor alike', async () => {
    const password = 'correct-horse-battery-9';
    const told = notedStep([], 'told', {
      run: async (context) => {
        context.progress(0.5, `uses ${password}`);
        await context.remember({ note: `it was ${password}` });
        return [{ label: 'used', value: password }];
      },
    });
    const dies = notedStep([], 'dies', {
      run: async () => {
        throw new Error(`cannot use ${password}`);
      },
    });
    bench = await openJobBench([scriptedKind([told, dies])]);
    const job = await bench.ended(await bench.accept({}, { password }));
    expect(JSON.stringify(job)).not.toContain(password);
    const row = await bench.db.selectFrom('jobs').selectAll().executeTakeFirst();
    expect(JSON.stringify(row)).not.toContain(password);
  });
});

describe('what is kept', () => {
  test.each([91, -91])('is the newest two hundred finished jobs, though the clock is off by %i days', async (days) => {
    await open(async () => {});
    await bench.ended(await bench.accept());
    const one = await bench.db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow();
    const copies = Array.from({ length: 202 }, (_, n) => ({ ...one, seq: n + 2, job_id: `job_copy${n}` }));
    for (let at = 0; at < copies.length; at += 50)
      await bench.db
        .insertInto('jobs')
        .values(copies.slice(at, at + 50))
        .execute();
    const event = { type: 'job.changed' as const, at: one.created_at, data: '{}', line_count: 0 };
    const events = copies.map(({ job_id }) => ({ ...event, job_id }));
    await bench.db.insertInto('job_events').values(events).execute();
    const before = (await bench.db.selectFrom('jobs').select('job_id').orderBy('seq', 'desc').execute()).slice(0, 199);
    bench.clock.jumpWall(days * 86_400_000);
    const newest = await bench.accept();
    await bench.ended(newest);
    const left = () => bench.db.selectFrom('jobs').select('job_id').orderBy('seq', 'desc').execute();
    await bench.until(async () => (await left()).length === 200);
    expect(await left()).toEqual([{ job_id: newest }, ...before]);
    expect(await bench.db.selectFrom('job_events').select('job_id').distinct().execute()).toHaveLength(200);
  });
});
