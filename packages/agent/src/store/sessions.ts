import type { Db, Trx } from './schema.ts';

/** One sign-in of a device: the family of its refresh tokens. */
export interface SessionRow {
  session_id: string;
  device_id: string;
  created_at: string;
  /** The end that no refresh moves. */
  expires_at: string;
  ended_at: string | null;
  ended_reason: string | null;
}

export async function readLiveSessions(db: Db | Trx): Promise<SessionRow[]> {
  return db.selectFrom('sessions').selectAll().where('ended_at', 'is', null).execute();
}

/** Devices whose sessions ended for one of these reasons. */
export async function readDevicesOfEnded(db: Db | Trx, reasons: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('device_id')
    .distinct()
    .where('ended_reason', 'in', reasons)
    .execute();
  return rows.map(({ device_id }) => device_id);
}

export async function readSession(db: Db | Trx, session_id: string): Promise<SessionRow | undefined> {
  return db.selectFrom('sessions').selectAll().where('session_id', '=', session_id).executeTakeFirst();
}

export async function insertSession(trx: Trx, session: SessionRow): Promise<void> {
  await trx.insertInto('sessions').values(session).execute();
}

/** Ends sessions that are still open; the others keep their reason. */
export async function endSessions(trx: Trx, session_ids: string[], ended_at: string, ended_reason: string) {
  if (session_ids.length === 0) return;
  await trx
    .updateTable('sessions')
    .set({ ended_at, ended_reason })
    .where('session_id', 'in', session_ids)
    .where('ended_at', 'is', null)
    .execute();
}

/** Forgets sessions, with their refresh tokens, that ended before the given time. */
export async function deleteSessionsEndedBefore(trx: Trx, before: string): Promise<void> {
  const old = trx.selectFrom('sessions').select('session_id').where('ended_at', '<', before);
  await trx.deleteFrom('refresh_tokens').where('session_id', 'in', old).execute();
  await trx.deleteFrom('sessions').where('ended_at', '<', before).execute();
}
