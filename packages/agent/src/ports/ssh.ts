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

/** A connection that is only looked through: it needs no shell and no files over there. */
export interface SshTunnel {
  openForward(remote_port: number): Promise<Forward>;
  /** Whether something listens on that port over there. The connection is opened anew where it was lost. */
  reaches(remote_port: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Reaches other machines. Every failure is a `HostError` whose `code` a runbook bears, and none repeats a credential. */
export interface SshDialer {
  /** Connects until the machine has shown its key, and no further: nobody is signed in. */
  readHostKey(address: SshAddress): Promise<HostKey>;
  /** Signs in. Without a pin, or when the machine shows another key, it is refused before anything is sent. */
  open(target: SshTarget, credential: SshCredential, pin: HostKey | null): Promise<HostExecutor>;
  openTunnel(target: SshTarget, credential: SshCredential, pin: HostKey | null): Promise<SshTunnel>;
  generateKeyPair(comment: string): SshKeyPair;
}
