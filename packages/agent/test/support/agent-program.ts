// The agent as the program that people start, to be killed in the middle; asked over its host socket, which needs no pairing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { controlSocketPath } from '../../src/system/state-directory.ts';
import type { Ask } from './install-stage.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface AgentProgram {
  pid: number;
  ask: Ask;
  /** What it printed so far. */
  output(): string;
  /** As a power cut ends it; resolves when it is gone. */
  kill(): Promise<void>;
  /** As an operator ends it. */
  stop(): Promise<void>;
}

export interface AgentProgramOptions {
  home: string;
  gateway_home: string;
  path: string;
  env?: NodeJS.ProcessEnv;
}

/** Resolves when it answers. */
export async function startAgentProgram({
  home,
  gateway_home,
  path,
  env = {},
}: AgentProgramOptions): Promise<AgentProgram> {
  const child = spawn(process.execPath, [program, 'start'], {
    env: {
      ...env,
      PATH: path,
      HOME: gateway_home,
      MOLTBOT_OPS_HOME: home,
      MOLTBOT_OPS_PORT: '0',
      MOLTBOT_OPS_GATEWAY_HOME: gateway_home,
      MOLTBOT_OPS_SECRET_STORE: 'file',
      MOLTBOT_OPS_RESPONSE_CHECK_SHARE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const ask: Ask = (method, url, body) => askSocket(controlSocketPath(home), method, url, body);
  const deadline = Date.now() + 90_000;
  for (;;) {
    const answer = await ask('GET', '/health').catch(() => null);
    if (answer?.status === 200) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the agent did not start:\n${output.join('')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    pid: child.pid ?? 0,
    ask,
    output: () => output.join(''),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

function askSocket(socketPath: string, method: string, path: string, body: unknown): ReturnType<Ask> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const call = request({ socketPath, method, path, headers: { host: '127.0.0.1', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const received = Buffer.concat(chunks).toString('utf8');
        const json = received === '' ? {} : (JSON.parse(received) as Record<string, unknown>); // the agent answers with objects
        resolve({ status: response.statusCode ?? 0, json });
      });
    });
    call.once('error', reject);
    call.end(text);
  });
}
