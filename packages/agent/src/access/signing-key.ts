import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../ports/random.ts';
import type { SecretStore } from '../ports/secret-store.ts';

const secret_name = 'session_signing_key';
const key_bytes = 32;

/** The key that signs access tokens. A new one ends every session. */
export interface SigningKey {
  bytes: Uint8Array;
  /** Tells keys apart without showing any. */
  fingerprint: string;
}

/** Reads the key from the secret store, or makes one where there is none or where it is not a key. */
export async function readSigningKey(secrets: SecretStore, random: RandomBytes): Promise<SigningKey> {
  const stored = await secrets.read(secret_name);
  const bytes = stored === null ? null : Buffer.from(stored, 'base64url');
  if (bytes?.length === key_bytes) return toSigningKey(bytes);
  return rotateSigningKey(secrets, random);
}

/** Replaces the key; every session ends with the old one. */
export async function rotateSigningKey(secrets: SecretStore, random: RandomBytes): Promise<SigningKey> {
  const bytes = Buffer.from(random(key_bytes));
  await secrets.write(secret_name, bytes.toString('base64url'));
  return toSigningKey(bytes);
}

function toSigningKey(bytes: Uint8Array): SigningKey {
  return { bytes, fingerprint: createHash('sha256').update('signing key ').update(bytes).digest('hex').slice(0, 32) };
}

/** What a page that rides on a cookie has to know besides. A token of ours never begins like this text. */
export function makeCsrfToken(key: SigningKey, session_id: string): string {
  return createHmac('sha256', key.bytes).update(`csrf:${session_id}`).digest('base64url');
}

/** Compares in constant time whatever the lengths are. */
export function isSameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(hash(a), hash(b));
}
