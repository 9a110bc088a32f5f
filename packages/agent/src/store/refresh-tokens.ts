import type { Db, Trx } from './schema.ts';

/** A refresh token, known by its SHA-256 only. Spent ones stay as long as their session, to notice a second use. */
export interface RefreshTokenRow {
  token_hash: string;
  session_id: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export async function readRefreshToken(db: Db | Trx, token_hash: string): Promise<RefreshTokenRow | undefined> {
  return db.selectFrom('refresh_tokens').selectAll().where('token_hash', '=', token_hash).executeTakeFirst();
}

export async function insertRefreshToken(trx: Trx, token: RefreshTokenRow): Promise<void> {
  await trx.insertInto('refresh_tokens').values(token).execute();
}

export async function markRefreshTokenUsed(trx: Trx, token_hash: string, used_at: string): Promise<void> {
  await trx.updateTable('refresh_tokens').set({ used_at }).where('token_hash', '=', token_hash).execute();
}
