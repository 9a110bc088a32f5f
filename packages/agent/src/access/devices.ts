import type { Device, DeviceList, DeviceUpdateRequest, Role } from '@moltbot-ops/sdk/types';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import { type DeviceRow, insertDevice, readDevices, updateDevice } from '../store/devices.ts';
import { newId } from '../store/ids.ts';
import type { Db, Trx } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { parseDeviceName } from './device-name.ts';
import { actorOf, type Principal } from './principal.ts';

const seen_every_ms = 60_000;

export interface DevicesDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  random: RandomBytes;
  /** Told when the time of a device's last request could not be written. */
  onError: (error: unknown) => void;
}

export interface Devices {
  /** Throws `device_not_found`. */
  get(device_id: string): Device;
  list(principal: Principal): DeviceList;
  /**
   * Renames (itself, or as owner any) and changes roles (owners only). Throws `forbidden`, `device_not_found`,
   * `device_revoked`, `last_owner`, `invalid_request`, `storage_unavailable`.
   */
  update(principal: Principal, device_id: string, change: DeviceUpdateRequest): Promise<Device>;
  /**
   * Shuts a device out (itself, or as owner any), its sessions with it. Revoking twice is no error. The last owner may
   * go too: the next device that is approved at the host becomes owner.
   */
  revoke(principal: Principal, device_id: string): Promise<Device>;
  /** The role that counts, from memory; null when there is no such device or it is revoked. */
  roleOf(device_id: string): Role | null;
  /** Whether anybody holds the owner's role. */
  hasOwner(): boolean;
  /** Notes a request of the device, to the minute. */
  touch(device_id: string): void;
  /** Adds a device inside the caller's transaction; `publish` makes it known once that is durable. */
  add(trx: Trx, device: { name: string; role: Role }): Promise<{ device: DeviceRow; publish: () => void }>;
  /** Part of every revocation: what has to end with the device, in its transaction; the answer runs afterwards. */
  onRevoke(hook: (trx: Trx, device_id: string, at: string) => Promise<() => void>): void;
  onChange(listener: () => void): () => void;
}

/** Paired devices. All of them are held in memory, in step with the table, so that each request is judged at once. */
export async function createDevices(deps: DevicesDependencies): Promise<Devices> {
  const { db, ledger, clock, random } = deps;
  const rows = new Map((await readDevices(db)).map((row) => [row.device_id, row]));
  const listeners = new Set<() => void>();
  const hooks: Parameters<Devices['onRevoke']>[0][] = [];
  const isoNow = () => new Date(clock.now()).toISOString();
  const tell = () => [...listeners].forEach((listener) => listener());

  const find = (device_id: string): DeviceRow => {
    const row = rows.get(device_id);
    if (!row) throw new AppError('device_not_found');
    return row;
  };
  const refuse = (principal: Principal): AppError => {
    ledger.recordRefusal({ event: 'access.refused', reason: 'forbidden', actor: actorOf(principal) });
    return new AppError('forbidden');
  };
  const allow = (principal: Principal, device_id: string) => {
    const is_self = principal.kind === 'device' && principal.device_id === device_id;
    if (!is_self && principal.role !== 'owner') throw refuse(principal);
  };
  const otherOwners = (device_id: string) =>
    [...rows.values()].filter((row) => row.role === 'owner' && row.revoked_at === null && row.device_id !== device_id);

  const publish = (device_id: string, change: Partial<DeviceRow>) => {
    const row = rows.get(device_id);
    if (row) rows.set(device_id, { ...row, ...change });
    tell();
  };

  async function update(principal: Principal, device_id: string, change: DeviceUpdateRequest): Promise<Device> {
    allow(principal, device_id);
    if (change.role !== undefined && principal.role !== 'owner') throw refuse(principal);
    const name = change.name === undefined ? undefined : parseDeviceName(change.name, 'name');
    const wanted = {
      ...(name === undefined ? {} : { name }),
      ...(change.role === undefined ? {} : { role: change.role }),
    };
    if (Object.keys(wanted).length === 0) {
      throw new AppError('invalid_request', { details: [{ field: 'name', message: 'give a name, a role or both' }] });
    }
    await inTransaction(
      db,
      async (trx) => {
        // Judged inside: transactions run one after another, so two owners cannot demote each other at once.
        const row = find(device_id);
        if (row.revoked_at !== null) throw new AppError('device_revoked');
        const loses_owner = row.role === 'owner' && change.role !== undefined && change.role !== 'owner';
        if (loses_owner && otherOwners(device_id).length === 0) throw new AppError('last_owner');
        await updateDevice(trx, device_id, wanted);
        const reason = change.role === undefined ? 'renamed' : `role_${change.role}`;
        await ledger.append(
          { event: 'device.updated', outcome: 'done', actor: actorOf(principal), subject: device_id, reason },
          trx,
        );
      },
      () => publish(device_id, wanted),
    );
    return toDevice(find(device_id), principal);
  }

  async function revoke(principal: Principal, device_id: string): Promise<Device> {
    allow(principal, device_id);
    find(device_id);
    const revoked_at = isoNow();
    await inTransaction(
      db,
      async (trx) => {
        const run: (() => void)[] = [];
        if (find(device_id).revoked_at !== null) return run;
        await updateDevice(trx, device_id, { revoked_at });
        for (const hook of hooks) run.push(await hook(trx, device_id, revoked_at));
        await ledger.append(
          { event: 'device.revoked', outcome: 'done', actor: actorOf(principal), subject: device_id },
          trx,
        );
        return [() => publish(device_id, { revoked_at }), ...run];
      },
      (run) => run.forEach((task) => task()),
    );
    return toDevice(find(device_id), principal);
  }

  return {
    get: (device_id) => toDevice(find(device_id), null),
    list: (principal) => ({
      devices: [...rows.values()]
        .toSorted((a, b) => b.created_at.localeCompare(a.created_at) || b.device_id.localeCompare(a.device_id))
        .map((row) => toDevice(row, principal)),
    }),
    update,
    revoke,
    roleOf: (device_id) => {
      const row = rows.get(device_id);
      return row && row.revoked_at === null ? row.role : null;
    },
    hasOwner: () => otherOwners('').length > 0,
    touch: (device_id) => {
      const row = rows.get(device_id);
      if (!row || clock.now() - Date.parse(row.last_seen_at ?? '1970-01-01') < seen_every_ms) return;
      const last_seen_at = new Date(Math.floor(clock.now() / seen_every_ms) * seen_every_ms).toISOString();
      rows.set(device_id, { ...row, last_seen_at });
      updateDevice(db, device_id, { last_seen_at }).catch(deps.onError);
    },
    add: async (trx, { name, role }) => {
      const device: DeviceRow = {
        device_id: newId('dev', random),
        name,
        role,
        created_at: isoNow(),
        last_seen_at: null,
        revoked_at: null,
      };
      await insertDevice(trx, device);
      return {
        device,
        publish: () => {
          rows.set(device.device_id, device);
          tell();
        },
      };
    },
    onRevoke: (hook) => void hooks.push(hook),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function toDevice(row: DeviceRow, principal: Principal | null): Device {
  return { ...row, current: principal?.kind === 'device' && principal.device_id === row.device_id };
}
