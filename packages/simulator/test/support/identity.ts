// A device identity as a client makes one: an Ed25519 key pair, an id that is the hash of the public key, and a
// signature over what it is about to say.
import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Challenge } from './gateway-socket.ts';

export interface Identity {
  id: string;
  public_key: string;
  private_key: KeyObject;
}

export interface ConnectOptions {
  token?: string;
  device_token?: string;
  scopes?: string[];
  role?: string;
  client?: Record<string, string>;
  identity?: Identity;
  /** Changes the params after they were signed. */
  tamper?: (params: Record<string, unknown>) => void;
}

export function createIdentity(): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return identityOf(publicKey, privateKey);
}

export function identityOf(public_key: KeyObject, private_key: KeyObject): Identity {
  const raw = public_key.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { id: createHash('sha256').update(raw).digest('hex'), public_key: raw.toString('base64url'), private_key };
}

export const backendClient = { id: 'gateway-client', version: '0.1.0', platform: 'linux', mode: 'backend' };
export const cliClient = { id: 'cli', version: '0.1.0', platform: 'linux', mode: 'cli' };

/** The params of a `connect`, signed when there is an identity. */
export function buildConnectParams(options: ConnectOptions, challenge: Challenge): Record<string, unknown> {
  const scopes = options.scopes ?? ['operator.read'];
  const role = options.role ?? 'operator';
  const client = options.client ?? backendClient;
  const auth = {
    ...(options.token ? { token: options.token } : {}),
    ...(options.device_token ? { deviceToken: options.device_token } : {}),
  };
  const params: Record<string, unknown> = { minProtocol: 4, maxProtocol: 4, client, role, scopes, caps: [], auth };
  if (options.identity) {
    const proof = auth.token ?? auth.deviceToken ?? '';
    params['device'] = signDevice(options.identity, { client, role, scopes, proof, challenge });
  }
  options.tamper?.(params);
  return params;
}

interface Signed {
  client: Record<string, string>;
  role: string;
  scopes: string[];
  proof: string;
  challenge: Challenge;
}

function signDevice(identity: Identity, said: Signed): Record<string, unknown> {
  const { client, role, scopes, proof, challenge } = said;
  const text = [
    ...['v3', identity.id, client['id'], client['mode'], role, scopes.join(',')],
    ...[String(challenge.ts), proof, challenge.nonce, client['platform'], client['deviceFamily'] ?? ''],
  ].join('|');
  const signature = sign(null, Buffer.from(text), identity.private_key).toString('base64url');
  return { id: identity.id, publicKey: identity.public_key, signature, signedAt: challenge.ts, nonce: challenge.nonce };
}
