import { createCipheriv, createPrivateKey, generateKeyPairSync, pbkdf2Sync, randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from './ssh-keys.ts';

const passphrase = 'open sesame';
const locked = { cipher: 'aes-256-cbc', passphrase } as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const openSsh = (more: object = {}) => ssh2.utils.generateKeyPairSync('ecdsa', { bits: 521, ...more }).private;

/** Every form, open and locked. */
const forms: [string, string, string | null][] = [
  ['PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem' }).toString(), null],
  ['PKCS#1, locked', rsa.export({ type: 'pkcs1', format: 'pem', ...locked }).toString(), passphrase],
  ['SEC1', ec.export({ type: 'sec1', format: 'pem' }).toString(), null],
  ['SEC1, locked', ec.export({ type: 'sec1', format: 'pem', ...locked }).toString(), passphrase],
  ['PKCS#8', ed.export({ type: 'pkcs8', format: 'pem' }).toString(), null],
  ['PKCS#8, locked', ed.export({ type: 'pkcs8', format: 'pem', ...locked }).toString(), passphrase],
  ['OpenSSH', openSsh(), null],
  ['OpenSSH, locked', openSsh({ cipher: 'aes256-ctr', rounds: 1, passphrase }), passphrase],
];

function failureOf(text: string, phrase: string | null = null): string {
  try {
    readPrivateKey(text, phrase);
  } catch (error) {
    return String(error);
  }
  return 'it was read';
}

describe('a private key that is pasted', () => {
  it.each(forms)('as %s is read, whatever its line ends are', (_form, text, phrase) => {
    for (const pasted of [
      text,
      `\n  ${text.replaceAll('\n', '\r\n')}\r\n`,
      text.replaceAll('\n', '\r'),
      `\ufeff${text}`,
    ])
      expect(readPrivateKey(pasted, phrase).isPrivateKey()).toBe(true);
  });

  it('in a form that is not read is named with what to do, and no word of it is repeated', () => {
    const body = 'AAAAC3NzaC1lZDI1NTE5';
    const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me@laptop\nPublic-Lines: 2\n${body}`;
    const others = [
      `-----BEGIN DSA PRIVATE KEY-----\n${body}\n-----END DSA PRIVATE KEY-----`,
      `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${body}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
      `ssh-ed25519 ${body} me@laptop`,
    ];
    expect(failureOf(putty)).toContain('puttygen');
    for (const text of [putty, ...others]) {
      expect(failureOf(text)).toContain('OpenSSH');
      expect(failureOf(text)).not.toMatch(/me@laptop|AAAAC3/);
    }
  });

  it('and was made to take minutes to be opened is refused at once', () => {
    expect(readPrivateKey(pbes2(600_000), passphrase).type).toBe('ssh-rsa');
    expect(failureOf(pbes2(600_000), 'close sesame')).toContain('The passphrase does not open');
    for (const rounds of [100_000_000, 2_147_483_647]) expect(failureOf(pbes2(rounds), passphrase)).toContain('rounds');
    expect(failureOf(scrypt(16_384, 8, 1), passphrase)).toContain('The passphrase does not open');
    for (const [n, r, p] of [
      [16_384, 8, 15_000],
      [1_048_576, 8, 1],
    ] as const)
      expect(failureOf(scrypt(n, r, p), passphrase)).toContain('rounds');
  });

  it('with a header that is cut or lies about its lengths is no key', () => {
    const whole = Buffer.from(pbes2(600_000).replaceAll(/-----.*-----/g, ''), 'base64');
    for (const length of [0, 1, 2, 5, 20, 40, 60, 80]) {
      expect(failureOf(armour(whole.subarray(0, length)), passphrase)).toMatch(/HostError/);
      const lying = Buffer.from(whole);
      lying.fill(0xff, length, length + 4);
      expect(failureOf(armour(lying), passphrase)).toMatch(/HostError/);
    }
  });
});

const armour = (der: Buffer): string =>
  `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n`;

/** The parts of a header in DER. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
}
const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);
const bytes = (body: Buffer) => tagged(0x04, body);
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
function integer(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return tagged(0x02, Buffer.from(even >= '80' ? `00${even}` : even, 'hex'));
}

function header(derivation: Buffer, iv: Buffer, body: Buffer): string {
  const cipher = sequence(oid('60864801650304012a'), bytes(iv)); // AES-256-CBC
  return armour(sequence(sequence(oid('2a864886f70d01050d'), sequence(derivation, cipher)), bytes(body)));
}

/** The RSA key under PBKDF2 with HMAC-SHA256; with rounds beyond a million it is not truly encrypted. */
function pbes2(rounds: number): string {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const key = pbkdf2Sync(passphrase, salt, Math.min(rounds, 1_000_000), 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const plain = createPrivateKey(rsa.export({ type: 'pkcs8', format: 'pem' })).export({ type: 'pkcs8', format: 'der' });
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const hmac = sequence(oid('2a864886f70d0209'), tagged(0x05));
  return header(sequence(oid('2a864886f70d01050c'), sequence(bytes(salt), integer(rounds), hmac)), iv, body);
}

/** Not truly encrypted. */
function scrypt(n: number, r: number, p: number): string {
  const derivation = sequence(
    oid('2b06010401da47040b'),
    sequence(bytes(randomBytes(16)), integer(n), integer(r), integer(p)),
  );
  return header(derivation, randomBytes(16), randomBytes(64));
}
