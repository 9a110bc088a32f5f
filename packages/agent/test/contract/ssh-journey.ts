import { expect } from 'vitest';
import { startSshServer } from '../support/ssh-server.ts';
import { openSshStage } from '../support/ssh-stage.ts';
import type { Journey, JourneyTools } from './journeys.ts';

/** The key of a machine: read, approved, found changed, forgotten. */
export const sshJourney: Journey = {
  title: 'host keys of other machines, and an installation on one',
  async walk(tools) {
    const { agent, owner, call } = tools;
    const token = owner.access_token;
    const machine = await startSshServer();
    const { host, port, fingerprint } = machine;
    const shown = await call('sshHostKeyRead', { token, body: { host, port } });
    expect(shown.json).toMatchObject({ fingerprint, trust: 'unknown', key_type: 'ssh-ed25519' });
    const pin = await call('sshHostKeyApprove', { token, body: { host, port, fingerprint } });
    expect(pin.status).toBe(200);
    expect((await call('sshHostKeyRead', { token, body: { host, port } })).json.trust).toBe('pinned');
    expect((await call('sshHostKeyList', { token })).json.host_keys).toEqual([pin.json]);

    machine.close();
    expect((await call('sshHostKeyRead', { token, body: { host, port } })).status).toBe(502);
    const other = await startSshServer(port);
    expect((await call('sshHostKeyRead', { token, body: { host, port } })).json).toMatchObject({
      trust: 'changed',
      pinned_fingerprint: fingerprint,
    });
    const again = { host, port, fingerprint: other.fingerprint };
    expect((await call('sshHostKeyApprove', { token, body: again })).status).toBe(409);

    const path = `/ssh/host-keys/${String(pin.json.host_key_id)}`;
    const admin = await agent.pair('admin', 'laptop');
    expect((await call('sshHostKeyForget', { token: admin.access_token }, path)).status).toBe(403);
    expect((await call('sshHostKeyForget', { token }, path)).status).toBe(204);
    expect((await call('sshHostKeyForget', { token }, path)).status).toBe(404);
    expect((await call('sshHostKeyApprove', { token, body: again })).status).toBe(200);
    expect(other.sign_ins()).toBe(0);
    other.close();
    await installThere(tools);
  },
};

async function installThere({ call, note }: JourneyTools): Promise<void> {
  const ssh = await openSshStage();
  try {
    expect((await call('installSsh', { body: ssh.body })).json.code).toBe('confirmation_required');
    await ssh.approve();
    const job_id = await ssh.begin();
    note('installSsh', 202);
    expect((await ssh.untilEnded(job_id)).state).toBe('succeeded');
    expect(ssh.agent().violations).toEqual([]);
  } finally {
    await ssh.close();
  }
}
