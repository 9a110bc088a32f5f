// Another machine without SSH: signing in, pins and keys as over SSH, and behind them a HOME of this machine. For specs
// of what is built on SSH; SSH itself is tried on a real sshd.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { HostError, type HostExecutor } from '../../src/ports/host-executor.ts';
import type { HostKey, SshCredential, SshDialer, SshTunnel } from '../../src/ports/ssh.ts';

export interface FakeMachine {
  dialer: SshDialer;
  password: string;
  host_key: HostKey;
  /** Connections that were opened and not closed. */
  open_count(): number;
  /** Why nobody gets through; null when somebody does. */
  fail(error: HostError | null): void;
  authorizedKeys(): string;
}

export interface FakeMachineOptions {
  home: string;
  path: string;
  /** The gateway's port. */
  port: number;
}

export function createFakeMachine({ home, path, port }: FakeMachineOptions): FakeMachine {
  const password = 'open sesame';
  let host_key: HostKey = { key_type: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` };
  let failure: HostError | null = null;
  let opened = 0;
  const watchKeys = new Map<string, string>();
  const keysPath = join(home, '.ssh/authorized_keys');
  const authorizedKeys = () => (existsSync(keysPath) ? readFileSync(keysPath, 'utf8') : '');

  const admit = (credential: SshCredential, pin: HostKey | null): 'account' | 'watcher' => {
    if (failure) throw failure;
    if (pin === null) throw new HostError('refused', 'unknown', { code: 'host_key_unknown' });
    if (pin.fingerprint !== host_key.fingerprint)
      throw new HostError('refused', 'changed', { code: 'host_key_changed' });
    if (credential.type === 'password' && credential.password === password) return 'account';
    const public_key = credential.type === 'key' ? watchKeys.get(credential.private_key) : undefined;
    if (public_key !== undefined && authorizedKeys().includes(public_key)) return 'watcher';
    throw new HostError('refused', 'no', { code: 'ssh_sign_in_failed' });
  };
  const dialer: SshDialer = {
    async readHostKey() {
      if (failure) throw failure;
      return host_key;
    },
    async open(_target, credential, pin) {
      if (admit(credential, pin) === 'watcher') throw new HostError('unsupported', 'no', { code: 'ssh_no_shell' });
      opened += 1;
      return closeOnce(createLocalHost({ home, path }), () => {
        opened -= 1;
      });
    },
    async openTunnel(_target, credential, pin) {
      admit(credential, pin);
      opened += 1;
      return createTunnel(
        port,
        () => failure,
        () => {
          opened -= 1;
        },
      );
    },
    async generateKeyPair(comment) {
      const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
      watchKeys.set(pair.private, pair.public.trim());
      return { private_key: pair.private, public_key: pair.public.trim() };
    },
  };
  return {
    dialer,
    password,
    get host_key() {
      return host_key;
    },
    set host_key(key: HostKey) {
      host_key = key;
    },
    open_count: () => opened,
    fail: (error) => {
      failure = error;
    },
    authorizedKeys,
  };
}

function closeOnce(host: HostExecutor, closed: () => void): HostExecutor {
  let open = true;
  return {
    ...host,
    close: async () => {
      if (open) closed();
      open = false;
      await host.close();
    },
  };
}

/** A plain forward to a port of this machine. */
async function createTunnel(port: number, failure: () => HostError | null, closed: () => void): Promise<SshTunnel> {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end
        .on('error', () => undefined)
        .on('close', () => {
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const local_port = address !== null && typeof address === 'object' ? address.port : 0;
  let open = true;
  const close = async () => {
    if (!open) return;
    open = false;
    closed();
    server.close();
    for (const end of ends) end.destroy();
  };
  return {
    openForward: async () => ({ local_port, close }),
    close,
    async reaches() {
      const why = failure();
      if (why) throw why;
      const socket = connect(port, '127.0.0.1');
      const [answer] = await Promise.race([
        once(socket, 'connect').then(() => [true]),
        once(socket, 'error').then(() => [false]),
      ]).catch(() => [false]);
      socket.destroy();
      return answer === true;
    },
  };
}
