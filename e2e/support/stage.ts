// One built agent as a process of its own, beside one simulated gateway, each in a home that goes away afterwards.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchSimulator, type Simulator } from '../../packages/simulator/src/launch.ts';
import { agentEntry, startAgentProcess, stopProcess } from './agent-process.ts';

const execute = promisify(execFile);

export interface Stage {
  url: string;
  gateway: Simulator;
  /** Everything that the agent wrote to its log. */
  log(): string;
  /** Runs `moltbot-ops …` on the host and answers its output. */
  host(...args: string[]): Promise<string>;
  /** A link that lets one browser in. */
  invite(): Promise<string>;
  stopAgent(): Promise<void>;
  /** Starts the agent again, on the same port and with the same state. */
  startAgent(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'e2e-agent-'));
  const gatewayHome = makeGatewayHome();
  const gateway = await launchSimulator({ home: gatewayHome });
  const env = (port: string): NodeJS.ProcessEnv => ({
    ...process.env,
    MOLTBOT_OPS_HOME: home,
    MOLTBOT_OPS_PORT: port,
    MOLTBOT_OPS_GATEWAY_HOME: gatewayHome,
    MOLTBOT_OPS_GATEWAY_BINARY: join(gateway.bin_dir, 'openclaw'),
    MOLTBOT_OPS_SECRET_STORE: 'file',
  });
  const log: string[] = [];
  let { child, url } = await startAgentProcess(env('0'), log);
  const port = new URL(url).port;
  const host = async (...args: string[]) =>
    (await execute(process.execPath, [agentEntry, ...args], { env: env(port) })).stdout;
  const stopAgent = () => stopProcess(child, 'SIGTERM');
  return {
    url,
    gateway,
    log: () => log.join(''),
    host,
    // The command prints a JSON object with these fields; a test that gets another shape fails at its first use.
    invite: async () => (JSON.parse(await host('pair', '--json')) as { url: string }).url,
    stopAgent,
    async startAgent() {
      ({ child, url } = await startAgentProcess(env(port), log));
    },
    async close() {
      await stopAgent();
      await gateway.kill();
      for (const directory of [home, gatewayHome]) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A directory of its own; for the README's picture one with a name that an operator would give it, where that is free. */
function makeGatewayHome(): string {
  if (process.env.MOLTBOT_PICTURES === '1') {
    try {
      mkdirSync('/srv/harbour');
      return '/srv/harbour';
    } catch {
      // Not ours to write, or taken: the picture then shows a temporary one.
    }
  }
  return mkdtempSync(join(tmpdir(), 'e2e-gateway-'));
}
