// This machine as a host: programs are started with their arguments as a list, never through a shell, each in a process
// group of its own that ends as a whole; files are written whole or not at all. Output is bounded and not trusted.
// No variable of the agent's own environment reaches a program that it was not given.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';
import type { HostExecutor, RunOptions, RunResult } from '../ports/host-executor.ts';
import { createLocalFiles } from './host-local-files.ts';
import { collectOutput } from './host-output.ts';
import { checkPath, checkPort, toHostError } from './host-paths.ts';

const kill_grace_ms = 3_000;
/** How long output of a program that ended is waited for, when a child of it keeps the pipe. */
const drain_ms = 1_000;

export const minimalPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface LocalHostOptions {
  /** HOME of the account that runs the gateway. */
  home: string;
  /** PATH for programs; a minimal one when left out. */
  path?: string;
}

/** Who runs this. An account that is in no list, as containers have it, goes by its number. */
export function readAccount(ask: typeof userInfo = userInfo): { username: string; uid: number; gid: number } {
  try {
    const { username, uid, gid } = ask();
    return { username, uid, gid };
  } catch {
    const uid = process.getuid?.() ?? -1;
    return { username: String(uid), uid, gid: process.getgid?.() ?? -1 };
  }
}

/** This machine. Programs that still run when it is closed are ended. */
export function createLocalHost({ home, path = minimalPath }: LocalHostOptions): HostExecutor {
  const closing = new AbortController();
  const { username, uid, gid } = readAccount();
  const base = { PATH: path, HOME: home, USER: username, LANG: 'C.UTF-8' };
  return {
    key: 'local',
    label: 'this machine',
    facts: async () => ({ platform: process.platform, arch: process.arch, home, user: username, uid, gid }),
    run: (argv, options) =>
      runLocally(argv, {
        ...options,
        env: { ...base, ...options.env },
        cwd: options.cwd ?? '/',
        signal: AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])]),
      }),
    ...createLocalFiles(home),
    openForward: async (remote_port) => ({ local_port: checkPort(remote_port), close: async () => undefined }),
    openSocket: (socket) => openUnixSocket(socket),
    close: async () => closing.abort(),
  };
}

function openUnixSocket(path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(checkPath(path));
    const fail = (error: Error) => reject(toHostError(error, `${path} does not answer`));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

const notStarted = (why: string): RunResult => ({
  status: null,
  signal: null,
  stdout: '',
  stderr: `The program was not started: ${why}`,
  timed_out: false,
  truncated: false,
});

async function runLocally(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  if (options.signal?.aborted) return notStarted('it was called off.');
  try {
    return await runProgram(argv, options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return notStarted(code);
  }
}

function runProgram([program, ...rest]: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  const { env, cwd, signal, onLine, output_bytes_max } = options;
  const child = spawn(program, rest, { env: { ...env }, cwd, detached: true, shell: false });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  // Where this process may open no more files there are no streams either, against the types.
  if ((child.stdout as unknown) === undefined) return failed;
  failed.catch(() => undefined); // the first one to end is told
  const stdout = collectOutput(output_bytes_max, onLine && ((line) => onLine(line, 'stdout')));
  const stderr = collectOutput(output_bytes_max, onLine && ((line) => onLine(line, 'stderr')));
  child.stdout.on('data', stdout.add);
  child.stderr.on('data', stderr.add);
  child.stdin.on('error', () => undefined); // it need not read what it is given
  child.stdin.end(options.input);

  const ended = new Promise<RunResult>((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    let timed_out = false;
    const stopReading = () => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const end = () => {
      killGroup(child.pid, 'SIGTERM');
      timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), kill_grace_ms));
      // A grandchild that left the group may hold the pipes for ever.
      timers.push(setTimeout(stopReading, kill_grace_ms + drain_ms));
    };
    timers.push(
      setTimeout(() => {
        timed_out = true;
        end();
      }, options.timeout_ms),
    );
    signal?.addEventListener('abort', end, { once: true });
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
    child.once('error', settle);
    child.once('exit', () => {
      // What is left of the group goes with it where it was ended, not where the program ended by itself.
      if (timed_out || signal?.aborted) killGroup(child.pid, 'SIGKILL');
      timers.push(setTimeout(stopReading, drain_ms));
    });
    child.once('close', (status, ended_by) => {
      settle();
      stdout.end();
      stderr.end();
      const truncated = stdout.truncated() || stderr.truncated();
      resolve({ status, signal: ended_by, stdout: stdout.text(), stderr: stderr.text(), timed_out, truncated });
    });
  });
  return Promise.race([failed, ended]);
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
