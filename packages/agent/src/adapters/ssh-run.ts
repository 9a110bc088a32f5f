import { randomBytes } from 'node:crypto';
import type { Client, ClientChannel } from 'ssh2';
import { HostError, type RunOptions, type RunResult } from '../ports/host-executor.ts';
import { collectOutput, type OutputCollector } from './host-output.ts';
import { remoteCommand, remoteKill, remoteScript } from './ssh-command.ts';
import { dropStream } from './ssh-forward.ts';
import type { SshLine } from './ssh-line.ts';

const kill_grace_ms = 3_000;
const drain_ms = 1_000;
/** What profile files may print before the program begins. */
const noise_bytes_max = 65_536;

type Argv = readonly [string, ...string[]];

export const notRun = (why: string, lost: boolean): RunResult => ({
  status: null,
  signal: null,
  stdout: '',
  stderr: `The program was not started: ${why}`,
  timed_out: false,
  truncated: false,
  ...(lost ? { lost: true } : {}),
});

/** Runs one program over an open connection. Never rejects but for words that cannot be sent. */
export async function runOverSsh(line: SshLine, argv: Argv, options: RunOptions): Promise<RunResult> {
  const mark = randomBytes(16).toString('hex');
  const script = remoteScript({ argv, env: options.env ?? {}, cwd: options.cwd ?? '/', mark });
  let channel: ClientChannel | RunResult;
  try {
    channel = await openInTime(
      line.session((client) => openChannel(client, remoteCommand(mark))),
      options,
    );
  } catch (error) {
    if (error instanceof HostError) throw error;
    const why = error instanceof Error ? error.message : 'no channel';
    return notRun(why, /connection ended|not connected|no response/i.test(why));
  }
  if (!('stdin' in channel)) return channel;
  channel.stdin.on('error', () => undefined); // it need not read what it is given
  channel.stdin.write(script);
  channel.stdin.end(options.input);
  return await follow(line, channel, mark, options);
}

/**
 * A machine may keep the connection alive and never begin anything. What comes after all runs nothing, since it is told
 * nothing.
 */
function openInTime(
  opening: Promise<ClientChannel>,
  { timeout_ms, signal }: RunOptions,
): Promise<ClientChannel | RunResult> {
  return new Promise((resolve, reject) => {
    const leave = (result: RunResult) => {
      settle();
      resolve(result);
      opening.then(dropStream, () => undefined);
    };
    const late = () => leave({ ...notRun('the machine did not answer in time.', true), timed_out: true });
    const callOff = () => leave(notRun('it was called off.', false));
    const timer = setTimeout(late, timeout_ms);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', callOff);
    };
    signal?.addEventListener('abort', callOff, { once: true });
    if (signal?.aborted) callOff();
    opening.finally(settle).then(resolve, reject);
  });
}

export function openChannel(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    // ssh2 tells of a connection that ends meanwhile by the event alone.
    const lost = () => reject(new Error('the connection ended'));
    client.once('close', lost);
    client.exec(command, { pty: false }, (error, channel) => {
      client.off('close', lost);
      if (error) reject(error);
      else resolve(channel);
    });
  });
}

interface End {
  status: number | null;
  signal: string | null;
}

function follow(ssh: SshLine, channel: ClientChannel, mark: string, options: RunOptions): Promise<RunResult> {
  const { signal, onLine, output_bytes_max } = options;
  const stdout = collectOutput(output_bytes_max, onLine && ((line) => onLine(line, 'stdout')));
  const stderr = collectOutput(output_bytes_max, onLine && ((line) => onLine(line, 'stderr')));
  let stopping = false;
  const start = awaitMark(mark, stdout, () => {
    if (stopping) kill(ssh, start.pid(), 'TERM'); // it was called off while it was being started
  });
  channel.on('data', start.add);
  channel.stderr.on('data', stderr.add);
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    let end: End | null = null;
    let timed_out = false;
    const stop = () => {
      stopping = true;
      kill(ssh, start.pid(), 'TERM');
      timers.push(setTimeout(() => kill(ssh, start.pid(), 'KILL'), kill_grace_ms));
      timers.push(setTimeout(() => channel.destroy(), kill_grace_ms + drain_ms));
      // A machine that does not close its side either is waited for no longer.
      timers.push(setTimeout(finish, kill_grace_ms + 2 * drain_ms));
    };
    const expire = () => {
      timed_out = true;
      stop();
    };
    timers.push(setTimeout(expire, options.timeout_ms));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    channel.once('exit', (status: number | null, name?: string) => {
      end = { status, signal: name ? `SIG${name.replace(/^SIG/, '')}` : null };
      // A grandchild may keep the output open for ever.
      timers.push(setTimeout(() => channel.destroy(), drain_ms));
    });
    channel.once('close', finish);
    function finish(): void {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      stdout.end();
      stderr.end();
      resolve(report({ end, timed_out, stopped: stopping, start, stdout, stderr }));
    }
  });
}

interface Outcome {
  end: End | null;
  timed_out: boolean;
  stopped: boolean;
  start: Start;
  stdout: OutputCollector;
  stderr: OutputCollector;
}

function report({ end, timed_out, stopped, start, stdout, stderr }: Outcome): RunResult {
  if (end && start.pid() === null && !stopped) {
    const why = stderr.text().trim() || start.noise().trim();
    return notRun(why || 'the account has no shell that could', false);
  }
  return {
    status: end?.status ?? null,
    signal: end?.signal ?? null,
    stdout: stdout.text(),
    stderr: stderr.text(),
    timed_out,
    truncated: stdout.truncated() || stderr.truncated(),
    ...(end || stopped ? {} : { lost: true }),
  };
}

interface Start {
  add(chunk: Buffer): void;
  /** Process id over there; null until the program itself began. */
  pid(): number | null;
  noise(): string;
}

/** Drops what comes before the mark, so that a talkative profile file never ends up in an answer. */
function awaitMark(mark: string, output: OutputCollector, began: () => void): Start {
  let before = Buffer.alloc(0);
  let pid: number | null = null;
  return {
    add(chunk) {
      if (pid !== null) return output.add(chunk);
      before = Buffer.concat([before, chunk]);
      const at = before.indexOf(`${mark} `);
      const end = at < 0 ? -1 : before.indexOf('\n', at);
      if (end >= 0) {
        pid = Number(before.subarray(at + mark.length + 1, end).toString());
        if (end + 1 < before.length) output.add(before.subarray(end + 1));
        before = before.subarray(0, at);
        began();
      } else if (before.length > noise_bytes_max) before = before.subarray(-noise_bytes_max);
    },
    pid: () => pid,
    noise: () => before.toString('utf8').slice(0, 1_000),
  };
}

function kill(line: SshLine, pid: number | null, signal: 'TERM' | 'KILL'): void {
  if (pid === null) return;
  line
    .session((client) => openChannel(client, remoteKill(pid, signal)))
    .then((channel) => {
      channel.resume();
      channel.stderr.resume();
    })
    .catch(() => undefined); // the connection is gone, and the program with its output
}
