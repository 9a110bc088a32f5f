// A change on its way to being confirmed: looked at, shown, kept with a token, and run as it was kept. In come actions of
// callers who are signed in, out go impacts and, once, the kept parameters. Never: a token in clear, one that works
// twice, for another session, another request or another state than was shown.
import { createHash } from 'node:crypto';
import type { OpsPreview, StatusReason } from '@moltbot-ops/sdk/types';
import type { Ledger } from '../audit/ledger.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import { canonicalText } from './canonical-text.ts';
import type { ConfirmableAction } from './confirmable.ts';
import type { Confirmations, ConfirmedAction } from './confirmation-service.ts';
import { actorOf, type Principal } from './principal.ts';

const token_bytes = 32;
export const confirmation_seconds = 120;
/** Newer previews push out older ones of the same session, and of all sessions together. */
const per_session_max = 5;
const in_all_max = 40;
/** What a token became is remembered a while longer, to say why it does not work. */
const remembered_ms = 10 * 60_000;

interface Kept {
  action: ConfirmedAction;
  session: string;
  /** Monotonic. */
  expires_ms: number;
  state_key: string;
  digest: string;
  /** Gone as soon as the token cannot work any more: they may hold credentials. */
  params: object | null;
  fate: 'live' | 'confirmation_spent' | 'confirmation_required' | 'confirmation_expired' | 'state_changed';
}

export interface ConfirmationDependencies {
  clock: Clock;
  random: RandomBytes;
  recordRefusal: Ledger['recordRefusal'];
  /** Calls back when a session ends: its confirmations end with it. */
  onSessionEnded: (listener: (ended: { session_id: string }) => void) => () => void;
  /** What stands in the way is told in words of programs and of other machines, too. */
  redact: (text: string) => string;
  /** Registers the actions, where that is not done yet: waited for before one is looked up. */
  readActions?: () => Promise<unknown>;
}

export function createConfirmations({
  clock,
  random,
  recordRefusal,
  onSessionEnded,
  redact,
  readActions,
}: ConfirmationDependencies): Confirmations {
  const actions = new Map<ConfirmedAction, ConfirmableAction<object>>();
  // By the hash of the token, oldest first.
  const kept = new Map<string, Kept>();

  const settle = (entry: Kept, fate: Exclude<Kept['fate'], 'live'>): void => {
    if (entry.fate === 'live') entry.fate = fate;
    entry.params = null;
  };

  function sweep(): void {
    for (const [hash, entry] of kept) {
      if (clock.monotonic() >= entry.expires_ms) settle(entry, 'confirmation_expired');
      if (clock.monotonic() >= entry.expires_ms + remembered_ms) kept.delete(hash);
    }
  }

  function makeRoom(session: string): void {
    const live = [...kept.values()].filter(({ fate }) => fate === 'live');
    const own = live.filter((entry) => entry.session === session);
    for (const entry of own.slice(0, Math.max(0, own.length - per_session_max + 1)))
      settle(entry, 'confirmation_required');
    for (const entry of live.slice(0, Math.max(0, live.length - in_all_max + 1)))
      settle(entry, 'confirmation_required');
  }

  function keep(entry: Omit<Kept, 'expires_ms' | 'fate'>): string {
    sweep();
    makeRoom(entry.session);
    const token = Buffer.from(random(token_bytes)).toString('base64url');
    const expires_ms = clock.monotonic() + confirmation_seconds * 1_000;
    kept.set(hashOf(token), { ...entry, expires_ms, fate: 'live' });
    clock.after(confirmation_seconds * 1_000, sweep);
    return token;
  }

  async function readAction(action: ConfirmedAction): Promise<ConfirmableAction<object>> {
    await readActions?.();
    const found = actions.get(action);
    if (!found) throw new AppError('not_available_yet');
    return found;
  }

  /** The live entry of this token, taken: nobody else can take it. Throws why there is none. */
  function take(token: string, digest: string, action: ConfirmedAction, session: string): Kept {
    sweep();
    const entry = kept.get(hashOf(token));
    if (!entry) throw new AppError('confirmation_required');
    if (entry.session !== session || entry.action !== action) throw new AppError('confirmation_mismatch');
    if (entry.fate !== 'live') throw new AppError(entry.fate);
    if (entry.digest !== digest) throw new AppError('confirmation_mismatch');
    entry.fate = 'confirmation_spent';
    return entry;
  }

  async function judge(
    action: ConfirmedAction,
    { confirmation_token, ...params }: { confirmation_token?: string | null | undefined },
    principal: Principal,
  ): Promise<object> {
    if (!confirmation_token) throw new AppError('confirmation_required');
    const entry = take(confirmation_token, hashOf(canonicalText(params)), action, sessionOf(principal));
    const kept_params = entry.params;
    entry.params = null;
    if (!kept_params) throw new AppError('confirmation_required');
    const outlook = await (await readAction(action)).look(kept_params, principal);
    if (outlook.blockers.length > 0 || outlook.state_key !== entry.state_key) {
      entry.fate = 'state_changed';
      throw new AppError('state_changed');
    }
    return kept_params;
  }

  onSessionEnded(({ session_id }) => {
    for (const entry of kept.values()) if (entry.session === session_id) settle(entry, 'confirmation_required');
  });

  return {
    register: (action) => void actions.set(action.action, action),

    async preview(action, params, principal): Promise<OpsPreview> {
      const { impact, blockers, state_key } = await (await readAction(action)).look(params, principal);
      const digest = hashOf(canonicalText(params));
      const confirmation_token =
        blockers.length > 0
          ? null
          : keep({ action, session: sessionOf(principal), state_key, digest, params: structuredClone(params) });
      const told = blockers.map((blocker) => redactReason(blocker, redact));
      return { action, confirmation_token, expires_in_seconds: confirmation_seconds, impact, blockers: told };
    },

    async redeem<Body extends object>(request: { action: ConfirmedAction; body: Body; principal: Principal }) {
      try {
        const params = await judge(request.action, request.body, request.principal);
        return params as Omit<Body, 'confirmation_token'>; // equal to this body but for the token
      } catch (thrown) {
        if (thrown instanceof AppError && isRefusal(thrown.code))
          recordRefusal({ event: 'confirmation.refused', reason: thrown.code, actor: actorOf(request.principal) });
        throw thrown;
      }
    },
  };
}

function redactReason(reason: StatusReason, redact: (text: string) => string): StatusReason {
  const { message, next_step, evidence } = reason;
  const told = { ...reason, message: redact(message), next_step: redact(next_step) };
  return evidence === undefined ? told : { ...told, evidence: evidence.map(redact) };
}

const refusals: readonly ErrorCode[] = [
  'confirmation_required',
  'confirmation_expired',
  'confirmation_spent',
  'confirmation_mismatch',
  'state_changed',
];
const isRefusal = (code: ErrorCode) => refusals.includes(code);

/** The host's socket is a session of its own. */
function sessionOf(principal: Principal): string {
  return principal.kind === 'host' ? 'host' : principal.session_id;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
