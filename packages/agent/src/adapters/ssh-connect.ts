// Opens one SSH connection: the machine has to show the pinned key before anything else is sent, only modern algorithms
// are spoken, no agent is forwarded. What went wrong is said in codes; no credential is ever part of it.
import { timingSafeEqual } from 'node:crypto';
import ssh2, {
  type Algorithms,
  type AnyAuthMethod,
  type Client,
  type ConnectConfig,
  type KeyboardInteractiveAuthMethod,
} from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import type { HostKey, SshAddress, SshCredential, SshTarget } from '../ports/ssh.ts';
import { nameHostKey, readPrivateKey } from './ssh-keys.ts';

const host_key_types = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** The pinned type comes first, so that a machine with several keys shows the one that was approved. */
function algorithms(pin: HostKey | null): Algorithms {
  const isPinned = (type: string) =>
    pin !== null && (type === pin.key_type || (pin.key_type === 'ssh-rsa' && type.startsWith('rsa-')));
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group14-sha256',
    ],
    cipher: [
      'chacha20-poly1305@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-gcm@openssh.com',
      'aes256-ctr',
      'aes192-ctr',
      'aes128-ctr',
    ],
    serverHostKey: host_key_types.toSorted((a, b) => Number(isPinned(b)) - Number(isPinned(a))),
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
    compress: ['none'],
  };
}

export interface ConnectTiming {
  /** For the whole way from the first byte to being signed in. */
  ready_timeout_ms: number;
  keepalive_ms: number;
}

export const usualTiming: ConnectTiming = { ready_timeout_ms: 20_000, keepalive_ms: 10_000 };

function base({ host, port }: SshAddress, timing: ConnectTiming): ConnectConfig {
  return {
    host,
    port,
    readyTimeout: timing.ready_timeout_ms,
    keepaliveInterval: timing.keepalive_ms,
    keepaliveCountMax: 3,
    agentForward: false,
    ident: 'moltbot-ops',
  };
}

/** The key that the machine shows; the connection ends before anybody signs in. */
export function readHostKey(address: SshAddress, timing = usualTiming): Promise<HostKey> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let key: HostKey | null = null;
    const end = (error: Error | null) => {
      client.destroy();
      if (key) resolve(key);
      else reject(explain(error ?? new Error('closed')));
    };
    client.on('error', end);
    client.on('close', () => end(null));
    client.connect({
      ...base(address, timing),
      username: 'nobody',
      authHandler: [],
      algorithms: algorithms(null),
      hostVerifier: (blob: Buffer) => {
        key = nameHostKey(blob);
        return false;
      },
    });
  });
}

/** An open, signed-in connection. Rejects with `HostError`. */
export async function connect(
  target: SshTarget,
  credential: SshCredential,
  pin: HostKey | null,
  timing = usualTiming,
): Promise<Client> {
  const signIn = prepareSignIn(target.username, credential);
  const client = new ssh2.Client();
  let refusal: HostError | null = null;
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.on('error', reject);
      client.once('close', () => reject(new Error('closed')));
      client.connect({
        ...base(target, timing),
        ...signIn,
        algorithms: algorithms(pin),
        hostVerifier: (blob: Buffer) => {
          refusal = judge(nameHostKey(blob), pin);
          return refusal === null;
        },
      });
    });
  } catch (error) {
    client.destroy();
    throw refusal ?? explain(error);
  }
  client.setNoDelay(true); // requests are small and each waits for its answer
  client.setMaxListeners(0); // whatever is open on it waits for its end
  client.removeAllListeners('error');
  client.on('error', () => undefined); // `close` follows, and tells whoever waits
  return client;
}

/** Null where the machine shows the pinned key. */
function judge(shown: HostKey, pin: HostKey | null): HostError | null {
  if (pin === null) {
    return new HostError('refused', `The machine shows the key ${shown.fingerprint}, which nobody approved yet.`, {
      code: 'host_key_unknown',
    });
  }
  const [a, b] = [Buffer.from(shown.fingerprint), Buffer.from(pin.fingerprint)];
  if (a.length === b.length && timingSafeEqual(a, b)) return null;
  return new HostError('refused', `The machine shows the key ${shown.fingerprint} and not the approved one.`, {
    code: 'host_key_changed',
  });
}

/** A key is tried as a key, a password as a password and as the answer to the one question that asks for it. */
function prepareSignIn(
  username: string,
  credential: SshCredential,
): { username: string; authHandler: AnyAuthMethod[] } {
  if (credential.type === 'key') {
    const key = readPrivateKey(credential.private_key, credential.passphrase);
    return { username, authHandler: [{ type: 'publickey', username, key }] };
  }
  const { password } = credential;
  let asked = false;
  const prompt: KeyboardInteractiveAuthMethod['prompt'] = (_name, _text, _language, prompts, answer) => {
    const isPassword = !asked && prompts.length === 1 && prompts[0]?.echo === false;
    if (prompts.length > 0) asked = true;
    answer(isPassword ? [password] : prompts.map(() => ''));
  };
  const typed: KeyboardInteractiveAuthMethod = { type: 'keyboard-interactive', username, prompt };
  return { username, authHandler: [{ type: 'password', username, password }, typed] };
}

const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE']);

/** In our own words: what the other side says is not repeated, since it may say anything. */
function explain(error: unknown): HostError {
  if (error instanceof HostError) return error;
  const level = error instanceof Error && 'level' in error ? error.level : null;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (level === 'client-authentication') {
    return new HostError('refused', 'The machine did not accept the account or its credential.', {
      code: 'ssh_sign_in_failed',
    });
  }
  if (level === 'handshake' && error instanceof Error && /no matching/.test(error.message)) {
    return new HostError('unsupported', 'The machine offers only algorithms that are no longer safe.', {
      code: 'ssh_outdated',
    });
  }
  const why =
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? 'its name leads nowhere'
      : level === 'client-timeout'
        ? 'it did not answer in time'
        : unreachable.has(code)
          ? code
          : 'it ended the connection before anybody was signed in';
  return new HostError('lost', `The machine could not be reached over SSH: ${why}.`, { code: 'ssh_unreachable' });
}
