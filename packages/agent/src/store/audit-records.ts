import type { AuditRecord } from '@moltbot-ops/sdk/types';
import type { Db, Trx } from './schema.ts';

/** A record as it lies in the chain. Triggers refuse to change or delete one. */
export interface AuditRow {
  index: number;
  audit_event_id: string;
  at: string;
  event: string;
  outcome: AuditRecord['outcome'];
  actor: string;
  subject: string | null;
  reason: string | null;
  count: number;
  hash: string;
}

export async function readLastAuditRow(db: Db | Trx): Promise<AuditRow | undefined> {
  return db.selectFrom('audit_records').selectAll().orderBy('index', 'desc').limit(1).executeTakeFirst();
}

/** Newest first. */
export async function readAuditRows(db: Db, limit: number, before_index: number | null): Promise<AuditRow[]> {
  const rows = db.selectFrom('audit_records').selectAll().orderBy('index', 'desc').limit(limit);
  return (before_index === null ? rows : rows.where('index', '<', before_index)).execute();
}

export async function insertAuditRow(trx: Trx, row: AuditRow): Promise<void> {
  await trx.insertInto('audit_records').values(row).execute();
}
