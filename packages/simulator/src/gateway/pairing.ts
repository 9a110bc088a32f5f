// Devices the gateway knows. One token a device; asking for more scopes makes a new one and kills the old.
import type { ConnectParams } from '../protocol/connect-params.ts';
import type { GatewayState } from './state.ts';
import type { PairedDevice } from './state-database.ts';

/** Pairs the device of a trusted connect, or widens it; the same scopes give the same token again. */
export function pairDevice(
  state: GatewayState,
  params: ConnectParams,
  scopes: string[],
): { device: PairedDevice; pairing: 'new' | 'widened' | null } {
  const proof = params.device;
  if (!proof) throw new Error('pairing needs a device identity');
  const now_ms = state.clock.now();
  const known = state.database.devices().find((item) => item.device_id === proof.id);
  if (known && scopes.every((scope) => known.scopes.includes(scope))) {
    const seen = { ...known, last_seen_at_ms: now_ms };
    state.database.saveDevice(seen);
    return { device: seen, pairing: null };
  }
  const device: PairedDevice = {
    device_id: proof.id,
    public_key: proof.publicKey,
    platform: params.client.platform,
    client_id: params.client.id,
    client_mode: params.client.mode,
    scopes: [...new Set([...(known?.scopes ?? []), ...scopes])],
    token: state.random.token('device-token', 32),
    created_at_ms: now_ms,
    approved_at_ms: known?.approved_at_ms ?? now_ms,
    last_seen_at_ms: now_ms,
  };
  state.database.saveDevice(device);
  return { device, pairing: known ? 'widened' : 'new' };
}

/** The list that `device.pair.list` gives. */
export function listPairedDevices(state: GatewayState): unknown[] {
  const connected = new Set([...state.clients].map((client) => client.device_id));
  return state.database.devices().map((device) => ({
    deviceId: device.device_id,
    publicKey: device.public_key,
    platform: device.platform,
    clientId: device.client_id,
    clientMode: device.client_mode,
    role: 'operator',
    roles: ['operator'],
    scopes: device.scopes,
    approvedVia: 'silent',
    createdAtMs: device.created_at_ms,
    approvedAtMs: device.approved_at_ms,
    lastSeenAtMs: device.last_seen_at_ms,
    lastSeenReason: 'connect',
    connected: connected.has(device.device_id),
    tokens: [{ role: 'operator', scopes: device.scopes, createdAtMs: device.created_at_ms }],
  }));
}
