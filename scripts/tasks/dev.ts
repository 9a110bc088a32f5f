// `npm run dev`: the agent from its sources, started again when they change, and the console by Vite with hot reload.
// The browser talks to Vite, which hands the agent's paths on under the agent's own Host. Only requests of a page that
// this Vite serves get the agent's Origin as well; the agent's guard is the one of production and refuses all others.
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { followToEnd, stopChild } from '../lib/children.mjs';
import { splitDemo, startDemoGateway } from '../lib/demo.mjs';

const root = join(import.meta.dirname, '..', '..');
const { scenario, rest } = splitDemo(process.argv.slice(2));
const port = process.env.MOLTBOT_OPS_PORT || '7337';
const gateway = scenario ? await startDemoGateway(root, process.execPath, process.env, scenario) : null;
const env: NodeJS.ProcessEnv = {
  ...process.env,
  MOLTBOT_OPS_PORT: port,
  // a development agent checks every answer, and keeps apart from one that is in use
  MOLTBOT_OPS_RESPONSE_CHECK_SHARE: '1',
  MOLTBOT_OPS_HOME: process.env.MOLTBOT_OPS_HOME || join(homedir(), '.moltbot-ops-dev'),
  ...gateway?.agent_env,
};

const web = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'apps/web'], {
  cwd: root,
  env: { ...process.env, MOLTBOT_OPS_ORIGIN: `http://127.0.0.1:${port}` },
  stdio: ['ignore', 'inherit', 'inherit'],
});
const agent = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', 'packages/agent/src/cli/main.ts', 'start', '--pair', ...rest],
  { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit'] },
);
process.exitCode = await Promise.race([followToEnd(agent), followToEnd(web)]);
await Promise.all([stopChild(agent), stopChild(web), gateway ? stopChild(gateway.child) : null]);
