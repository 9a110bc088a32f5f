import type { Db, Trx } from './schema.ts';

/** An approved key of a machine. `host` is spelt as `checkHost` answers it. */
export interface HostKeyRow {
  host_key_id: string;
  host: string;
  port: number;
  key_type: string;
  fingerprint: string;
  /** ISO 8601, UTC. */
  approved_at: string;
}

/** Newest first. */
export async function readHostKeys(db: Db | Trx): Promise<HostKeyRow[]> {
  return db.selectFrom('host_keys').selectAll().orderBy('approved_at', 'desc').orderBy('host_key_id').execute();
}

export async function readHostKeyOf(db: Db | Trx, host: string, port: number): Promise<HostKeyRow | null> {
  const query = db.selectFrom('host_keys').selectAll().where('host', '=', host).where('port', '=', port);
  return (await query.executeTakeFirst()) ?? null;
}

export async function insertHostKey(trx: Trx, row: HostKeyRow): Promise<void> {
  await trx.insertInto('host_keys').values(row).execute();
}

/** Tells whether there was one. */
export async function deleteHostKey(trx: Trx, host_key_id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('host_keys')
    .where('host_key_id', '=', host_key_id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
