// `npm start`: set up what is missing, build what is stale, run the agent with its console. `--demo` puts the simulator
// in the gateway's place. Runs itself on any Node >= 20; everything it starts ends with it, and their exit code is its own.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findStaleTargets } from './lib/build-targets.mjs';
import { followToEnd, runToEnd, stopChild, tellAgentKilled } from './lib/children.mjs';
import { splitDemo, startDemoGateway } from './lib/demo.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { findToolchain } from './lib/modern-env.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  const { scenario, rest } = splitDemo(process.argv.slice(2));
  await ensureInstalled(root);
  const { node, env } = findToolchain(root);
  const built = await buildStale(node, env);
  if (built !== 0) return built;
  const gateway = scenario ? await startDemoGateway(root, node, env, scenario) : null;
  try {
    return await runAgent(node, { ...env, ...gateway?.agent_env }, rest);
  } finally {
    if (gateway) await stopChild(gateway.child);
  }
}

async function buildStale(node, env) {
  const stale = findStaleTargets(root, ['web', 'agent']);
  if (stale.length === 0) return 0;
  console.error(`Building ${stale.join(' and ')} (up to half a minute; skipped while the sources stay the same).`);
  return runToEnd(node, [join(root, 'scripts/build.mjs'), ...stale], { cwd: root, env });
}

function runAgent(node, env, args) {
  // a person asked for this run, so it shows how to come in unless told otherwise
  const pairing = args.some((argument) => ['--pair', '--no-pair', '--json', '--help', '-h'].includes(argument))
    ? []
    : ['--pair'];
  const child = spawn(node, [join(root, 'dist/agent/main.js'), 'start', ...pairing, ...args], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  return followToEnd(child, { onKilled: (signal) => tellAgentKilled(signal, 'npm start') });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
