// The state directory as disks, users and other programs leave it.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from '../../src/settings.ts';
import { takeInstanceLock } from '../../src/system/instance-lock.ts';
import { controlSocketPath } from '../../src/system/state-directory.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

let home: string;
const running: TestAgent[] = [];
async function start(options: Parameters<typeof startTestAgent>[0] = {}): Promise<TestAgent> {
  const agent = await startTestAgent({ home, ...options });
  running.push(agent);
  return agent;
}
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ops-'));
});
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('a start that the state directory does not allow', () => {
  it.each(['agent.lock', 'agent.sock', 'agent.json', 'agent.sqlite', 'secrets/session_signing_key'])(
    'says what to do about a directory in the place of %s, and works once that is gone',
    async (name) => {
      mkdirSync(join(home, name, 'something'), { recursive: true });
      const refused = await startTestAgent({ home }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StartError);
      expect(String(refused)).toContain(join(home, name));
      rmSync(join(home, name), { recursive: true });
      expect((await (await start()).request('GET', '/health')).status).toBe(200);
    },
  );

  it.each(['secrets', 'agent.lock'])('says so when %s is a file with something else in it', async (name) => {
    writeFileSync(join(home, name), 'not what belongs here, and long enough not to be taken for an empty file\n');
    const refused = await startTestAgent({ home }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartError);
    expect(String(refused)).toContain(join(home, name));
  });

  it('names a console directory that does not exist', async () => {
    const env = { MOLTBOT_OPS_CONSOLE_DIRECTORY: join(home, 'nothing') };
    const refused = await startTestAgent({ home, env }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartError);
    expect(String(refused)).toContain(join(home, 'nothing'));
  });

  it('makes a new key where the stored one has another size, which ends the sessions and is recorded', async () => {
    const first = await start({ keep_home: true });
    const { access_token } = await first.pair();
    await first.close();
    running.pop();
    writeFileSync(join(home, 'secrets', 'session_signing_key'), 'short');
    const second = await start();
    expect((await second.request('GET', '/session', { token: access_token })).status).toBe(401);
    const { text } = await second.request('GET', '/audit', { host_socket: true });
    expect(text).toContain('signing_key_changed');
  });

  it('never sends a second start to a former holder of the lock, whose pid may be anybody’s by now', () => {
    writeFileSync(join(home, 'agent.json'), JSON.stringify({ pid: 1, url: 'http://127.0.0.1:1' }));
    const lock = takeInstanceLock(home);
    expect(() => takeInstanceLock(home)).toThrow('another process');
    lock.release();
  });
});

describe('a state directory that is removed while the agent runs', () => {
  it.each([
    ['the whole directory', () => rmSync(home, { recursive: true })],
    ['the database', () => rmSync(join(home, 'agent.sqlite'))],
    ['its log of changes', () => rmSync(join(home, 'agent.sqlite-wal'))],
  ])('%s: nothing happens that could not be recorded, and reads go on', async (_what, remove) => {
    const agent = await start();
    const { access_token, refresh_token } = await agent.pair();
    const waiting = await agent.request('POST', '/pair/start');
    remove();
    const answers = [
      await agent.request('POST', '/pair/start'),
      await agent.request('POST', '/auth/refresh', { body: { refresh_token } }),
      await agent.request('POST', '/pair/invite', { token: access_token, body: {} }),
      await agent.request('POST', '/pair/approve', {
        token: access_token,
        body: { pairing_code: waiting.json.pairing_code },
      }),
    ];
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(
      answers.map(() => [503, 'storage_unavailable']),
    );
    expect((await agent.request('GET', '/health')).status).toBe(200);
    expect((await agent.request('GET', '/moltbot/status', { token: access_token })).status).toBe(200);
    const checks = await agent.request('GET', '/system/checks', { token: access_token });
    expect(checks.json.checks).toContainEqual(expect.objectContaining({ check: 'database', outcome: 'error' }));
  });
});

it('a socket path that is too long even below the temporary directory finds a place', () => {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = `/tmp/${'a'.repeat(150)}`;
  try {
    const path = controlSocketPath(`/home/${'b'.repeat(150)}`);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
});

describe('what a killed agent left behind', () => {
  it('of configurations that nobody goes on with is gone after the next start: it holds secrets', async () => {
    const left = [join(home, 'config-changes'), join(home, 'config-check', 'candidate')];
    for (const directory of left) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      writeFileSync(join(directory, 'job_gone0000.json'), '{}', { mode: 0o600 });
    }
    await start();
    expect(left.map((directory) => existsSync(join(directory, 'job_gone0000.json')))).toEqual([false, false]);
  });
});
