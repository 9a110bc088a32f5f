// The gateway's own SQLite file: the schema marker an upgrade looks at, the record of boots, paired devices.
// Only the tables and columns that a person outside reads are here; they have the real names.
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const stateSchemaVersion = 18;

export interface PairedDevice {
  device_id: string;
  public_key: string;
  platform: string;
  client_id: string;
  client_mode: string;
  scopes: string[];
  token: string;
  created_at_ms: number;
  approved_at_ms: number;
  last_seen_at_ms: number;
}

export interface StateDatabase {
  /** Schema version found when it was opened; a newer one must not be touched. */
  readonly found_version: number;
  startBoot(boot_id: string, pid: number, now_ms: number): void;
  endBoot(boot_id: string, outcome: string, reason: string, now_ms: number): void;
  /** Boots that ended without saying so, newest first, within the window. */
  countUncleanBoots(since_ms: number): number;
  countBoots(): number;
  devices(): PairedDevice[];
  saveDevice(device: PairedDevice): void;
  removeDevice(device_id: string): boolean;
  close(): void;
}

const tables = `
  CREATE TABLE IF NOT EXISTS schema_meta (meta_key TEXT PRIMARY KEY, role TEXT, schema_version INTEGER, agent_id TEXT,
    app_version TEXT, created_at INTEGER, updated_at INTEGER);
  CREATE TABLE IF NOT EXISTS gateway_boot_lifecycle (boot_id TEXT PRIMARY KEY, pid INTEGER, started_at_ms INTEGER,
    completed_at_ms INTEGER, outcome TEXT, startup_reason TEXT, reason TEXT);
  CREATE TABLE IF NOT EXISTS device_pairing_paired (device_id TEXT PRIMARY KEY, paired_json TEXT NOT NULL);
`;

/** Opens (and creates) the state database under the given path. */
export function openStateDatabase(path: string, app_version: string, now_ms: number): StateDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const isNew = !existsSync(path);
  const db = new DatabaseSync(path);
  chmodSync(path, 0o600);
  const found = db.prepare('PRAGMA user_version').get() as { user_version: number }; // node:sqlite rows are untyped
  const found_version = isNew ? stateSchemaVersion : found.user_version;
  if (found_version <= stateSchemaVersion) {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec(tables);
    db.exec(`PRAGMA user_version = ${stateSchemaVersion}`);
    db.prepare(
      `INSERT INTO schema_meta VALUES ('primary', 'global', ?, NULL, ?, ?, ?)
       ON CONFLICT (meta_key) DO UPDATE SET schema_version = excluded.schema_version, updated_at = excluded.updated_at`,
    ).run(stateSchemaVersion, app_version, now_ms, now_ms);
  }
  return { found_version, ...boots(db), ...pairedDevices(db), close: () => db.close() };
}

/** The schema version of a file, read without changing it; null when there is none or it is no database. */
export function readSchemaVersion(path: string): number | null {
  if (!existsSync(path)) return null;
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const row = db.prepare('PRAGMA user_version').get() as { user_version: number }; // as above
    db.close();
    return row.user_version;
  } catch {
    return null;
  }
}

function boots(db: DatabaseSync): Pick<StateDatabase, 'startBoot' | 'endBoot' | 'countBoots' | 'countUncleanBoots'> {
  const count = (sql: string, ...values: number[]): number =>
    Number((db.prepare(sql).get(...values) as { n: number }).n); // one COUNT column by construction
  return {
    startBoot(boot_id, pid, now_ms) {
      db.prepare('INSERT OR REPLACE INTO gateway_boot_lifecycle VALUES (?, ?, ?, NULL, NULL, NULL, NULL)').run(
        boot_id,
        pid,
        now_ms,
      );
    },
    endBoot(boot_id, outcome, reason, now_ms) {
      db.prepare(
        'UPDATE gateway_boot_lifecycle SET completed_at_ms = ?, outcome = ?, reason = ? WHERE boot_id = ?',
      ).run(now_ms, outcome, reason, boot_id);
    },
    countBoots: () => count('SELECT COUNT(*) AS n FROM gateway_boot_lifecycle'),
    countUncleanBoots: (since_ms) =>
      count(
        'SELECT COUNT(*) AS n FROM gateway_boot_lifecycle WHERE completed_at_ms IS NULL AND started_at_ms >= ?',
        since_ms,
      ),
  };
}

function pairedDevices(db: DatabaseSync): Pick<StateDatabase, 'devices' | 'saveDevice' | 'removeDevice'> {
  return {
    devices() {
      const rows = db.prepare('SELECT paired_json FROM device_pairing_paired ORDER BY device_id').all();
      // Written by saveDevice below and by nobody else.
      return rows.map((row) => JSON.parse(String(row['paired_json'])) as PairedDevice);
    },
    saveDevice(device) {
      db.prepare('INSERT OR REPLACE INTO device_pairing_paired VALUES (?, ?)').run(
        device.device_id,
        JSON.stringify(device),
      );
    },
    removeDevice: (device_id) =>
      db.prepare('DELETE FROM device_pairing_paired WHERE device_id = ?').run(device_id).changes > 0,
  };
}
