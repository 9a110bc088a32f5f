// Who is signed in here, and how that stays true: read at the start, renewed before it runs out, once for all tabs.
// The refresh token works once and lives in a cookie that all tabs share, so only the tab that holds the lock may spend it.
import { ApiError } from '@moltbot-ops/sdk';
import type { Session } from '@moltbot-ops/sdk/types';
import { createStore, type Store } from '../util/store.ts';

export type SessionState =
  | { phase: 'checking' }
  | { phase: 'in'; session: Session }
  | { phase: 'out'; reason: string | null }
  | { phase: 'unreachable'; message: string };

export interface SessionPorts {
  readSession(): Promise<Session>;
  renewSession(): Promise<Session>;
  /** Runs `work` while no other tab of this browser does. */
  withLock<T>(work: () => Promise<T>): Promise<T>;
  /** How often any tab of this browser has renewed so far. */
  readRenewals(): number;
  writeRenewals(count: number): void;
  /** Calls back once after `ms`; the answer cancels. */
  after(ms: number, callback: () => void): () => void;
}

export interface SessionKeeper {
  state: Store<SessionState>;
  /** Asks who this browser is. Stays `unreachable` when the agent does not answer. */
  load(): Promise<void>;
  /** True: renewed. False: signed out. Throws when the agent did not decide (unreachable, busy). */
  renew(): Promise<boolean>;
  /** Takes a session that pairing has just given. */
  accept(session: Session): void;
  /** Ends the session on this side, with the reason to show. */
  forget(reason: string | null): void;
}

const renewEarlySeconds = 60;

export function createSessionKeeper(ports: SessionPorts): SessionKeeper {
  const state = createStore<SessionState>({ phase: 'checking' });
  let renewals = ports.readRenewals();
  let running: Promise<boolean> | undefined;
  let cancelTimer: (() => void) | undefined;

  function accept(session: Session): void {
    state.set({ phase: 'in', session });
    cancelTimer?.();
    const seconds = Math.max(5, session.expires_in_seconds - renewEarlySeconds);
    cancelTimer = ports.after(seconds * 1000, () => void renew().catch(() => undefined));
  }

  function forget(reason: string | null): void {
    cancelTimer?.();
    state.set({ phase: 'out', reason });
  }

  /** Inside the lock: another tab's renewal counts for this one, so its cookie is tried before a token is spent. */
  async function decideRenewal(): Promise<Session> {
    const shared = ports.readRenewals();
    if (shared !== renewals) {
      renewals = shared;
      try {
        return await ports.readSession();
      } catch (cause) {
        if (!isRefusal(cause)) throw cause;
      }
    }
    const session = await ports.renewSession();
    renewals = ports.readRenewals() + 1;
    ports.writeRenewals(renewals);
    return session;
  }

  async function renewOnce(): Promise<boolean> {
    try {
      accept(await ports.withLock(decideRenewal));
      return true;
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      forget(cause.code);
      return false;
    }
  }

  function renew(): Promise<boolean> {
    running ??= renewOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function load(): Promise<void> {
    try {
      accept(await ports.readSession());
    } catch (cause) {
      if (!isRefusal(cause)) return giveUpForNow(cause);
      await renew().catch(giveUpForNow);
    }
  }

  function giveUpForNow(cause: unknown): void {
    if (state.get().phase === 'in') return;
    state.set({ phase: 'unreachable', message: cause instanceof Error ? cause.message : String(cause) });
  }

  return { state, load, renew, accept, forget };
}

function isRefusal(cause: unknown): cause is ApiError {
  return cause instanceof ApiError && cause.status === 401;
}
