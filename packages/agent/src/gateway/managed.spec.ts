import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServices } from '../../test/support/services.ts';
import { writeMeta } from '../store/meta.ts';
import { openManaged, parseManaged, type RemoteGateway } from './managed.ts';
import { createRemoteSecrets } from './remote-secrets.ts';

const remote: RemoteGateway = {
  ...{ kind: 'ssh', host: 'vps.example', port: 22, username: 'ops', method: 'native', profile: 'openclaw' },
  ...{ gateway_port: 18_789, version: '2026.9.6', service_manager: 'systemd-user', service_unit: 'x.service' },
  config_path: '/home/ops/.openclaw/openclaw.json',
};

let services: Awaited<ReturnType<typeof openServices>>;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

describe('the managed gateway', () => {
  it('is whichever is discovered until somebody says otherwise, and is found again', async () => {
    const managed = await openManaged(services.db);
    const told: string[] = [];
    const stop = managed.onChange(({ kind }) => told.push(kind));
    expect(managed.get().kind).toBe('discovered');
    await managed.set(remote);
    expect((await openManaged(services.db)).get()).toEqual(remote);
    await managed.set({ kind: 'docker' });
    stop();
    await managed.set({ kind: 'native' });
    expect(told).toEqual(['ssh', 'docker']);
    expect((await openManaged(services.db)).get()).toEqual({ kind: 'native' });
  });

  it.each([
    null,
    '',
    '{',
    '[]',
    '"ssh"',
    '{"kind":"fleet"}',
    '{"kind":"ssh"}',
    JSON.stringify({ ...remote, host: 5 }),
    JSON.stringify({ ...remote, profile: 'other' }),
    JSON.stringify({ ...remote, gateway_port: 'x' }),
  ])('is whichever is discovered where the record holds %j', async (text) => {
    expect(parseManaged(text)).toEqual({ kind: 'discovered' });
    if (text !== null) await writeMeta(services.db, 'managed_gateway', text);
    expect((await openManaged(services.db)).get()).toEqual({ kind: 'discovered' });
  });
});

describe('what a gateway of another machine is watched with', () => {
  const key = { private_key: 'private', public_key: 'public' };

  it('takes the place of the former only when its installation has ended well', async () => {
    const held = createRemoteSecrets(services.secrets);
    expect(await held.readWatchKey()).toBeNull();
    await held.keepCandidate('job_one', { key, token: 'sesame', machine: null });
    expect(await held.readWatchKey()).toBeNull();
    await held.promote('job_one');
    await held.promote('job_one');
    expect([await held.readWatchKey(), await held.readToken()]).toEqual([key, 'sesame']);

    await services.secrets.write('ssh_gateway_watcher', 'identity');
    await held.keepCandidate('job_two', { key: { ...key, private_key: 'second' }, token: null, machine: null });
    await held.dropCandidate('job_two');
    await held.promote('job_two');
    expect([await held.readWatchKey(), await held.readToken()]).toEqual([key, 'sesame']);
    expect(await services.secrets.read('ssh_gateway_watcher')).toBe('identity');

    await held.keepCandidate('job_three', { key, token: null, machine: null });
    await held.promote('job_three');
    expect(await held.readToken()).toBeNull();
    expect(await services.secrets.read('ssh_gateway_watcher')).toBeNull();
  });

  it('is as good as gone where the store holds something else', async () => {
    const held = createRemoteSecrets(services.secrets);
    for (const text of ['', '{', '{}', '{"private_key":1,"public_key":2}']) {
      await services.secrets.write('ssh_watch_key', text);
      expect(await held.readWatchKey()).toBeNull();
    }
  });
});
