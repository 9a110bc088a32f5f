import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';

const lib = new URL('children.mjs', import.meta.url).href;
/** Follows a child that lives until it is ended, as `npm start` follows the agent. */
const driver = `
  import { spawn } from 'node:child_process';
  import { followToEnd, tellAgentKilled } from ${JSON.stringify(lib)};
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  child.once('spawn', () => console.log(child.pid));
  process.exitCode = await followToEnd(child, { onKilled: (signal) => tellAgentKilled(signal, 'npm start') });
`;
let follower: ChildProcess | undefined;
afterEach(() => follower?.kill('SIGKILL'));

async function follow(act: (pids: { child: number; follower: number }) => void) {
  const started = spawn(process.execPath, ['--input-type=module', '-e', driver], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  follower = started;
  let told = '';
  started.stderr.on('data', (text: Buffer) => {
    told += text.toString();
  });
  started.stdout.once('data', (pid: Buffer) => act({ child: Number(pid), follower: started.pid ?? 0 }));
  const code = await new Promise((resolve) => started.once('close', resolve));
  return { code, told };
}

test.each(['SIGKILL', 'SIGSEGV'] as const)('an agent that %s ended is not gone without a word', async (signal) => {
  const { code, told } = await follow(({ child }) => process.kill(child, signal));
  expect(code).toBe(signal === 'SIGKILL' ? 137 : 139);
  expect(told).toContain(`ended by ${signal}`);
  expect(told).toContain('run `npm start` again');
});

test('an agent that was asked to end from here ends without further words', async () => {
  const { told } = await follow(({ follower: pid }) => process.kill(pid, 'SIGTERM'));
  expect(told).toBe('');
});
