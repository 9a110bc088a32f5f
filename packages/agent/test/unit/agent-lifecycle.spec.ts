import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

const running: TestAgent[] = [];
const newHome = () => mkdtempSync(join(tmpdir(), 'ops-'));

async function start(options: Parameters<typeof startTestAgent>[0] = {}): Promise<TestAgent> {
  const agent = await startTestAgent(options);
  running.push(agent);
  return agent;
}

afterEach(async () => {
  for (const agent of running.splice(0)) await agent.close();
});

describe('a start', () => {
  it('leaves state that only its user can open', async () => {
    const { home } = await start();
    expect(statSync(home).mode & 0o777).toBe(0o700);
    for (const name of ['agent.sock', 'agent.sqlite', 'agent.lock', 'agent.json']) {
      expect([name, statSync(join(home, name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('is refused beside a running agent, with the name of that one', async () => {
    const first = await start();
    await expect(startTestAgent({ home: first.home })).rejects.toThrow(`pid ${process.pid} at ${first.url}`);
    expect((await first.request('GET', '/health')).status).toBe(200);
  });

  it('is refused on a taken port, with the name of the holder, and leaves the state free', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const home = newHome();
    const taken = startTestAgent({ home, env: { MOLTBOT_OPS_PORT: String(port) } });
    await expect(taken).rejects.toThrow(new RegExp(`Port ${port} is taken by .*${process.pid}`));
    await new Promise((resolve) => holder.close(resolve));
    await start({ home });
  });

  it('takes over from an agent that was killed: its lock is gone with it, its socket is replaced', async () => {
    const home = newHome();
    const script = `
      import { startAgent } from ${JSON.stringify(new URL('../../src/main.ts', import.meta.url).href)};
      import { readSettings } from ${JSON.stringify(new URL('../../src/settings.ts', import.meta.url).href)};
      await startAgent(readSettings(), { writeLog: () => {} });
      process.kill(process.pid, 'SIGKILL');`;
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      MOLTBOT_OPS_HOME: home,
      MOLTBOT_OPS_PORT: '0',
      MOLTBOT_OPS_SECRET_STORE: 'file',
    };
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
    expect(killed).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    expect(statSync(join(home, 'agent.sock')).isSocket()).toBe(true);
    const agent = await start({ home });
    expect((await agent.request('GET', '/moltbot/status', { host_socket: true })).status).toBe(200);
  });

  it('finds a place for its socket when the state directory’s path is too long for one', async () => {
    const home = join(newHome(), 'a'.repeat(60), 'b'.repeat(60));
    const agent = await start({ home });
    expect((await agent.request('GET', '/devices', { host_socket: true })).status).toBe(200);
  });
});

describe('a close', () => {
  it('tells open streams, ends them and frees the state', async () => {
    // Its home is the next agent's too, so it must not go with the first one's end.
    const agent = await start({ keep_home: true });
    const { access_token } = await agent.pair();
    const stream = await agent.openStream(access_token);
    await agent.close();
    await stream.ended;
    expect(stream.text()).toContain('agent_closing');
    await expect(agent.request('GET', '/health')).rejects.toThrow();
    await start({ home: agent.home });
  });

  it('keeps sessions and forgets codes', async () => {
    const agent = await start({ keep_home: true });
    const { access_token } = await agent.pair();
    const waiting = await agent.request('POST', '/pair/start');
    await agent.close();
    const again = await start({ home: agent.home });
    expect((await again.request('GET', '/session', { token: access_token })).status).toBe(200);
    const body = { pairing_code: waiting.json.pairing_code };
    expect((await again.request('POST', '/pair/approve', { host_socket: true, body })).status).toBe(404);
  });
});

describe('events', () => {
  it('reach a device that stays, and a revoked device’s stream is ended at once', async () => {
    const agent = await start();
    const owner = await agent.pair();
    const guest = await agent.pair('viewer', 'guest');
    const [ours, theirs] = [await agent.openStream(owner.access_token), await agent.openStream(guest.access_token)];
    await agent.request('DELETE', `/devices/${guest.device_id}`, { token: owner.access_token });
    await theirs.ended;
    expect(theirs.text()).toContain('session.ended');
    await ours.until('devices.changed');
    expect(ours.text()).not.toContain('session.ended');
    await ours.close();
  });

  it('begin with the present status, so that nothing can change unseen between asking and listening', async () => {
    const agent = await start();
    const { access_token } = await agent.pair();
    const stream = await agent.openStream(access_token);
    const text = await stream.until(/data: .*\n\n/);
    const [, data = '{}'] = /event: status\.changed\ndata: (.*)\n/.exec(text) ?? [];
    const { json } = await agent.request('GET', '/moltbot/status', { token: access_token });
    expect(JSON.parse(data)).toMatchObject({ status: { state: json.state, installed: json.installed } });
    await stream.close();
  });

  it('that were missed come after a reconnect, and only those', async () => {
    const agent = await start();
    const { access_token } = await agent.pair();
    const stream = await agent.openStream(access_token);
    await agent.request('POST', '/pair/start');
    const seen = await stream.until(/id: \S+\nevent: pairing.changed/);
    await stream.close();
    await agent.request('POST', '/pair/start');
    const last = [...seen.matchAll(/id: (\S+)/g)].at(-1)?.[1] ?? '';
    const resumed = await agent.openStream(access_token, { 'last-event-id': last });
    const text = await resumed.until('"pending_count":2');
    expect(text).not.toContain('"pending_count":1');
    await resumed.close();
  });
});

describe('what is secret', () => {
  it('stands in no log line and in no audit record', async () => {
    const agent = await start();
    const { access_token, refresh_token } = await agent.pair('owner', 'a very private name');
    const pending = String((await agent.request('POST', '/pair/start')).json.pairing_code);
    await agent.request('POST', '/pair/confirm', { body: { pairing_code: pending, device_name: 'x' } });
    await agent.request('GET', `/devices?token=${access_token}`, { token: access_token });
    const audit = await agent.request('GET', '/audit', { token: access_token });
    const written = `${agent.log.join('')}${audit.text}${readFileSync(join(agent.home, 'agent.json'), 'utf8')}`;
    for (const secret of [access_token, refresh_token, pending, pending.replace('-', ''), 'a very private name']) {
      expect(written).not.toContain(secret);
    }
    expect(agent.violations).toEqual([]);
  });
});
