// One built agent as a process of its own, looking after a home that is empty at first. Both homes go away afterwards,
// with the processes that were left running in them.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AgentProcess, agentEntry, startAgentProcess, stopProcess } from './agent-process.ts';

const execute = promisify(execFile);

export interface AgentStage {
  url: string;
  /** Where the gateway will have its home. */
  gateway_home: string;
  log(): string;
  host(...args: string[]): Promise<string>;
  /** A link that lets one browser in. */
  invite(): Promise<string>;
  stopAgent(): Promise<void>;
  /** Ends it as a power cut does. */
  killAgent(): Promise<void>;
  startAgent(): Promise<void>;
  close(): Promise<void>;
}

/** `variables` are added to the agent's environment. */
export async function openAgentStage(variables: NodeJS.ProcessEnv = {}): Promise<AgentStage> {
  const home = mkdtempSync(join(tmpdir(), 'e2e-agent-'));
  const gateway_home = mkdtempSync(join(tmpdir(), 'e2e-gateway-'));
  const env = (port: string): NodeJS.ProcessEnv => ({
    ...process.env,
    MOLTBOT_OPS_HOME: home,
    MOLTBOT_OPS_PORT: port,
    MOLTBOT_OPS_GATEWAY_HOME: gateway_home,
    MOLTBOT_OPS_SECRET_STORE: 'file',
    ...variables,
  });
  const log: string[] = [];
  let agent: AgentProcess = await startAgentProcess(env('0'), log);
  const port = new URL(agent.url).port;
  const host = async (...args: string[]) =>
    (await execute(process.execPath, [agentEntry, ...args], { env: env(port) })).stdout;
  return {
    url: agent.url,
    gateway_home,
    log: () => log.join(''),
    host,
    // The command prints a JSON object with these fields; a test that gets another shape fails at its first use.
    invite: async () => (JSON.parse(await host('pair', '--json')) as { url: string }).url,
    stopAgent: () => stopProcess(agent.child, 'SIGTERM'),
    killAgent: () => stopProcess(agent.child, 'SIGKILL'),
    async startAgent() {
      agent = await startAgentProcess(env(port), log);
    },
    async close() {
      await stopProcess(agent.child, 'SIGTERM');
      endProcessesOf(gateway_home);
      for (const directory of [home, gateway_home]) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ends what runs with this very home, which is nobody else's: it was made for this stage. */
function endProcessesOf(gatewayHome: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid || !readEnvironment(pid).includes(gatewayHome)) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

function readEnvironment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // another user's, or gone
  }
}
