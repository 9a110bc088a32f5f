import { expect, it } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { changedMeanwhile } from './apply-codes.ts';
import type { ApplyContext, ApplyStepsDeps } from './apply-context.ts';
import { patchStep } from './apply-live.ts';
import { createSightlessHost } from './live-content.ts';

interface Reading {
  hash: string;
  raw: string;
}

/** Sends `{a: 2}` to a gateway that refuses the first time, and shows one reading after the other from then on. */
async function send(readings: readonly Reading[]) {
  const clock = createFakeClock();
  const left = [...readings];
  const bases: (string | null)[] = [];
  let shown = left.shift();
  const hand = {
    readRaw: async () => ({ ...shown, valid: true }),
    async patch(_patch: unknown, base: string | null) {
      bases.push(base);
      if (bases.length === 1) {
        // Each look from now on is at the next one; the last stays.
        hand.readRaw = async () => {
          shown = left.shift() ?? shown;
          return { ...shown, valid: true };
        };
        throw changedMeanwhile();
      }
      return 'new';
    },
  };
  const staged = { text: '{ a: 2 }', placements: [] };
  const deps = { vault: { readStaged: async () => staged }, hand, maskProse: String, clock };
  const context = {
    job_id: 'job_1234',
    params: { config_path: '/c/openclaw.json', base_hash: 'one' },
    host: createSightlessHost({ key: 'ssh:a@b:22', label: 'a@b' }),
    signal: new AbortController().signal,
    secrets: {},
  };
  // What the step does not ask for is left out.
  const running = patchStep(deps as unknown as ApplyStepsDeps).run(context as unknown as ApplyContext);
  const began = clock.monotonic();
  const ended = running.then(
    () => 'sent',
    (error: { code?: string }) => error.code,
  );
  const run = { is_over: false };
  void ended.then(() => (run.is_over = true));
  while (!run.is_over) {
    await new Promise((resolve) => void setImmediate(resolve));
    if (clock.pending() > 0) clock.advance(100);
  }
  return { how: await ended, bases, waited_ms: clock.monotonic() - began };
}

const one = { hash: 'one', raw: '{ a: 1 }' };

it('a change whose base is refused goes out again once the gateway shows another reading of the same', async () => {
  const sent = await send([one, one, one, { hash: 'two', raw: '{ a: 1 } // stamped' }]);
  expect(sent).toMatchObject({ how: 'sent', bases: ['one', 'two'] });
  expect(sent.waited_ms).toBeLessThan(5_000);
});

it('is a conflict as soon as that reading is another configuration', async () => {
  expect(await send([one, one, { hash: 'two', raw: '{ a: 7 }' }])).toMatchObject({
    how: 'config_conflict',
    bases: ['one'],
  });
});

it('is sent once more where the gateway shows the same for as long as it may take to read anew', async () => {
  const sent = await send([one]);
  expect(sent).toMatchObject({ how: 'sent', bases: ['one', 'one'] });
  expect(sent.waited_ms).toBeGreaterThanOrEqual(5_000);
});
