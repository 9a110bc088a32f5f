// Who the agent is to the gateway: an Ed25519 key of its own with the scopes it needs, and the token that the gateway
// issued to it. Both rest in the secret store. The key never signs anything but the gateway's challenges. Watching and
// changing are two identities, since pairing one of them with more scopes would kill the token that it has.
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { GatewayChallenge, GatewayRefusal } from '../ports/gateway-connection.ts';
import type { Log } from '../ports/log.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { Credential } from './config-file.ts';
import { objectOf, textOf } from './values.ts';

export const watchScopes = ['operator.read'] as const;
const watcherSecret = 'gateway_watcher';
const role = 'operator';
/** The versions of the gateway's protocol that this agent has been tried with. */
const protocols = { oldest: 3, newest: 4 } as const;
// A paired, read-only client of the closed list that the gateway accepts; `backend` would be let in without pairing.
const client = { id: 'gateway-client', mode: 'probe' } as const;

export interface WatcherIdentity {
  /** Token that the gateway issued to this device, or null before pairing. */
  deviceToken(): string | null;
  /** Keeps a newly issued token, or forgets a dead one. */
  keepDeviceToken(token: string | null): Promise<void>;
  /** The connect request that answers a challenge; with the shared secret for pairing, else with the device's token. */
  makeConnect(challenge: GatewayChallenge, shared: Credential | null): Record<string, unknown>;
  /** Takes a refusal for what it says of the request's form; true where the next request has one that it may know. */
  adapt(refusal: Pick<GatewayRefusal, 'detail_code' | 'message'>): boolean;
  /** Everything secret in it, for the redactor. */
  secrets(): string[];
}

interface Stored {
  private_key_pem: string;
  device_token: string | null;
}

function parseStored(text: string | null): Stored | null {
  if (text === null) return null;
  try {
    const value = objectOf(JSON.parse(text));
    const private_key_pem = textOf(value.private_key_pem, 2_000);
    return private_key_pem === null ? null : { private_key_pem, device_token: textOf(value.device_token, 2_000) };
  } catch {
    return null;
  }
}

function openKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function rawPublicKey(key: KeyObject): Buffer {
  const jwk = objectOf(key.export({ format: 'jwk' }));
  return Buffer.from(textOf(jwk.x) ?? '', 'base64url');
}

const freshPem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/**
 * How a request is signed: `v3` since 2026.2.26 at the latest; before, `v2`, and a device's token stood where a shared one
 * stands. Later versions take both.
 */
type Form = 'v2' | 'v3';

/** An older gateway calls the signature wrong, or the member unknown that the device's token stands in. */
const isUnknownForm = ({ detail_code, message }: Pick<GatewayRefusal, 'detail_code' | 'message'>): boolean =>
  /device.signature(.invalid)?$/i.test(message.trim()) ||
  detail_code.endsWith('SIGNATURE_INVALID') ||
  /invalid connect params.*deviceToken/i.test(message);

export interface WatcherIdentityOptions {
  secrets: SecretStore;
  log: Log;
  agent_version: string;
  platform: string;
}

export interface DeviceIdentityOptions extends WatcherIdentityOptions {
  /** Where it rests in the secret store. */
  secret_name: string;
  scopes: readonly string[];
}

/** The identity that watches: it may read and nothing else. */
export function openWatcherIdentity(options: WatcherIdentityOptions): Promise<WatcherIdentity> {
  return openDeviceIdentity({ ...options, secret_name: watcherSecret, scopes: watchScopes });
}

/** Reads the identity, or makes one. A secret store that fails leaves an identity for this run only. */
export async function openDeviceIdentity(options: DeviceIdentityOptions): Promise<WatcherIdentity> {
  const { secrets, log, agent_version, platform, secret_name: secretName, scopes: wanted } = options;
  const warn = (error: unknown): null => {
    log.warn('gateway identity not kept', { cause: String(error) });
    return null;
  };
  let stored = parseStored(await secrets.read(secretName).catch(warn));
  let key = stored === null ? null : openKey(stored.private_key_pem);
  if (stored === null || key === null) {
    stored = { private_key_pem: freshPem(), device_token: null };
    key = createPrivateKey(stored.private_key_pem);
    await secrets.write(secretName, JSON.stringify(stored)).catch(warn);
  }
  const held: Stored = stored;
  const signing_key: KeyObject = key;
  const public_key = rawPublicKey(signing_key);
  const device_id = createHash('sha256').update(public_key).digest('hex');

  let form: Form = 'v3';

  const signed = (challenge: GatewayChallenge, token: string): Record<string, unknown> => {
    const parts = [
      form,
      device_id,
      client.id,
      client.mode,
      role,
      wanted.join(','),
      challenge.ts,
      token,
      challenge.nonce,
    ];
    const whole = form === 'v3' ? [...parts, platform, ''] : parts;
    const signature = sign(null, Buffer.from(whole.join('|')), signing_key).toString('base64url');
    const publicKey = public_key.toString('base64url');
    return { id: device_id, publicKey, signature, signedAt: challenge.ts, nonce: challenge.nonce };
  };
  const ownAuth = (token: string) => (form === 'v3' ? { deviceToken: token } : { token });

  return {
    deviceToken: () => held.device_token,
    async keepDeviceToken(token) {
      if (held.device_token === token) return;
      held.device_token = token;
      await secrets.write(secretName, JSON.stringify(held)).catch(warn);
    },
    makeConnect(challenge, shared) {
      const device_token = shared === null ? held.device_token : null;
      const auth =
        shared !== null ? { [shared.kind]: shared.secret } : device_token !== null ? ownAuth(device_token) : {};
      const signed_token = shared?.kind === 'token' ? shared.secret : (device_token ?? '');
      return {
        minProtocol: protocols.oldest,
        maxProtocol: protocols.newest,
        client: { ...client, version: agent_version, platform },
        role,
        scopes: [...wanted],
        caps: [],
        device: signed(challenge, signed_token),
        auth,
      };
    },
    adapt(refusal) {
      if (!isUnknownForm(refusal)) return false;
      form = form === 'v3' ? 'v2' : 'v3';
      // Back again only at the usual pace: who refuses both is not asked in a loop.
      return form === 'v2';
    },
    secrets: () => [held.private_key_pem, ...(held.device_token === null ? [] : [held.device_token])],
  };
}
