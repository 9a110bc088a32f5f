import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JobBench, openJobBench, type Params, type Step, scriptedKind } from '../../test/support/job-bench.ts';
import { type JobKind, StepError } from './plan.ts';

interface Script {
  check: 'none' | 'missing' | 'there' | 'fails';
  run: 'works' | 'fails' | 'stumbles' | 'breaks';
  verify: 'none' | 'works' | 'fails';
  undo: 'none' | 'works' | 'fails';
  cancel: 'now' | 'after';
}

const script: fc.Arbitrary<Script> = fc.record({
  check: fc.constantFrom('none', 'none', 'missing', 'there', 'fails'),
  run: fc.constantFrom('works', 'works', 'works', 'works', 'fails', 'stumbles', 'breaks'),
  verify: fc.constantFrom('none', 'works', 'works', 'works', 'fails'),
  undo: fc.constantFrom('none', 'works', 'works', 'fails'),
  cancel: fc.constantFrom('now', 'after'),
});

interface World {
  /** Calls of steps in order, across crashes. */
  calls: { what: 'check' | 'run' | 'undo'; at: number }[];
  /** What lies on the host: position → done or half done. Survives crashes. */
  host: Map<number, 'half' | 'whole'>;
  stumbled: Set<number>;
  points: number;
  crashed: boolean;
  cancel: () => Promise<unknown>;
}

/** Counted moments inside steps: at some of them the process dies, at one a cancel comes. */
function makePoint(world: World, crashes: ReadonlySet<number>, cancel_at: number) {
  return async (): Promise<void> => {
    world.points += 1;
    if (world.points === cancel_at) await world.cancel().catch(() => {}); // a job that is over cannot be cancelled
    if (!crashes.has(world.points)) return;
    world.crashed = true;
    await new Promise<never>(() => {});
  };
}

const failure = (transient = false) => new StepError('bad', 'It is bad.', { next_step: 'Mend it.', transient });

function makeStep(world: World, point: () => Promise<void>, at: number, given: Script): Step {
  const fail = (): never => {
    throw failure();
  };
  const step: Step = {
    step: `s${at}`,
    title: `Step ${at}`,
    cancel: given.cancel,
    run: async () => {
      world.calls.push({ what: 'run', at });
      world.host.set(at, 'half');
      await point();
      if (given.run === 'fails') fail();
      if (given.run === 'breaks') throw new Error('unforeseen');
      if (given.run === 'stumbles' && !world.stumbled.has(at)) {
        world.stumbled.add(at);
        throw failure(true);
      }
      world.host.set(at, 'whole');
      await point();
      return [];
    },
  };
  if (given.check !== 'none')
    step.check = async () => {
      world.calls.push({ what: 'check', at });
      await point();
      if (given.check === 'fails') fail();
      return given.check === 'there' || world.host.get(at) === 'whole' ? [] : null;
    };
  if (given.verify !== 'none')
    step.verify = async () => {
      await point();
      return given.verify === 'fails' ? fail() : [];
    };
  if (given.undo !== 'none')
    step.undo = async () => {
      world.calls.push({ what: 'undo', at });
      await point();
      if (given.undo === 'fails') fail();
      world.host.delete(at);
      await point();
      return [];
    };
  return step;
}

async function live(scripts: Script[], crashes: ReadonlySet<number>, cancel_at: number) {
  const world: World = {
    ...{ calls: [], host: new Map(), stumbled: new Set(), points: 0, crashed: false },
    cancel: async () => {},
  };
  const point = makePoint(world, crashes, cancel_at);
  const kinds: JobKind<Params>[] = [scriptedKind(scripts.map((given, at) => makeStep(world, point, at, given)))];
  const benches: JobBench[] = [await openJobBench(kinds)];
  const now = () => benches.at(-1) as JobBench; // there is always one
  const job_id = await now().accept();
  world.cancel = () => now().jobs.cancel(job_id, 'host');
  for (;;) {
    await now().until(async () => world.crashed || (await now().jobs.get(job_id)).finished_at !== null);
    if (!world.crashed) break;
    world.crashed = false;
    benches.push(await now().crash());
  }
  const job = await now().jobs.get(job_id);
  for (const bench of benches) await bench.end();
  return { job, world };
}

describe('whatever happens to a job', () => {
  test('it ends, runs no finished step again, goes back in order, and leaves nothing unnamed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(script, { minLength: 1, maxLength: 5 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (scripts, crashes, cancel_at) => {
          const { job, world } = await live(scripts, new Set(crashes), cancel_at);
          expect(['succeeded', 'failed', 'cancelled']).toContain(job.state);

          const first_undo = world.calls.findIndex(({ what }) => what === 'undo');
          const forward = first_undo === -1 ? world.calls : world.calls.slice(0, first_undo);
          const back = first_undo === -1 ? [] : world.calls.slice(first_undo);
          const places = forward.map(({ at }) => at);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          expect(back.every(({ what }) => what === 'undo')).toBe(true);
          expect(back.map(({ at }) => at)).toEqual(back.map(({ at }) => at).toSorted((a, b) => b - a));
          for (const { at } of back) expect(forward.some((call) => call.what === 'run' && call.at === at)).toBe(true);

          if (job.state === 'succeeded') {
            expect(job.steps.every(({ state }) => state === 'done' || state === 'unchanged')).toBe(true);
            expect([...world.host.values()].every((found) => found === 'whole')).toBe(true);
            return;
          }
          for (const at of world.host.keys()) {
            if (scripts[at]?.undo === 'fails') expect(job.remains.join()).toContain(`“Step ${at}” was not taken back`);
            else expect(scripts[at]?.undo).toBe('none');
          }
        },
      ),
      { numRuns: 120, seed: 7337 },
    );
  });
});
