import { expect } from 'vitest';
import { type Ask, beginInstall, openInstallStage, untilEnded } from '../support/install-stage.ts';
import { startSshServer } from '../support/ssh-server.ts';
import { startTestAgent } from '../support/start-agent.ts';
import type { Journey, JourneyTools } from './journeys.ts';

/** Checks, an installation by stand-ins on a machine of its own, and a gateway that is adopted. */
export const installJourney: Journey = {
  title: 'checks, installation, discovery and adoption on this machine',
  async walk(tools) {
    const { call } = tools;
    expect((await call('prerequisitesRun', { body: { place: 'local', method: 'docker' } })).status).toBe(200);
    expect((await call('installLocal', { body: { method: 'npm' } })).json.code).toBe('confirmation_required');
    expect((await call('gatewayDiscover')).status).toBe(200);
    expect((await call('gatewayAdopt', { body: { gateway_id: 'gw_0' } })).status).toBe(404);
    await askOtherMachine(tools);
    await installAndAdopt(tools);
  },
};

async function askOtherMachine({ call }: JourneyTools): Promise<void> {
  const machine = await startSshServer();
  const { host, port, fingerprint } = machine;
  const body = { place: 'ssh', host, ssh_port: port, username: 'ops', auth: { type: 'password', password: 'x' } };
  expect((await call('prerequisitesRun', { body })).json.code).toBe('host_key_unknown');
  await call('sshHostKeyApprove', { body: { host, port, fingerprint } });
  machine.close();
  expect((await call('prerequisitesRun', { body })).status).toBe(502);
}

async function installAndAdopt({ note }: JourneyTools): Promise<void> {
  const stage = await openInstallStage();
  const usual_path = process.env.PATH;
  process.env.PATH = stage.path;
  const { home, gateway_home } = stage;
  const agent = await startTestAgent({ home, gateway_home, keep_home: true });
  try {
    const { access_token: token } = await agent.pair('owner', 'laptop');
    const ask: Ask = (method, path, body) => agent.request(method, path, { token, ...(body ? { body } : {}) });
    const job_id = await beginInstall(ask, { method: 'npm', port: stage.port });
    note('installLocal', 202);
    const early = await ask('POST', '/setup/adopt', { gateway_id: 'gw_0' });
    expect(early.json.code).toBe('host_busy');
    note('gatewayAdopt', early.status);
    expect((await untilEnded(ask, job_id)).state).toBe('succeeded');
    const { gateways } = (await ask('GET', '/setup/gateways')).json as { gateways: { gateway_id: string }[] }; // checked by the contract
    const adopted = await ask('POST', '/setup/adopt', { gateway_id: gateways[0]?.gateway_id });
    expect(adopted.status).toBe(200);
    note('gatewayAdopt', adopted.status);
    expect(agent.violations).toEqual([]);
  } finally {
    process.env.PATH = usual_path;
    await agent.close();
    stage.clean();
  }
}
