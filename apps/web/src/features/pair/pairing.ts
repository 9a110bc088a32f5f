// Asking to be let in: one pending code, shown until the host approves it, it expires, or the agent refuses for good.
// The code admits nobody by itself; it is kept in this tab only, so that a reload does not ask for a second one.
import { ApiError } from '@moltbot-ops/sdk';
import type { PairStartResponse, Session } from '@moltbot-ops/sdk/types';
import { createStore, type Store } from '../../util/store.ts';

export type PairingState =
  | { phase: 'asking' }
  | { phase: 'waiting'; code: string; expires_at_ms: number; lifetime_ms: number; unreachable: boolean }
  | { phase: 'expired' }
  | { phase: 'refused'; code: string; message: string; retry_at_ms: number | null };

export interface PendingCode {
  code: string;
  expires_at_ms: number;
  lifetime_ms: number;
}

export interface PairingPorts {
  start(): Promise<PairStartResponse>;
  claim(code: string): Promise<Session>;
  onPaired(session: Session): void;
  now(): number;
  after(ms: number, callback: () => void): () => void;
  readPending(): PendingCode | null;
  writePending(pending: PendingCode | null): void;
}

export interface Pairing {
  state: Store<PairingState>;
  /** Shows the code that is still alive, or asks for a new one. */
  begin(): void;
  /** Puts the present code aside and asks for a new one. */
  renew(): void;
  /** Asks now instead of after the pause: the one who approved it may just have come back. */
  hurry(): void;
  stop(): void;
}

const poll_ms = 2000;
// Nobody types ten letters on the host sooner, and whoever comes back to the window is answered at once (`hurry`).
const first_poll_ms = 7000;
const worth_keeping_ms = 10_000;

export function createPairing(ports: PairingPorts): Pairing {
  const state = createStore<PairingState>({ phase: 'asking' });
  let cancel: (() => void) | undefined;
  let round = 0;
  let waiting: PendingCode | null = null;

  function stop(): void {
    round += 1;
    cancel?.();
  }

  function begin(): void {
    stop();
    const kept = ports.readPending();
    if (kept && kept.expires_at_ms - ports.now() > worth_keeping_ms) show(kept);
    else void ask();
  }

  function renew(): void {
    stop();
    ports.writePending(null);
    void ask();
  }

  async function ask(): Promise<void> {
    const here = round;
    state.set({ phase: 'asking' });
    try {
      const { pairing_code, expires_in_seconds } = await ports.start();
      if (here !== round) return;
      const lifetime = expires_in_seconds * 1000;
      const pending = { code: pairing_code, expires_at_ms: ports.now() + lifetime, lifetime_ms: lifetime };
      ports.writePending(pending);
      show(pending);
    } catch (cause) {
      if (here === round) refuse(cause);
    }
  }

  function show(pending: PendingCode): void {
    state.set({ phase: 'waiting', ...pending, unreachable: false });
    schedule(pending, first_poll_ms);
  }

  function schedule(pending: PendingCode, ms: number): void {
    const here = round;
    cancel = ports.after(ms, () => void poll(pending, here));
    waiting = pending;
  }

  function hurry(): void {
    if (state.get().phase !== 'waiting' || waiting === null) return;
    cancel?.();
    void poll(waiting, round);
  }

  async function poll(pending: PendingCode, here: number): Promise<void> {
    waiting = null;
    if (ports.now() >= pending.expires_at_ms) return expire();
    try {
      const session = await ports.claim(pending.code);
      ports.writePending(null);
      if (here === round) ports.onPaired(session);
    } catch (cause) {
      if (here === round) takeRefusal(pending, cause);
    }
  }

  function takeRefusal(pending: PendingCode, cause: unknown): void {
    if (!(cause instanceof ApiError)) return refuse(cause);
    const waits = cause.code === 'approval_pending';
    const unreachable = cause.status === 0 || cause.status >= 500;
    if (waits || unreachable || cause.code === 'too_many_requests') {
      state.set({ phase: 'waiting', ...pending, unreachable });
      return schedule(pending, Math.max(poll_ms, (cause.retry_after_seconds ?? 0) * 1000));
    }
    ports.writePending(null);
    // A code that the agent no longer knows has run out there, or the agent was started anew: a new one is the way on.
    if (cause.code === 'pairing_code_invalid') expire();
    else refuse(cause);
  }

  function expire(): void {
    ports.writePending(null);
    state.set({ phase: 'expired' });
  }

  function refuse(cause: unknown): void {
    const error = cause instanceof ApiError ? cause : new ApiError(0, { code: 'unexpected', message: String(cause) });
    const wait = error.retry_after_seconds;
    const retryAt = wait === null ? null : ports.now() + wait * 1000;
    state.set({ phase: 'refused', code: error.code, message: error.message, retry_at_ms: retryAt });
    if (error.status === 0) {
      const here = round;
      cancel = ports.after(3000, () => here === round && void ask());
    }
  }

  return { state, begin, renew, hurry, stop };
}
