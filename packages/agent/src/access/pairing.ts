// Letting a device in. A stranger asks and is given a pending code; somebody at the host, or an owner, types that code;
// only then is it worth a session, once. Or the host mints an approved code and hands it over. Never: a code in a log, a
// record or an answer to anybody but its asker; a session without an approval; two sessions for one code.
import type { PairApproval, PairInvite, PairStartResponse, Role } from '@moltbot-ops/sdk/types';
import type { Ledger } from '../audit/ledger.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { type CodeEntry, code_seconds, createCodeBook } from './code-book.ts';
import { parseDeviceName } from './device-name.ts';
import type { Devices } from './devices.ts';
import { formatPairingCode } from './pairing-code.ts';
import { actorOf, type Principal } from './principal.ts';
import type { Issued, Sessions } from './sessions.ts';

const waiting_max = 5;

export interface PairingDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  random: RandomBytes;
  devices: Devices;
  sessions: Sessions;
}

export interface Pairing {
  /** A pending code for the asking device to show. Throws `too_many_pending`, `storage_unavailable`. */
  start(): Promise<PairStartResponse>;
  /**
   * Trades an approved code for a session, once. Throws `approval_pending` (costs no guess), `pairing_code_invalid`,
   * `too_many_guesses`, `invalid_request` (the name), `storage_unavailable` (the code stays good).
   */
  redeem(request: { pairing_code: string; device_name: string; via: 'bearer' | 'cookie' }): Promise<Issued>;
  /** Approves the code that was typed. Throws `pairing_code_unknown`, `too_many_guesses`, `storage_unavailable`. */
  approve(request: { pairing_code: string; role?: Role | undefined; by: Principal }): Promise<PairApproval>;
  /** An approved code with its link. Throws `too_many_pending`, `storage_unavailable`. */
  invite(request: { role?: Role | undefined; by: Principal; console_origin: string }): Promise<PairInvite>;
  /** Codes that wait for an approval. */
  pendingCount(): number;
  /** Told when that number may have changed. Expiry is not told: it is a matter of seconds and harms nobody. */
  onChange(listener: (pending_count: number) => void): () => void;
}

export function createPairing({ db, ledger, clock, random, devices, sessions }: PairingDependencies): Pairing {
  const codes = createCodeBook({ clock, random });
  const listeners = new Set<(pending_count: number) => void>();
  const pendingCount = () => codes.waiting('request').length;
  const tell = () => listeners.forEach((listener) => listener(pendingCount()));

  function refuse(code: ErrorCode, actor: string, retry_after_seconds?: number): AppError {
    ledger.recordRefusal({ event: 'pairing.refused', reason: code, actor });
    return new AppError(code, retry_after_seconds === undefined ? {} : { retry_after_seconds });
  }

  /** Takes a place among the waiting codes before anything is awaited, so that a burst cannot exceed the cap. */
  async function mint(entry: Parameters<typeof codes.mint>[0], actor: string): Promise<CodeEntry> {
    const waiting = codes.waiting(entry.kind);
    if (waiting.length >= waiting_max) {
      throw refuse('too_many_pending', actor, Math.min(...waiting.map(codes.secondsLeft)));
    }
    const minted = codes.mint(entry);
    try {
      const event = entry.kind === 'invite' ? 'pairing.invited' : 'pairing.requested';
      await ledger.append({ event, outcome: 'allowed', actor, subject: minted.pairing_id });
    } catch (error) {
      codes.remove(minted);
      throw error;
    }
    tell();
    return minted;
  }

  /** The answer to a code that opens nothing. */
  function refuseCode(found: CodeEntry | null, actor: string, fallback: ErrorCode, counts: boolean): AppError {
    const no_live = codes.live().length === 0;
    const locked_seconds = codes.lockedSeconds();
    // A code of ours that is over is an honest mistake; anything else is a guess at those that live.
    if (found === null && !no_live && counts) codes.countGuess();
    if (no_live && locked_seconds !== null) return refuse('too_many_guesses', actor, locked_seconds);
    tell();
    return refuse(fallback, actor);
  }

  async function redeem({ pairing_code, device_name }: Parameters<Pairing['redeem']>[0]): Promise<Issued> {
    const name = parseDeviceName(device_name, 'device_name');
    const entry = codes.match(pairing_code);
    if (!entry || !codes.isLive(entry)) throw refuseCode(entry, 'stranger', 'pairing_code_invalid', true);
    if (entry.state === 'pending') throw new AppError('approval_pending');
    // Spent before anything is awaited: of many who redeem at once, one gets here.
    entry.state = 'spent';
    let isAdmitted = false;
    try {
      return await admit(entry, name, () => {
        isAdmitted = true;
      });
    } catch (error) {
      // Whatever goes wrong once the device is in the records: the code has done its work.
      if (!isAdmitted) entry.state = 'approved';
      throw error;
    }
  }

  async function admit(entry: CodeEntry, name: string, onAdmitted: () => void): Promise<Issued> {
    const admitted = await inTransaction(
      db,
      async (trx) => {
        // An agent without an owner could never be administered, so whom the host let in becomes one.
        const role = !devices.hasOwner() && entry.approved_at_host ? 'owner' : entry.role;
        const added = await devices.add(trx, { name, role });
        const session = await sessions.begin(trx, added.device.device_id);
        const { device_id } = added.device;
        await ledger.append(
          { event: 'pairing.redeemed', outcome: 'allowed', actor: device_id, subject: entry.pairing_id },
          trx,
        );
        return { added, session };
      },
      ({ added, session }) => {
        onAdmitted();
        session.publish();
        added.publish();
      },
    );
    return admitted.session.issue();
  }

  async function approve({ pairing_code, role, by }: Parameters<Pairing['approve']>[0]): Promise<PairApproval> {
    const actor = actorOf(by);
    const entry = codes.match(pairing_code);
    // Whoever is at the host may do as they like with it; an owner's device might be guessing.
    if (!entry || !codes.isLive(entry)) throw refuseCode(entry, actor, 'pairing_code_unknown', by.kind !== 'host');
    if (entry.state === 'pending') {
      const reason = `role_${roleFor(role, by)}`;
      await ledger.append({ event: 'pairing.approved', outcome: 'allowed', actor, subject: entry.pairing_id, reason });
      if (!codes.isLive(entry)) throw refuseCode(entry, actor, 'pairing_code_unknown', false);
      Object.assign(entry, { state: 'approved', role: role ?? 'admin', approved_at_host: by.kind === 'host' });
      tell();
    }
    return { approved: true, role: roleFor(entry.role, by), expires_in_seconds: codes.secondsLeft(entry) };
  }

  async function invite({ role, by, console_origin }: Parameters<Pairing['invite']>[0]): Promise<PairInvite> {
    const approved_at_host = by.kind === 'host';
    const entry = await mint(
      { kind: 'invite', state: 'approved', role: role ?? 'admin', approved_at_host },
      actorOf(by),
    );
    const pairing_code = formatPairingCode(entry.code);
    const url = `${console_origin}/pair#${pairing_code}`;
    return { pairing_code, expires_in_seconds: codes.secondsLeft(entry), url, role: roleFor(entry.role, by) };
  }

  /** The role that the device would get now. What was asked for is kept beside: an owner may have come in before it. */
  function roleFor(asked: Role | undefined, by: Principal): Role {
    return !devices.hasOwner() && by.kind === 'host' ? 'owner' : (asked ?? 'admin');
  }

  return {
    start: async () => {
      const entry = await mint(
        { kind: 'request', state: 'pending', role: 'viewer', approved_at_host: false },
        'stranger',
      );
      return { pairing_code: formatPairingCode(entry.code), expires_in_seconds: code_seconds };
    },
    redeem,
    approve,
    invite,
    pendingCount,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
