// A program run once, in a container that is made for it from another one's image and leaves nothing. What it is asked
// travels by standard input only, and its candidate lies in memory: neither the engine nor a list of processes shows it.
// It ends with its time, with whoever listens, and with the engine. Never: within the other container, whose memory it
// would take.
import type { Duplex } from 'node:stream';
import { type AsideRun, EngineError } from '../ports/docker-engine.ts';
import type { RunResult } from '../ports/host-executor.ts';

export const aside_label = 'moltbot-ops.aside';
/** What the engine may take besides, to make a container and to take it away. */
const engine_ms = 30_000;
const tmpfs_bytes = 64 * 1024 ** 2;
const processes_max = 256;

export interface AsideCalls {
  /** Null when there is no such container. */
  readLabels(name: string): Promise<Record<string, string> | null>;
  create(name: string, options: object): Promise<string>;
  /** Its standard input and output. */
  attach(id: string): Promise<Duplex>;
  start(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/**
 * One line of JSON in, one out. The end of its input is the end of whoever asked. When it ends, the container does, and
 * so does everything that runs in it.
 */
const script = `
const { spawn } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
let text = '';
process.stdin.setEncoding('utf8').on('end', () => process.exit(1)).on('data', (chunk) => {
  if (text === null) return;
  text += chunk;
  if (!text.endsWith('\\n')) return;
  const asked = JSON.parse(text);
  text = null;
  run(asked);
});
function run({ argv, env, file, timeout_ms, output_bytes_max }) {
  if (file) {
    mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 });
    writeFileSync(file.path, file.text, { mode: 0o600, flag: 'wx' });
  }
  const result = { status: null, signal: null, stdout: '', stderr: '', timed_out: false, truncated: false };
  const kept = { stdout: [], stderr: [] };
  const end = (more) => {
    for (const name of ['stdout', 'stderr']) result[name] = Buffer.concat(kept[name]).toString('utf8');
    process.stdout.write(JSON.stringify({ ...result, ...more }) + '\\n', () => process.exit(0));
  };
  setTimeout(() => end({ timed_out: true }), timeout_ms);
  const child = spawn(argv[0], argv.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const name of ['stdout', 'stderr']) {
    let left = output_bytes_max;
    child[name].on('data', (chunk) => {
      if (chunk.length > left) result.truncated = true;
      kept[name].push(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
    });
  }
  child.on('error', (error) => end({ stderr: String(error) }));
  child.on('close', (status, signal) => end({ status, signal }));
}`;

/** The container without a word of what is asked. Nothing of it is written but into memory and into its mounts. */
export function asideOptions({ like, mounts, network, memory_bytes }: AsideRun): Record<string, unknown> {
  return {
    // By its id: a container that bears the image's name would be taken for a gateway.
    Image: like.image_id,
    Entrypoint: ['node', '-e', script],
    Cmd: [],
    User: like.user,
    WorkingDir: like.directory,
    Labels: { [aside_label]: '1' },
    Healthcheck: { Test: ['NONE'] },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: false,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: network,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,mode=1777,size=${tmpfs_bytes}` },
      Mounts: mounts.map(({ type, source, target, read_only }) => ({
        Type: type,
        Source: source,
        Target: target,
        ReadOnly: read_only,
      })),
      ...(like.users === '' ? {} : { UsernsMode: like.users }),
      Memory: memory_bytes,
      PidsLimit: processes_max,
      // Where memory runs short it goes before the gateway does.
      OomScoreAdj: 1000,
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      // What it prints may hold what it was asked.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

export async function runAside(calls: AsideCalls, run: AsideRun): Promise<RunResult> {
  const { name } = run;
  const former = await calls.readLabels(name);
  if (former !== null && former[aside_label] === undefined)
    throw new EngineError('conflict', `There is a container ${name} that was not made here.`);
  if (former !== null) await calls.remove(name);
  const id = await calls.create(name, asideOptions(run));
  let stream: Duplex | null = null;
  try {
    stream = await calls.attach(id);
    const answer = readLine(stream, run);
    answer.catch(() => undefined); // a start that is refused is told instead
    await calls.start(id);
    const { argv, env, file, timeout_ms, output_bytes_max } = run;
    stream.write(`${JSON.stringify({ argv, env, file, timeout_ms, output_bytes_max })}\n`);
    return await answer;
  } finally {
    stream?.destroy();
    // It goes by itself; this waits for it, and takes away one that never began.
    await calls.remove(id).catch(() => undefined);
  }
}

/** The line that it answers with; rejects when it ends without one, says too much, or takes too long. */
function readLine(stream: Duplex, { timeout_ms, output_bytes_max }: AsideRun): Promise<RunResult> {
  // A control character takes six bytes in JSON.
  const bytes_max = 12 * output_bytes_max + 65_536;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(
      () => fail('timeout', 'The engine did not run the program in time.'),
      timeout_ms + engine_ms,
    );
    const fail = (failure: 'timeout' | 'failed', message: string) => {
      clearTimeout(timer);
      stream.destroy();
      reject(new EngineError(failure, message));
    };
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bytes_max) return fail('failed', 'The program answered too much.');
      if (chunk.at(-1) !== 10) return;
      const result = parseResult(Buffer.concat(chunks).toString('utf8'));
      if (result === null) return fail('failed', 'The program’s answer cannot be read.');
      clearTimeout(timer);
      resolve(result);
    });
    const over = () => fail('failed', 'The program ended without an answer.');
    stream.once('end', over).once('close', over).on('error', over);
  });
}

function parseResult(line: string): RunResult | null {
  try {
    const told: unknown = JSON.parse(line);
    const field = (name: string): unknown =>
      typeof told === 'object' && told !== null ? Reflect.get(told, name) : null;
    const text = (name: string) => String(field(name) ?? '');
    const status = field('status');
    const signal = field('signal');
    return {
      status: typeof status === 'number' ? status : null,
      signal: typeof signal === 'string' ? signal : null,
      stdout: text('stdout'),
      stderr: text('stderr'),
      timed_out: field('timed_out') === true,
      truncated: field('truncated') === true,
    };
  } catch {
    return null;
  }
}
