import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import { afterEach, describe, expect, it } from 'vitest';
import { launchSimulator, type Simulator } from '../../../simulator/src/launch.ts';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function startBoth(
  home = mkdtempSync(join(tmpdir(), 'ops-')),
): Promise<{ gateway: Simulator; agent: TestAgent }> {
  const gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')) });
  ending.push(() => gateway.stop());
  return { gateway, agent: await startBeside(gateway, home) };
}

async function startBeside(gateway: Simulator, home: string): Promise<TestAgent> {
  const env = { MOLTBOT_OPS_GATEWAY_BINARY: join(gateway.bin_dir, 'openclaw') };
  const agent = await startTestAgent({ home, gateway_home: gateway.home, env });
  ending.push(() => agent.close());
  return agent;
}

/** Follows the event stream, as a console does, until a status fits. */
async function statusWhen(
  agent: TestAgent,
  token: string,
  fits: (status: MoltBotStatus) => boolean,
): Promise<MoltBotStatus> {
  const stream = await agent.openStream(token);
  const read = async () => (await agent.request('GET', '/moltbot/status', { token })).json as unknown as MoltBotStatus;
  let status = await read();
  for (let seen = 1; !fits(status); seen++) {
    await stream.until(new RegExp(`(event: status.changed[\\s\\S]*){${seen}}`));
    status = await read();
  }
  await stream.close();
  return status;
}

describe('an agent beside a gateway', () => {
  it('tells its streams of a kill and of the return, and keeps both on the timeline', async () => {
    const { gateway, agent } = await startBoth();
    const { access_token } = await agent.pair();
    const up = await statusWhen(agent, access_token, ({ gateway_connected }) => gateway_connected);
    expect(up).toMatchObject({
      state: 'running',
      running: true,
      version: '2026.9.6',
      watcher: { source: 'websocket' },
    });
    await gateway.kill();
    const down = await statusWhen(agent, access_token, ({ state }) => state === 'stopped');
    expect(down).toMatchObject({ running: false, gateway_connected: false, reasons: [{ code: 'gateway_killed' }] });
    const revived = await gateway.restart();
    ending.push(() => revived.stop());
    const back = await statusWhen(agent, access_token, ({ gateway_connected }) => gateway_connected);
    expect(back.boot_id).not.toBe(up.boot_id);
    const { json } = await agent.request('GET', '/timeline?hours=1', { token: access_token });
    const states = (json.spans as { state: string }[]).map(({ state }) => state);
    expect(states.indexOf('stopped')).toBeGreaterThan(states.indexOf('running'));
    expect(states.at(-1)).toBe('running');
    expect(agent.violations).toEqual([]);
  });

  it('is one and the same device to the gateway after a restart of the agent', async () => {
    const { gateway, agent } = await startBoth();
    const { access_token } = await agent.pair();
    await statusWhen(agent, access_token, ({ gateway_connected }) => gateway_connected);
    const before = pairedDevices(gateway);
    expect(before).toHaveLength(1);
    await agent.close();
    const again = await startBeside(gateway, agent.home);
    await statusWhen(again, access_token, ({ gateway_connected }) => gateway_connected);
    expect(pairedDevices(gateway)).toEqual(before);
    expect(again.log.join('')).not.toContain('not kept');
  });

  it('writes the gateway’s token nowhere', async () => {
    const { gateway, agent } = await startBoth();
    const { access_token } = await agent.pair();
    await statusWhen(agent, access_token, ({ gateway_connected }) => gateway_connected);
    const answers = await Promise.all(
      ['/moltbot/status', '/timeline', '/system/checks', '/audit'].map((path) =>
        agent.request('GET', path, { token: access_token }),
      ),
    );
    const text = agent.log.join('') + answers.map((answer) => answer.text).join('');
    expect(text).not.toContain(gateway.token);
  });
});

/** Ids of the devices that the gateway has paired. */
function pairedDevices(gateway: Simulator): string[] {
  const listed = spawnSync(join(gateway.bin_dir, 'openclaw'), ['devices', 'list', '--json'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: gateway.home, OPENCLAW_GATEWAY_TOKEN: gateway.token },
  });
  const { paired } = JSON.parse(listed.stdout) as { paired: { deviceId: string }[] };
  return paired.map(({ deviceId }) => deviceId).sort();
}
