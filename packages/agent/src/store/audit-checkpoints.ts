import type { Db, Trx } from './schema.ts';

/** A signature over the ledger up to and with the record `index`, whose hash is `hash`. Keys and signatures in base64url. */
export interface CheckpointRow {
  index: number;
  at: string;
  hash: string;
  public_key: string;
  signature: string;
}

export async function readLastCheckpoint(db: Db | Trx): Promise<CheckpointRow | undefined> {
  return db.selectFrom('audit_checkpoints').selectAll().orderBy('index', 'desc').limit(1).executeTakeFirst();
}

export async function insertCheckpoint(trx: Trx, row: CheckpointRow): Promise<void> {
  await trx.insertInto('audit_checkpoints').values(row).execute();
}
