import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import type { HostKey, SshKeyPair } from '../ports/ssh.ts';

const { utils } = ssh2;
const key_bytes_max = 32_768;
/** Ten times what `ssh-keygen` takes; more would hold up the agent for seconds. */
const kdf_rounds_max = 160;

/** Three times what password keepers take, and about a second. */
const pem_rounds_max = 2_000_000;

/** The key that a machine shows, named as OpenSSH names it. */
export function nameHostKey(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  return {
    key_type: blob.subarray(4, 4 + Math.min(length, 64)).toString('latin1'),
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
  };
}

/**
 * A private key as ssh2 takes it, from OpenSSH, PKCS#1, SEC1 or PKCS#8 text. Throws `HostError` with the code
 * `ssh_key_unreadable`, `ssh_passphrase_needed` or `ssh_passphrase_wrong`; no part of the key is repeated.
 */
export function readPrivateKey(text: string, passphrase: string | null): ParsedKey {
  if (text.length > key_bytes_max) throw unreadable();
  const plain = text.trim().replace(/\r\n?/g, '\n');
  if (plain.startsWith('PuTTY-User-Key-File-')) throw fromPutty();
  return plain.includes('-----BEGIN OPENSSH PRIVATE KEY-----')
    ? readOpenSsh(plain, passphrase)
    : readPem(plain, passphrase);
}

function readOpenSsh(text: string, passphrase: string | null): ParsedKey {
  const { cipher, rounds } = encryptionOf(text);
  if (rounds > kdf_rounds_max) throw unreadable();
  if (cipher.startsWith('chacha20')) throw cipherUnknown();
  const key = utils.parseKey(text, passphrase ?? undefined);
  if (!(key instanceof Error)) return key;
  if (/no passphrase given/.test(key.message)) throw passphraseNeeded();
  if (passphrase && /passphrase|integrity|authenticate/i.test(key.message)) throw passphraseWrong();
  throw unreadable();
}

/** How an OpenSSH key is encrypted; rounds of its key derivation, zero where there is none to be read. */
function encryptionOf(text: string): { cipher: string; rounds: number } {
  const blob = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  let at = 15; // "openssh-key-v1" and its NUL
  const next = (): Buffer => {
    const length = at + 4 <= blob.length ? blob.readUInt32BE(at) : 0;
    at += 4 + length;
    return blob.subarray(at - length, at);
  };
  const cipher = next().toString('latin1');
  next(); // key derivation
  const options = next();
  const salt = options.length >= 4 ? options.readUInt32BE(0) : 0;
  return { cipher, rounds: options.length >= salt + 8 ? options.readUInt32BE(salt + 4) : 0 };
}

function readPem(text: string, passphrase: string | null): ParsedKey {
  if (!/^-----BEGIN (RSA |EC |ENCRYPTED )?PRIVATE KEY-----/.test(text)) throw unreadable();
  const encrypted = /BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text);
  if (encrypted && !passphrase) throw passphraseNeeded();
  if (text.includes('BEGIN ENCRYPTED') && roundsOf(text) > pem_rounds_max) throw tooSlow();
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, format: 'pem', ...(encrypted ? { passphrase: passphrase ?? '' } : {}) });
  } catch {
    throw encrypted ? passphraseWrong() : unreadable();
  }
  const parsed = utils.parseKey(toSsh(key));
  if (parsed instanceof Error) throw unreadable();
  return parsed;
}

/**
 * What an encrypted PKCS#8 key asks of whoever opens it: all of it is done at once, so nobody else is served meanwhile.
 * Rounds of PBKDF2, or the product of what scrypt is told. Its header holds no other numbers behind the salt.
 */
function roundsOf(text: string): number {
  const der = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  const outer = readTagged(der);
  const header = outer && readTagged(outer.body);
  const numbers = header ? numbersIn(header.body, 6) : [];
  return numbers.length < 3 ? (numbers[0] ?? 0) : numbers.slice(0, 3).reduce((product, one) => product * one, 1);
}

/** The first value of some DER, and what follows it; null where its length is no good. */
function readTagged(der: Buffer): { tag: number; body: Buffer; rest: Buffer } | null {
  const [tag = 0, first = 0x80] = der;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if ((first >= 0x80 && (more < 1 || more > 4)) || der.length < 2 + more) return null;
  const length = more === 0 ? first : der.readUIntBE(2, more);
  const end = 2 + more + length;
  return end > der.length ? null : { tag, body: der.subarray(2 + more, end), rest: der.subarray(end) };
}

function numbersIn(der: Buffer, depth: number): number[] {
  const numbers: number[] = [];
  for (let at = readTagged(der); at !== null; at = readTagged(at.rest)) {
    if (at.tag === 0x02) numbers.push(Number(`0x0${at.body.toString('hex')}`));
    if (at.tag === 0x30 && depth > 0) numbers.push(...numbersIn(at.body, depth - 1));
  }
  return numbers;
}

/** The form that ssh2 reads: PKCS#1 for RSA, SEC1 for EC, and OpenSSH's own for Ed25519, which has no older one. */
function toSsh(key: KeyObject): string {
  const type = key.asymmetricKeyType;
  if (type === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (type === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  if (type !== 'ed25519') throw unreadable();
  const { d, x } = key.export({ format: 'jwk' });
  return writeOpenSshEd25519(Buffer.from(d ?? '', 'base64url'), Buffer.from(x ?? '', 'base64url'));
}

/** SSH writes every string with its length before it. */
function lengthFirst(bytes: Buffer | string): Buffer {
  const body = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function writeOpenSshEd25519(seed: Buffer, point: Buffer): string {
  const type = lengthFirst('ssh-ed25519');
  const check = Buffer.alloc(8); // two equal numbers; only an encrypted key needs chance in them
  const secret = [check, type, lengthFirst(point), lengthFirst(Buffer.concat([seed, point])), lengthFirst('')];
  const length = secret.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (length % 8)) % 8));
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    lengthFirst('none'),
    lengthFirst('none'),
    lengthFirst(''),
    Buffer.from([0, 0, 0, 1]),
    lengthFirst(Buffer.concat([type, lengthFirst(point)])),
    lengthFirst(Buffer.concat([...secret, padding])),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

/** A new Ed25519 key. `comment` has to be one plain word. */
export function generateKeyPair(comment: string): SshKeyPair {
  if (!/^[a-z0-9@._-]{1,64}$/.test(comment)) throw new HostError('refused', 'The comment of a key is one plain word.');
  // The library's own generator makes about one key in five hundred that it cannot read again.
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const point = Buffer.from(x ?? '', 'base64url');
  const blob = Buffer.concat([lengthFirst('ssh-ed25519'), lengthFirst(point)]).toString('base64');
  return {
    private_key: writeOpenSshEd25519(Buffer.from(d ?? '', 'base64url'), point),
    public_key: `ssh-ed25519 ${blob} ${comment}`,
  };
}

const unreadable = () =>
  new HostError('refused', 'This is no private key that can be used: OpenSSH, PKCS#1, SEC1 and PKCS#8 are read.', {
    code: 'ssh_key_unreadable',
  });
const cipherUnknown = () =>
  new HostError(
    'refused',
    'The private key is encrypted with a cipher that is not read here. A copy of it can be changed: ssh-keygen -p -Z aes256-ctr -f COPY.',
    { code: 'ssh_key_unreadable' },
  );
const fromPutty = () =>
  new HostError(
    'refused',
    'This is a key of PuTTY. A copy of it in the form of OpenSSH is read: puttygen KEY.ppk -O private-openssh -o COPY.',
    { code: 'ssh_key_unreadable' },
  );
const tooSlow = () =>
  new HostError('refused', 'The private key asks for too many rounds to be opened. OpenSSH writes one that does not.', {
    code: 'ssh_key_unreadable',
  });
const passphraseNeeded = () =>
  new HostError('refused', 'The private key is encrypted and needs its passphrase.', { code: 'ssh_passphrase_needed' });
const passphraseWrong = () =>
  new HostError('refused', 'The passphrase does not open the private key.', { code: 'ssh_passphrase_wrong' });
