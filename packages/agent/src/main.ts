// A start, one way: settings → state directory → lock → compose → listen → watch. A close runs the same way back and
// takes less than two seconds. Never: two agents on one state directory, a socket that others can open, a half start
// that leaves something behind.
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type ComposedAgent, type ComposeOverrides, composeAgent } from './compose.ts';
import { type Settings, StartError } from './settings.ts';
import { type InstanceLock, takeInstanceLock } from './system/instance-lock.ts';
import { describePortHolder } from './system/port-holder.ts';
import { describeStartFailure } from './system/start-failure.ts';
import { controlSocketPath, prepareStateDirectory } from './system/state-directory.ts';

export interface RunningAgent {
  /** Where the console and the API answer, such as `http://127.0.0.1:7337`. */
  url: string;
  port: number;
  /** Operations that the server registered, for comparison with the contract. */
  routes: readonly { method: string; path: string }[];
  /** A fault that nobody caught, for the log: redacted as everything in it. */
  noteFault(fault: unknown): void;
  close(): Promise<void>;
}

const close_ms_max = 1_500;

/** Starts an agent. Throws `StartError` with a sentence for the operator where it cannot; nothing is left behind then. */
export async function startAgent(settings: Settings, overrides: ComposeOverrides = {}): Promise<RunningAgent> {
  process.umask(0o077);
  prepareStateDirectory(settings.home);
  const lock = takeInstanceLock(settings.home);
  let agent: ComposedAgent | null = null;
  try {
    agent = await composeAgent(settings, overrides);
    const port = await listenTcp(agent, settings);
    await listenHostSocket(agent.http.hostServer, controlSocketPath(settings.home));
    const url = `http://${settings.host === '::1' ? '[::1]' : settings.host}:${port}`;
    agent.announce(url);
    lock.publish({ pid: process.pid, url });
    const { noteFault } = agent;
    return { url, port, routes: agent.http.routes, noteFault, close: closeOnce(agent, lock, settings) };
  } catch (error) {
    await agent?.close().catch(() => {}); // the first failure is the one to tell
    lock.release();
    throw describeStartFailure(error, settings.home);
  }
}

async function listenTcp(agent: ComposedAgent, settings: Settings): Promise<number> {
  const { app } = agent.http;
  try {
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // Node's own errors carry a code
    if (code === 'EADDRINUSE') {
      const holder = await describePortHolder(settings.port);
      throw new StartError(
        `Port ${settings.port} is taken by ${holder}. Stop that, or choose another with MOLTBOT_OPS_PORT.`,
      );
    }
    throw new StartError(
      `Cannot listen on ${settings.host}:${settings.port} (${code ?? String(error)}). Choose another port with MOLTBOT_OPS_PORT.`,
    );
  }
  return (app.server.address() as AddressInfo).port; // a TCP server that listens
}

/** The lock is ours, so a socket that lies there is a dead agent's. */
async function listenHostSocket(server: Server, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  prepareStateDirectory(dirname(path));
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve()); // created 0600 under the umask set above
  });
  chmodSync(path, 0o600);
}

/** Before the lock goes: behind it the path may be another agent's. What is no socket is not ours to remove. */
function removeSocket(path: string): void {
  try {
    if (lstatSync(path).isSocket()) rmSync(path);
  } catch {
    // removed by the server's own close, or with the whole directory
  }
}

function closeOnce(agent: ComposedAgent, lock: InstanceLock, settings: Settings): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => {
    closing ??= (async () => {
      const { promise: late, cancel } = after(close_ms_max);
      await Promise.race([agent.close(), late]);
      cancel();
      removeSocket(controlSocketPath(settings.home));
      lock.release();
    })();
    return closing;
  };

  function after(delay_ms: number) {
    let cancel = () => {};
    const promise = new Promise<void>((resolve) => {
      cancel = agent.clock.after(delay_ms, resolve);
    });
    return { promise, cancel: () => cancel() };
  }
}
