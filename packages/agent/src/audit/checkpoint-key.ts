import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { SecretStore } from '../ports/secret-store.ts';
import type { CheckpointRow } from '../store/audit-checkpoints.ts';

const secret_name = 'audit_signing_key';

export interface CheckpointKey {
  private_key: KeyObject;
  /** Raw Ed25519 public key in base64url. */
  public_key: string;
}

/** The key that signs checkpoints; made where there is none or where what is stored is no key. */
export async function readCheckpointKey(secrets: SecretStore): Promise<CheckpointKey> {
  const stored = await secrets.read(secret_name);
  const known = stored === null ? null : parseKey(stored);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('ed25519');
  await secrets.write(secret_name, privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'));
  return toCheckpointKey(privateKey);
}

function parseKey(stored: string): CheckpointKey | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(stored, 'base64url'), type: 'pkcs8', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? toCheckpointKey(key) : null;
  } catch {
    return null; // not a key: a new one is made
  }
}

function toCheckpointKey(private_key: KeyObject): CheckpointKey {
  return { private_key, public_key: createPublicKey(private_key).export({ format: 'jwk' }).x ?? '' };
}

/** What is signed: the state of the ledger and nothing else. */
function textOf({ index, at, hash }: Pick<CheckpointRow, 'index' | 'at' | 'hash'>): Buffer {
  return Buffer.from(`moltbot-ops audit checkpoint\n${index}\n${at}\n${hash}\n`, 'utf8');
}

export function signCheckpoint(key: CheckpointKey, state: Pick<CheckpointRow, 'index' | 'at' | 'hash'>): CheckpointRow {
  const signature = sign(null, textOf(state), key.private_key).toString('base64url');
  return { ...state, public_key: key.public_key, signature };
}

/** Whether the checkpoint was signed by the key that it names. */
export function isSignatureGood(checkpoint: CheckpointRow): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: checkpoint.public_key }, format: 'jwk' });
    return verify(null, textOf(checkpoint), key, Buffer.from(checkpoint.signature, 'base64url'));
  } catch {
    return false; // what cannot be read as a key or a signature is neither
  }
}

/** Short name of a key, to be compared by people with one that was noted elsewhere. */
export function fingerprintOf(public_key: string): string {
  const hex = createHash('sha256').update(Buffer.from(public_key, 'base64url')).digest('hex').slice(0, 32);
  return hex.match(/.{4}/g)?.join(' ') ?? hex;
}
