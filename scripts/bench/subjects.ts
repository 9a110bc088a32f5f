// What is measured: the built agent as a process of its own beside a gateway, in homes that go away afterwards.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchSimulator } from '../../packages/simulator/src/launch.ts';
import { stopChild } from '../lib/children.mjs';

export const root = join(import.meta.dirname, '..', '..');

export interface Subject {
  pid: number;
  url: string;
  home: string;
  /** Milliseconds from the spawn to the first 200 of /health. */
  start_ms: number;
  stop(): Promise<void>;
}

export interface GatewayPlace {
  home: string;
  binary: string | null;
  stop(): Promise<void>;
}

/** A healthy simulated gateway. */
export async function startSimulatedGateway(): Promise<GatewayPlace> {
  const home = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const simulator = await launchSimulator({ home });
  return {
    home,
    binary: join(simulator.bin_dir, 'openclaw'),
    async stop() {
      await simulator.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The built agent, watching the given gateway. */
export async function startAgentProcess(gateway: Pick<GatewayPlace, 'home' | 'binary'>): Promise<Subject> {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const started_ms = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist/agent/main.js'), 'start', '--json'], {
    env: {
      ...process.env,
      MOLTBOT_OPS_HOME: home,
      MOLTBOT_OPS_PORT: '0',
      MOLTBOT_OPS_GATEWAY_HOME: gateway.home,
      MOLTBOT_OPS_SECRET_STORE: 'file',
      ...(gateway.binary ? { MOLTBOT_OPS_GATEWAY_BINARY: gateway.binary } : {}),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { url } = await readStartResult(child);
  await untilHealthy(url);
  const start_ms = performance.now() - started_ms;
  return {
    pid: child.pid ?? 0,
    url,
    home,
    start_ms,
    async stop() {
      await stopChild(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Resolves when the agent sees the gateway run; throws after 90 s. */
export async function untilAttached(subject: Subject): Promise<void> {
  for (let tries = 0; tries < 450; tries += 1) {
    const status = (await ask(subject, 'GET', '/moltbot/status')) as { gateway_connected?: boolean };
    if (status.gateway_connected === true) return;
    await pause(200);
  }
  throw new Error('The agent did not connect to the gateway in 90 s.');
}

/** A link by which one browser comes in. */
export async function inviteDevice(subject: Subject): Promise<string> {
  return ((await ask(subject, 'POST', '/pair/invite', {})) as { url: string }).url;
}

/** Pairs a device through the host's socket and answers its access token. */
export async function pairDevice(subject: Subject): Promise<string> {
  const { pairing_code } = (await ask(subject, 'POST', '/pair/invite', {})) as { pairing_code: string };
  const answer = await fetch(`${subject.url}/pair/confirm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: subject.url },
    body: JSON.stringify({ pairing_code, device_name: 'bench' }),
  });
  if (!answer.ok) throw new Error(`Pairing failed: ${await answer.text()}`);
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}

/** Resident memory of a process in bytes, from /proc. */
export function readResidentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (!kilobytes) throw new Error(`Process ${pid} shows no resident memory.`);
  return Number(kilobytes) * 1024;
}

/** Processor time of a process in milliseconds, from /proc; the kernel counts in hundredths of a second. */
export function readProcessorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function readStartResult(child: ChildProcess): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      if (text.trimEnd().endsWith('}')) resolve(JSON.parse(text));
    });
    child.once('exit', (code) => reject(new Error(`The agent ended with ${code} instead of starting.`)));
  });
}

async function untilHealthy(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await pause(2);
  }
}

function ask(subject: Subject, method: string, path: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        socketPath: join(subject.home, 'agent.sock'),
        method,
        path,
        headers: { host: 'localhost', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    request.once('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
