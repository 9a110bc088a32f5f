import type { Role } from '@moltbot-ops/sdk/types';
import type { Db, Trx } from './schema.ts';

/** A paired device. Times are ISO 8601 in UTC. Rows are never deleted: a revoked device stays named. */
export interface DeviceRow {
  device_id: string;
  name: string;
  role: Role;
  created_at: string;
  last_seen_at: string | null;
  revoked_at: string | null;
}

/** Oldest first. */
export async function readDevices(db: Db | Trx): Promise<DeviceRow[]> {
  return db.selectFrom('devices').selectAll().orderBy('created_at').orderBy('device_id').execute();
}

export async function insertDevice(trx: Trx, device: DeviceRow): Promise<void> {
  await trx.insertInto('devices').values(device).execute();
}

export async function updateDevice(db: Db | Trx, device_id: string, change: Partial<Omit<DeviceRow, 'device_id'>>) {
  await db.updateTable('devices').set(change).where('device_id', '=', device_id).execute();
}
