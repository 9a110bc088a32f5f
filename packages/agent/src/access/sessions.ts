// Who is signed in. Devices come in through pairing with a session each; refresh tokens and access tokens leave, and come
// back to be judged. Roles are always the record's. Never: a refresh token that works twice, one that is stored in
// clear, a session that outlives its device, a check that asks only whether a field is there.
import type { Role } from '@moltbot-ops/sdk/types';
import type { Ledger } from '../audit/ledger.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import { newId } from '../store/ids.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import { insertRefreshToken, markRefreshTokenUsed, readRefreshToken } from '../store/refresh-tokens.ts';
import type { Db, Trx } from '../store/schema.ts';
import {
  deleteSessionsEndedBefore,
  endSessions,
  insertSession,
  readDevicesOfEnded,
  readLiveSessions,
  readSession,
  type SessionRow,
} from '../store/sessions.ts';
import { inTransaction } from '../store/transaction.ts';
import { access_seconds, createAccessTokens } from './access-token.ts';
import type { Devices } from './devices.ts';
import { actorOf, type Principal } from './principal.ts';
import { hashRefreshToken, newRefreshToken } from './refresh-token.ts';
import { isSameSecret, makeCsrfToken, readSigningKey, rotateSigningKey } from './signing-key.ts';

const day_ms = 86_400_000;
const idle_ms = 30 * day_ms;
const absolute_ms = 90 * day_ms;
const key_meta = 'signing_key_fingerprint';
/** Ends that nobody chose for himself; a device never gets another session. */
const taken_away = ['device_revoked', 'refresh_token_reused', 'signing_key_changed'];

export interface SessionsDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  random: RandomBytes;
  secrets: SecretStore;
  devices: Devices;
}

/** Credentials as they were just made; the refresh token exists nowhere else in clear. */
export interface IssuedTokens {
  access_token: string;
  refresh_token: string;
  expires_in_seconds: number;
}

export interface Issued {
  device_id: string;
  session_id: string;
  tokens: IssuedTokens;
}

export interface SessionEnd {
  session_id: string;
  device_id: string;
  reason: string;
}

export interface Sessions {
  /** Starts a session in the caller's transaction; `publish` makes it known once that is durable. */
  begin(
    trx: Trx,
    device_id: string,
  ): Promise<{ session_id: string; publish: () => void; issue: () => Promise<Issued> }>;
  /** Who presents this access token. Throws `unauthenticated`, `token_expired` or `session_ended`. */
  verifyAccess(token: string): Promise<{ device_id: string; session_id: string; role: Role; expires_at_ms: number }>;
  /**
   * Trades a refresh token for new credentials. One that was used before ends its session: two parties hold it then.
   * There is no leeway for a second use, however soon: whoever stole a token would be inside it. A client with several
   * tabs takes turns (the console holds a lock while it refreshes). Throws `refresh_token_invalid`, `session_ended`,
   * `storage_unavailable`.
   */
  refresh(refresh_token: string): Promise<Issued>;
  /** Signs out. Ending what has ended is no error. */
  end(session_id: string, by: Principal): Promise<void>;
  /** Ends every session by replacing the signing key. */
  rotateKey(by: Principal): Promise<void>;
  csrfToken(session_id: string): string;
  isCsrfToken(session_id: string, token: string): boolean;
  /** Whether the device's session was taken away: with the device or the key, or because two parties held it. */
  isShutOut(device_id: string): boolean;
  /** Told at once when a session ends, for whatever reason; for live streams. */
  onSessionEnded(listener: (ended: SessionEnd) => void): () => void;
  now(): number;
}

export async function createSessions(deps: SessionsDependencies): Promise<Sessions> {
  const { db, ledger, clock, random, devices } = deps;
  let key = await readSigningKey(deps.secrets, random);
  const tokens = createAccessTokens({ key: () => key, clock, random });
  const live = new Map<string, SessionRow>();
  const shut_out = new Set<string>();
  const listeners = new Set<(ended: SessionEnd) => void>();
  const isoAfter = (ms: number) => new Date(clock.now() + ms).toISOString();
  const isOver = (row: SessionRow) => Date.parse(row.expires_at) <= clock.now();

  /** Forgets sessions that a transaction has ended and tells those who listen. */
  function publishEnd(rows: SessionRow[], reason: string): void {
    for (const { session_id, device_id } of rows) {
      if (!live.delete(session_id)) continue;
      if (taken_away.includes(reason)) shut_out.add(device_id);
      for (const listener of listeners) listener({ session_id, device_id, reason });
    }
  }

  async function endRows(trx: Trx, rows: SessionRow[], reason: string, actor: string): Promise<void> {
    await endSessions(
      trx,
      rows.map((row) => row.session_id),
      isoAfter(0),
      reason,
    );
    for (const row of rows)
      await ledger.append({ event: 'session.ended', outcome: 'done', actor, subject: row.session_id, reason }, trx);
  }

  async function endAll(rows: SessionRow[], reason: string, actor: string): Promise<void> {
    const open = rows.filter((row) => live.has(row.session_id));
    if (open.length === 0) return;
    await inTransaction(
      db,
      (trx) => endRows(trx, open, reason, actor),
      () => publishEnd(open, reason),
    );
  }

  async function issueTokens(trx: Trx, session: SessionRow): Promise<string> {
    const refresh_token = newRefreshToken(random);
    const idle_end = isoAfter(idle_ms);
    await insertRefreshToken(trx, {
      token_hash: hashRefreshToken(refresh_token),
      session_id: session.session_id,
      created_at: isoAfter(0),
      expires_at: idle_end < session.expires_at ? idle_end : session.expires_at,
      used_at: null,
    });
    return refresh_token;
  }

  async function toIssued({ device_id, session_id }: SessionRow, refresh_token: string): Promise<Issued> {
    const access_token = await tokens.sign(device_id, session_id);
    return { device_id, session_id, tokens: { access_token, refresh_token, expires_in_seconds: access_seconds } };
  }

  async function begin(trx: Trx, device_id: string) {
    const session: SessionRow = {
      session_id: newId('ses', random),
      device_id,
      created_at: isoAfter(0),
      expires_at: isoAfter(absolute_ms),
      ended_at: null,
      ended_reason: null,
    };
    await insertSession(trx, session);
    const refresh_token = await issueTokens(trx, session);
    const publish = () => void live.set(session.session_id, session);
    return { session_id: session.session_id, publish, issue: () => toIssued(session, refresh_token) };
  }

  /** What becomes of a presented refresh token; a refusal that ends the session has to be durable, so it is an answer. */
  type Verdict =
    | { row: SessionRow; refresh_token: string }
    | { refused: ErrorCode; ended: SessionRow[]; reason: string };

  async function judge(trx: Trx, refresh_token: string): Promise<Verdict> {
    const token = await readRefreshToken(trx, hashRefreshToken(refresh_token));
    const row = token && (await readSession(trx, token.session_id));
    if (!token || !row) return { refused: 'refresh_token_invalid', ended: [], reason: 'refresh_token_unknown' };
    if (!live.has(row.session_id)) return { refused: 'session_ended', ended: [], reason: 'session_ended' };
    const reason =
      token.used_at !== null
        ? 'refresh_token_reused'
        : isOver({ ...row, expires_at: token.expires_at })
          ? 'expired'
          : null;
    if (reason) {
      await endRows(trx, [row], reason, 'agent');
      return { refused: 'refresh_token_invalid', ended: [row], reason };
    }
    await markRefreshTokenUsed(trx, token.token_hash, isoAfter(0));
    const successor = await issueTokens(trx, row);
    await ledger.append(
      { event: 'session.refreshed', outcome: 'done', actor: row.device_id, subject: row.session_id },
      trx,
    );
    return { row, refresh_token: successor };
  }

  async function refresh(refresh_token: string): Promise<Issued> {
    const verdict = await inTransaction(
      db,
      (trx) => judge(trx, refresh_token),
      (judged) => 'refused' in judged && publishEnd(judged.ended, judged.reason),
    );
    if (!('refused' in verdict)) return toIssued(verdict.row, verdict.refresh_token);
    const actor = verdict.ended[0]?.device_id ?? 'stranger';
    ledger.recordRefusal({ event: 'session.refused', reason: verdict.reason, actor });
    throw new AppError(verdict.refused);
  }

  async function verifyAccess(token: string) {
    const { device_id, session_id, expires_at_ms } = await tokens.verify(token);
    const session = live.get(session_id);
    const role = devices.roleOf(device_id);
    if (!session || session.device_id !== device_id || role === null || isOver(session))
      throw new AppError('session_ended');
    devices.touch(device_id);
    return { device_id, session_id, role, expires_at_ms };
  }

  async function load(): Promise<void> {
    for (const row of await readLiveSessions(db)) live.set(row.session_id, row);
    for (const device_id of await readDevicesOfEnded(db, taken_away)) shut_out.add(device_id);
    const former = await readMeta(db, key_meta);
    if (former !== null && former !== key.fingerprint) await endAll([...live.values()], 'signing_key_changed', 'agent');
    await endAll([...live.values()].filter(isOver), 'expired', 'agent');
    await inTransaction(db, async (trx) => {
      await writeMeta(trx, key_meta, key.fingerprint);
      await deleteSessionsEndedBefore(trx, isoAfter(-absolute_ms));
    });
  }

  devices.onRevoke(async (trx, device_id) => {
    const rows = [...live.values()].filter((row) => row.device_id === device_id);
    await endRows(trx, rows, 'device_revoked', 'agent');
    return () => publishEnd(rows, 'device_revoked');
  });
  await load();

  return {
    begin,
    verifyAccess,
    refresh,
    end: async (session_id, by) => {
      const row = live.get(session_id);
      if (row) await endAll([row], 'signed_out', actorOf(by));
    },
    rotateKey: async (by) => {
      await endAll([...live.values()], 'signing_key_changed', actorOf(by));
      key = await rotateSigningKey(deps.secrets, random);
      tokens.forgetAll();
      await inTransaction(db, (trx) => writeMeta(trx, key_meta, key.fingerprint));
    },
    csrfToken: (session_id) => makeCsrfToken(key, session_id),
    isShutOut: (device_id) => shut_out.has(device_id),
    isCsrfToken: (session_id, token) => isSameSecret(makeCsrfToken(key, session_id), token),
    onSessionEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => clock.now(),
  };
}
