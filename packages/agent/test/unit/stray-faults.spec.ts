// A fault that nobody waits for: the agent says it in its log, and does not die of a promise that nobody looked at.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AgentProgram, startAgentProgram } from '../support/agent-program.ts';

let root = '';
let agent: AgentProgram | null = null;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stray-'));
  mkdirSync(join(root, 'home'));
});
afterEach(async () => {
  await agent?.kill();
  agent = null;
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

/** The agent with something in it that does this with what a file called `go` says, as soon as there is one. */
function startWith(fault: string): Promise<AgentProgram> {
  const [go, fs] = [JSON.stringify(join(root, 'go')), `process.getBuiltinModule('node:fs')`];
  const stray = `setInterval(()=>{if(${fs}.existsSync(${go})){const said=${fs}.readFileSync(${go},'utf8');if(said){${fs}.rmSync(${go});${fault}}}},50).unref()`;
  return startAgentProgram({
    ...{ home: join(root, 'agent'), gateway_home: join(root, 'home'), path: '/usr/bin:/bin' },
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}` },
  });
}
const go = (said: string) => writeFileSync(join(root, 'go'), said);

it('a promise that failed unseen is logged, without its secrets, and everything goes on', {
  timeout: 90_000,
}, async () => {
  const secret = `sk-ant-api03-${'a1B2c3D4'.repeat(8)}`;
  agent = await startWith('Promise.reject(new Error(said))');
  go(`stray ${secret}`);
  await expect.poll(() => agent?.output(), { timeout: 60_000 }).toContain('stray');
  expect((await agent.ask('GET', '/health')).status).toBe(200);
  expect(agent.output()).not.toContain(secret);
});

it('an error that nothing caught ends the agent in an orderly way, and the next one starts', {
  timeout: 90_000,
}, async () => {
  agent = await startWith('throw new Error(said)');
  go('stray error');
  await expect.poll(() => agent?.output(), { timeout: 60_000 }).toContain('agent closed');
  expect(agent.output()).toContain('stray error');
  agent = await startAgentProgram({
    home: join(root, 'agent'),
    gateway_home: join(root, 'home'),
    path: '/usr/bin:/bin',
  });
  expect((await agent.ask('GET', '/health')).status).toBe(200);
});
