// Who comes in, and as what. From a `connect` request to a granted client or a refusal; nothing here touches a
// socket. The order of the checks is the real gateway's: shape, protocol, role, device proof, credentials.
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ConnectParams } from '../protocol/connect-params.ts';
import { findConnectFault } from '../protocol/connect-params.ts';
import type { HandshakeRefusal } from '../protocol/errors.ts';
import {
  invalidRequest,
  refuse,
  refuseCredential,
  refuseDeviceProof,
  refuseMissingDevice,
  refuseProtocol,
} from '../protocol/errors.ts';
import { pairDevice } from './pairing.ts';
import type { GatewayState } from './state.ts';
import { readSharedToken } from './state.ts';

export interface Grant {
  method: 'token' | 'device-token';
  role: string;
  scopes: string[];
  device_id: string | null;
  device_token?: string;
  issued_at_ms?: number;
  /** Set when this connect paired the device or widened it. */
  pairing?: 'new' | 'widened';
}

export type HandshakeResult = { grant: Grant } | { refusal: HandshakeRefusal };

const signatureAgeMaxMs = 120_000;
const browserClients = new Set(['webchat', 'webchat-ui', 'openclaw-control-ui']);

/** Decides one `connect`. The nonce is the one of this connection's challenge. */
export function decideConnect(state: GatewayState, raw: unknown, nonce: string): HandshakeResult {
  const fault = findConnectFault(raw);
  if (fault) return { refusal: refuse(invalidRequest(`invalid connect params: ${fault}`), 'invalid-connect-params') };
  const params = raw as ConnectParams; // its shape was checked on the line above
  if (params.minProtocol > 4 || params.maxProtocol < 4) {
    return { refusal: refuseProtocol(params.minProtocol, params.maxProtocol) };
  }
  const role = params.role ?? 'operator';
  if (role !== 'operator' && role !== 'node')
    return { refusal: refuse(invalidRequest('invalid role'), 'invalid-role') };
  if (browserClients.has(params.client.id)) return { refusal: refuseBrowser() };
  const proofFault = params.device ? findProofFault(params, role, nonce, state.clock.now()) : null;
  if (proofFault) return { refusal: refuseDeviceProof(proofFault) };
  return decideCredentials(state, params, role);
}

function decideCredentials(state: GatewayState, params: ConnectParams, role: string): HandshakeResult {
  const auth = params.auth ?? {};
  const shared = readSharedToken(state);
  const scopes = params.scopes ?? [];
  const isShared = shared !== null && auth.token === shared;
  if (!params.device && (role === 'node' || (!isShared && !auth.token && !auth.password))) {
    return { refusal: refuseMissingDevice() };
  }
  if (isShared) return grantShared(state, params, role, scopes);
  if (params.device) return grantDevice(state, params, role, scopes);
  return { refusal: refuseCredential('token_mismatch') };
}

/** The shared token opens every scope; a device beside it is paired silently, unless the client is a backend. */
function grantShared(state: GatewayState, params: ConnectParams, role: string, scopes: string[]): HandshakeResult {
  const isBackend = params.client.id === 'gateway-client' && params.client.mode === 'backend';
  if (!params.device || isBackend) {
    const isBareProbe = params.client.mode === 'probe' && !params.device;
    return {
      grant: { method: 'token', role, scopes: isBareProbe ? [] : scopes, device_id: params.device?.id ?? null },
    };
  }
  const { device, pairing } = pairDevice(state, params, scopes);
  return {
    grant: {
      method: 'token',
      role,
      scopes,
      device_id: device.device_id,
      device_token: device.token,
      issued_at_ms: device.created_at_ms,
      ...(pairing ? { pairing } : {}),
    },
  };
}

function grantDevice(state: GatewayState, params: ConnectParams, role: string, scopes: string[]): HandshakeResult {
  const offered = params.auth?.deviceToken ?? params.auth?.token;
  if (!offered) return { refusal: refuseCredential('token_missing', hintFor(params)) };
  const device = state.database.devices().find((item) => item.device_id === params.device?.id);
  if (!device || device.token !== offered) {
    return { refusal: refuseCredential(params.auth?.deviceToken ? 'device_token_mismatch' : 'token_mismatch') };
  }
  if (scopes.some((scope) => !device.scopes.includes(scope))) return { refusal: refuseCredential('scope_mismatch') };
  state.database.saveDevice({ ...device, last_seen_at_ms: state.clock.now() });
  return {
    grant: {
      method: 'device-token',
      role,
      scopes,
      device_id: device.device_id,
      device_token: device.token,
      issued_at_ms: device.created_at_ms,
    },
  };
}

type ProofFault = Parameters<typeof refuseDeviceProof>[0];

function findProofFault(params: ConnectParams, role: string, nonce: string, now_ms: number): ProofFault | null {
  const device = params.device;
  if (!device) return null;
  const raw = Buffer.from(device.publicKey, 'base64url');
  if (createHash('sha256').update(raw).digest('hex') !== device.id) return 'device-id-mismatch';
  if (Math.abs(now_ms - device.signedAt) > signatureAgeMaxMs) return 'device-signature-stale';
  if (device.nonce !== nonce) return 'device-nonce-mismatch';
  return isSigned(params, role, raw) ? null : 'device-signature';
}

function isSigned(params: ConnectParams, role: string, raw: Buffer): boolean {
  const { device, client } = params;
  if (!device || raw.length !== 32) return false;
  const text = [
    'v3',
    device.id,
    client.id,
    client.mode,
    role,
    (params.scopes ?? []).join(','),
    String(device.signedAt),
    params.auth?.token ?? params.auth?.deviceToken ?? '',
    device.nonce,
    client.platform,
    client.deviceFamily ?? '',
  ].join('|');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(device.signature, 'base64url'));
}

function refuseBrowser(): HandshakeRefusal {
  const message =
    'origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)';
  const details = { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED', reason: 'origin missing or invalid' };
  return refuse(invalidRequest(message, details), 'origin-not-allowed');
}

function hintFor(params: ConnectParams): string | undefined {
  if (params.client.mode !== 'cli') return undefined;
  return "gateway token missing (use this gateway's gateway.auth.token or pair the device)";
}
