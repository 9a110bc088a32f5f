// The built agent as a process: started until it says where it is, and ended until it is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const agentEntry = join(import.meta.dirname, '../../dist/agent/main.js');

export interface AgentProcess {
  child: ChildProcess;
  url: string;
}

/** Starts it; what it writes to its log is added to `log`. */
export function startAgentProcess(env: NodeJS.ProcessEnv, log: string[]): Promise<AgentProcess> {
  const child = spawn(process.execPath, [agentEntry, 'start', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.on('data', (chunk) => log.push(String(chunk)));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      const url = /"url":\s*"(http[^"]+)"/.exec(text)?.[1];
      if (url) resolve({ child, url: new URL(url).origin });
    });
    child.once('exit', (code) => reject(new Error(`the agent ended with ${code}:\n${text}${log.join('')}`)));
  });
}

export function stopProcess(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
