import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServices, pairDevice, type TestServices } from '../../test/support/services.ts';
import type { Principal } from './principal.ts';

const host: Principal = { kind: 'host', role: 'owner' };
const refused = (code: string) => expect.objectContaining({ code });
let services: TestServices;

beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

async function pair(role?: 'owner' | 'admin' | 'viewer'): Promise<{ principal: Principal; id: string; token: string }> {
  services.clock.advance(1_000);
  const { device_id, session_id, tokens } = await pairDevice(services, role);
  const principal: Principal = {
    kind: 'device',
    device_id,
    session_id,
    role: services.devices.get(device_id).role,
    via: 'bearer',
  };
  return { principal, id: device_id, token: tokens.access_token };
}

test('are listed newest first, the caller marked', async () => {
  const [first, second] = [await pair(), await pair()];
  expect(services.devices.list(first.principal).devices.map(({ device_id, current }) => [device_id, current])).toEqual([
    [second.id, false],
    [first.id, true],
  ]);
});

test('rename themselves; only an owner renames others and changes roles', async () => {
  const [owner, admin, viewer] = [await pair(), await pair('admin'), await pair('viewer')];
  const { devices } = services;
  expect(await devices.update(viewer.principal, viewer.id, { name: ' Mine ' })).toMatchObject({
    name: 'Mine',
    current: true,
  });
  await expect(devices.update(viewer.principal, admin.id, { name: 'x' })).rejects.toEqual(refused('forbidden'));
  await expect(devices.update(admin.principal, viewer.id, { role: 'admin' })).rejects.toEqual(refused('forbidden'));
  await expect(devices.update(viewer.principal, viewer.id, { role: 'owner' })).rejects.toEqual(refused('forbidden'));
  await expect(devices.update(viewer.principal, viewer.id, { name: 'x', role: 'owner' })).rejects.toEqual(
    refused('forbidden'),
  );
  expect(await devices.update(owner.principal, viewer.id, { name: 'Theirs', role: 'admin' })).toMatchObject({
    role: 'admin',
  });
  await expect(devices.update(owner.principal, 'dev_none', { name: 'x' })).rejects.toEqual(refused('device_not_found'));
  await expect(devices.update(owner.principal, owner.id, { name: 'a\u202eb' })).rejects.toMatchObject({
    code: 'invalid_request',
    details: [{ field: 'name' }],
  });
});

test('the last owner keeps the role, also when two owners demote each other at once', async () => {
  const one = await pair();
  await expect(services.devices.update(one.principal, one.id, { role: 'admin' })).rejects.toEqual(
    refused('last_owner'),
  );
  await expect(services.devices.update(host, one.id, { role: 'viewer' })).rejects.toEqual(refused('last_owner'));
  const two = await pair('owner');
  const results = await Promise.allSettled([
    services.devices.update(one.principal, two.id, { role: 'admin' }),
    services.devices.update(two.principal, one.id, { role: 'admin' }),
  ]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(services.devices.hasOwner()).toBe(true);
});

test('a revoked device is out at once, told to its streams, and stays listed', async () => {
  const [owner, admin] = [await pair(), await pair()];
  const ended: string[] = [];
  services.sessions.onSessionEnded(({ device_id, reason }) => ended.push(`${device_id} ${reason}`));
  await services.sessions.verifyAccess(admin.token);
  const revoked = await services.devices.revoke(owner.principal, admin.id);
  expect(revoked.revoked_at).toBe(new Date(services.clock.now()).toISOString());
  expect(ended).toEqual([`${admin.id} device_revoked`]);
  await expect(services.sessions.verifyAccess(admin.token)).rejects.toEqual(refused('session_ended'));
  await expect(services.devices.update(owner.principal, admin.id, { name: 'x' })).rejects.toEqual(
    refused('device_revoked'),
  );
  services = await services.restart();
  await expect(services.sessions.verifyAccess(admin.token)).rejects.toEqual(refused('session_ended'));
  expect(services.devices.get(admin.id).revoked_at).not.toBeNull();
});

test('a device revokes itself but no other, unless it is an owner; twice is no error and one record', async () => {
  const [owner, viewer] = [await pair(), await pair('viewer')];
  await expect(services.devices.revoke(viewer.principal, owner.id)).rejects.toEqual(refused('forbidden'));
  await expect(services.devices.revoke(owner.principal, 'dev_none')).rejects.toEqual(refused('device_not_found'));
  await Promise.all([
    services.devices.revoke(viewer.principal, viewer.id),
    services.devices.revoke(owner.principal, viewer.id),
  ]);
  const { records } = await services.ledger.readPage({ limit: 100, before_index: null });
  expect(records.filter(({ event }) => event === 'device.revoked')).toHaveLength(1);
});

test('are not revoked while nothing can be recorded', async () => {
  const owner = await pair();
  await services.db.executeQuery({ sql: 'PRAGMA query_only = ON', parameters: [] } as never); // as a full disk refuses
  await expect(services.devices.revoke(host, owner.id)).rejects.toEqual(refused('storage_unavailable'));
  await services.db.executeQuery({ sql: 'PRAGMA query_only = OFF', parameters: [] } as never);
  await expect(services.sessions.verifyAccess(owner.token)).resolves.toBeDefined();
});

test('the last request is known to the minute and written at most once a minute', async () => {
  const owner = await pair();
  await services.sessions.verifyAccess(owner.token);
  const seen = services.devices.get(owner.id).last_seen_at;
  expect(seen).toMatch(/^2026-11-22T08:0\d:00\.000Z$/);
  services.clock.advance(10_000);
  await services.sessions.verifyAccess(owner.token);
  expect(services.devices.get(owner.id).last_seen_at).toBe(seen);
  services.clock.advance(60_000);
  await services.sessions.verifyAccess(owner.token);
  expect(services.devices.get(owner.id).last_seen_at).not.toBe(seen);
});

test('names are in no audit record', async () => {
  const owner = await pair();
  await services.devices.update(owner.principal, owner.id, { name: 'Bedroom' });
  const { records } = await services.ledger.readPage({ limit: 100, before_index: null });
  expect(records[0]).toMatchObject({ event: 'device.updated', actor: owner.id, subject: owner.id });
  expect(JSON.stringify(records)).not.toContain('Bedroom');
});

test('a device that reaches for what is not its own is in the ledger', async () => {
  const [owner, viewer] = [await pair(), await pair('viewer')];
  await services.devices.update(viewer.principal, owner.id, { name: 'x' }).catch(() => {});
  await services.devices.revoke(viewer.principal, owner.id).catch(() => {});
  await services.ledger.close();
  const { records } = await services.ledger.readPage({ limit: 100, before_index: null });
  expect(records.filter(({ event }) => event === 'access.refused')).toMatchObject([
    { actor: viewer.id, reason: 'forbidden', outcome: 'refused' },
    { actor: viewer.id, reason: 'forbidden', outcome: 'refused' },
  ]);
});
