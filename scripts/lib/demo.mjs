// The gateway of `npm start -- --demo`: starts it and says how the agent finds it. The agent's own state is kept apart
// from that of a real gateway, so that a demonstration leaves no trace in a real ledger.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The scenario that the arguments ask for, or null without a demonstration, and the arguments that are not about it:
 * `--demo` is a healthy gateway, `--demo=crash_loop` another one.
 */
export function splitDemo(args) {
  const isDemo = (argument) => argument === '--demo' || argument.startsWith('--demo=');
  const asked = args.find(isDemo);
  const scenario = asked === undefined ? null : asked.split('=')[1] || 'healthy';
  return { scenario, rest: args.filter((argument) => !isDemo(argument)) };
}

/** Starts the simulated gateway; the answer holds its process and the environment that points the agent at it. */
export async function startDemoGateway(root, node, env, scenario) {
  const child = spawn(node, [join(root, 'scripts/demo-gateway.ts'), scenario], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const place = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The simulated gateway did not start (exit code ${code}).`)));
  });
  console.error(`Demonstration: a simulated gateway (${scenario}) under ${place.home}. It goes away when this ends.`);
  return {
    child,
    agent_env: {
      MOLTBOT_OPS_HOME: process.env.MOLTBOT_OPS_HOME || join(homedir(), '.moltbot-ops-demo'),
      MOLTBOT_OPS_GATEWAY_HOME: place.home,
      MOLTBOT_OPS_GATEWAY_BINARY: place.binary,
    },
  };
}
