import type { Forward, HostExecutor } from './host-executor.ts';

export interface SshAddress {
  /** DNS name, IPv4 or IPv6 address, already checked. */
  host: string;
  port: number;
}

export interface SshTarget extends SshAddress {
  username: string;
}

/** `user@host:port`: how a machine is named in records; behind `ssh:` it is its `HostExecutor.key`. */
export function nameTarget({ username, host, port }: SshTarget): string {
  return `${username}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The same in sentences and evidence, where `user@host` would be taken for somebody's address and masked. */
export function sayTarget({ username, host, port }: SshTarget): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port} (account ${username})`;
}

/** Held in memory as long as the connection is wanted, and nowhere else. */
export type SshCredential =
  | { type: 'password'; password: string }
  | { type: 'key'; private_key: string; passphrase: string | null };

/** A machine's public key, named the way OpenSSH names it. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  key_type: string;
  /** `SHA256:` and 43 letters. */
  fingerprint: string;
}

export interface SshKeyPair {
  /** OpenSSH format, without passphrase. Secret. */
  private_key: string;
  /** One line as in `authorized_keys`, without options. */
  public_key: string;
}

/** What the forced command of a watch key prints once it is connected to its one port. */
export const tunnelMark = 'moltbot-ops-open';

/** A connection with a key that may reach one port and nothing else: no program, no file, no other forward. */
export interface SshTunnel {
  /** Hands connections of a local port on to that one port. */
  openForward(): Promise<Forward>;
  /** Whether something listens on that port over there. The connection is opened anew where it was lost. */
  reaches(): Promise<boolean>;
  close(): Promise<void>;
}

/** Reaches other machines. Every failure is a `HostError` whose `code` a runbook bears, and none repeats a credential. */
export interface SshDialer {
  /** Connects until the machine has shown its key, and no further: nobody is signed in. */
  readHostKey(address: SshAddress): Promise<HostKey>;
  /** Signs in. Without a pin, or when the machine shows another key, it is refused before anything is sent. */
  open(target: SshTarget, credential: SshCredential, pin: HostKey | null): Promise<HostExecutor>;
  /** With a key whose forced command relays to its port, as `watchLine` writes it. */
  openTunnel(target: SshTarget, credential: SshCredential, pin: HostKey | null): Promise<SshTunnel>;
  generateKeyPair(comment: string): Promise<SshKeyPair>;
}
