import type { Duplex } from 'node:stream';

export interface RunOptions {
  /** Variables besides a fixed PATH, HOME, USER and LANG, which they may replace. Values may be secret. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Given on standard input, which is closed after it. Secrets travel here, never in `argv`. */
  input?: string | Buffer;
  timeout_ms: number;
  /** Of each stream, one MiB when left out. Output beyond it is dropped and noted in `truncated`. */
  output_bytes_max?: number;
  signal?: AbortSignal;
  /** Told of each line as it comes, not yet redacted. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface RunResult {
  /** Exit status; null when a signal ended it or it could not be started, which `stderr` then explains. */
  status: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  timed_out: boolean;
  truncated: boolean;
  /** The connection to the host ended first: whether the program finished there is not known. */
  lost?: true;
}

export type HostPathKind = 'file' | 'directory' | 'link' | 'socket' | 'other';

export interface HostStat {
  kind: HostPathKind;
  /** Permission bits, such as 0o600. */
  mode: number;
  uid: number;
  gid: number;
  size_bytes: number;
}

/** Why an operation on a host failed, in words that a step can tell apart. `lost`: the connection ended. */
export type HostFailure =
  | 'missing'
  | 'exists'
  | 'denied'
  | 'no_space'
  | 'read_only'
  | 'not_a_file'
  | 'too_large'
  | 'lost'
  | 'refused'
  | 'unsupported'
  | 'failed';

export class HostError extends Error {
  readonly failure: HostFailure;
  /** Names the cause more exactly than `failure`, such as `host_key_changed`; borne by a runbook. */
  readonly code: string | null;
  constructor(failure: HostFailure, message: string, options: { cause?: unknown; code?: string } = {}) {
    super(message, { cause: options.cause });
    this.name = 'HostError';
    this.failure = failure;
    this.code = options.code ?? null;
  }
}

export interface HostFacts {
  /** `linux`, `darwin` … */
  platform: string;
  /** As Node names it: `x64`, `arm64` … */
  arch: string;
  home: string;
  user: string;
  uid: number;
  gid: number;
}

export interface Forward {
  /** Port on 127.0.0.1 of the agent's machine; the port itself where the host is this machine. */
  local_port: number;
  close(): Promise<void>;
}

/**
 * One machine that plans run on: this one, or another over SSH. Never a shell: `argv` reaches the program word by word.
 * Every call but `run` rejects with `HostError`; `run` never rejects, and a lost connection is a null status.
 * Paths are absolute and hold no `..`, NUL or control character; others are refused.
 */
export interface HostExecutor {
  /** Names the machine for locks and records: `local`, or `ssh:user@host:port`. */
  readonly key: string;
  /** For people: `this machine`, or `user@host:port`. */
  readonly label: string;
  facts(): Promise<HostFacts>;
  run(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult>;
  /** Follows links; reads files only. */
  readFile(path: string, bytes_max: number): Promise<Buffer>;
  /** Whole or not at all: temp file beside it, fsync, rename, fsync of the directory. The mode holds from the first byte. */
  writeFile(
    path: string,
    content: string | Buffer,
    options: { mode: number; uid?: number; gid?: number },
  ): Promise<void>;
  /** Copies a file of the agent's machine, such as a program, onto the host; whole or not at all, in bounded memory. */
  putFile(source: string, path: string, options: { mode: number }): Promise<void>;
  /** Null when there is nothing; does not follow links. */
  stat(path: string): Promise<HostStat | null>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<string[]>;
  /** With missing parents, of the same mode and owner. A directory that is there stays as it is. */
  makeDirectory(path: string, options: { mode: number; uid?: number; gid?: number }): Promise<void>;
  /** Removes a file, a link or a whole directory; nothing there is no error. Never follows links. */
  remove(path: string): Promise<void>;
  /** Replaces a link in one move. */
  link(target: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Free bytes for this user on the volume of the nearest existing parent. */
  diskFree(path: string): Promise<number>;
  /** Reaches a TCP port on the host's loopback. */
  openForward(remote_port: number): Promise<Forward>;
  /** A stream to a Unix socket on the host, such as the Docker engine's. */
  openSocket(path: string): Promise<Duplex>;
  /** Ends what still runs and every forward; on another host, the connection. */
  close(): Promise<void>;
}
