import { ApiError } from '@moltbot-ops/sdk';
import type { Session } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { createPairing, type PairingPorts, type PendingCode } from './pairing.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const refusal = (code: string, status = 401, seconds: number | null = null) =>
  new ApiError(status, { code, message: code }, seconds);
// The session's content does not matter here: it is handed on as it came.
const session = { csrf_token: 'x' } as Session;

function stage(claims: Array<ApiError | Session>, starts: Array<ApiError | string> = ['AAAA-BBBB']) {
  let now = 1_000_000;
  let kept: PendingCode | null = null;
  let due: { at: number; callback: () => void } | null = null;
  const paired: Session[] = [];
  let started = 0;
  const ports: PairingPorts = {
    start: async () => {
      started += 1;
      const answer = starts.shift();
      if (typeof answer !== 'string') throw answer;
      return { pairing_code: answer, expires_in_seconds: 180 };
    },
    claim: async () => {
      const answer = claims.shift() ?? refusal('approval_pending');
      if (answer instanceof ApiError) throw answer;
      return answer;
    },
    onPaired: (one) => paired.push(one),
    now: () => now,
    after: (ms, callback) => {
      const mine = { at: now + ms, callback };
      due = mine;
      return () => {
        if (due === mine) due = null;
      };
    },
    readPending: () => kept,
    writePending: (pending) => {
      kept = pending;
    },
  };
  /** Lets the next timer come due, and everything that follows from it. */
  async function tick(extraMs = 0) {
    const next = due;
    due = null;
    if (next) {
      now = next.at + extraMs;
      next.callback();
    }
    await settle();
    return next?.at;
  }
  return {
    pairing: createPairing(ports),
    tick,
    paired,
    kept: () => kept,
    started: () => started,
    isIdle: () => due === null,
  };
}

describe('asking to be let in', () => {
  it('waits for the host, then hands on the session', async () => {
    const { pairing, tick, paired, kept } = stage([refusal('approval_pending'), refusal('approval_pending'), session]);
    pairing.begin();
    await settle();
    expect(pairing.state.get()).toMatchObject({ phase: 'waiting', code: 'AAAA-BBBB', unreachable: false });
    await tick();
    await tick();
    await tick();
    expect(paired).toEqual([session]);
    expect(kept()).toBeNull();
  });
  it('shows the same code after a reload instead of asking for a second one', async () => {
    const { pairing, started } = stage([]);
    pairing.begin();
    await settle();
    pairing.begin();
    await settle();
    expect(started()).toBe(1);
  });
  it('expires by its own clock, and one action brings a new code', async () => {
    const { pairing, tick } = stage([], ['AAAA-BBBB', 'CCCC-DDDD']);
    pairing.begin();
    await settle();
    await tick(180_000);
    expect(pairing.state.get().phase).toBe('expired');
    pairing.renew();
    await settle();
    expect(pairing.state.get()).toMatchObject({ phase: 'waiting', code: 'CCCC-DDDD' });
  });
  it('keeps the code while the agent is away', async () => {
    const { pairing, tick, paired } = stage([refusal('unreachable', 0), session]);
    pairing.begin();
    await settle();
    await tick();
    expect(pairing.state.get()).toMatchObject({ phase: 'waiting', unreachable: true });
    await tick();
    expect(paired).toHaveLength(1);
  });
  it('honours Retry-After when it polls too fast', async () => {
    const { pairing, tick } = stage([refusal('too_many_requests', 429, 30), session]);
    pairing.begin();
    await settle();
    const first = (await tick()) ?? 0;
    const second = (await tick()) ?? 0;
    expect(second - first).toBe(30_000);
  });
  it('says until when it is locked out, and does not go on asking', async () => {
    const { pairing, isIdle } = stage([], [refusal('too_many_pending', 429, 42)]);
    pairing.begin();
    await settle();
    expect(pairing.state.get()).toMatchObject({ phase: 'refused', code: 'too_many_pending', retry_at_ms: 1_042_000 });
    expect(isIdle()).toBe(true);
  });
  it('asks for nothing more once it was stopped', async () => {
    const { pairing, tick, paired } = stage([session]);
    pairing.begin();
    await settle();
    pairing.stop();
    await tick();
    expect(paired).toEqual([]);
  });
});
