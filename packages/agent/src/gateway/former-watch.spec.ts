import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServices } from '../../test/support/services.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { writeMeta } from '../store/meta.ts';
import { createFormerWatch } from './former-watch.ts';
import { describeLeftLine, openLeftLines } from './left-lines.ts';
import { openManaged, type RemoteGateway } from './managed.ts';
import { createRemoteSecrets, watcherDevice } from './remote-secrets.ts';

const gatewayOn = (host: string): RemoteGateway => ({
  ...{ kind: 'ssh', host, port: 22, username: 'ops', method: 'native', profile: 'openclaw' },
  ...{ gateway_port: 18_789, version: null, service_manager: 'systemd-user', service_unit: null, config_path: null },
});
const machineOn = (host: string) => ({ host, port: 22, username: 'ops' });
const keyOf = (name: string) => ({
  private_key: `private ${name}`,
  public_key: `ssh-ed25519 ${name} watch@moltbot-ops`,
});

let services: Awaited<ReturnType<typeof openServices>>;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

async function openFormer() {
  const held = createRemoteSecrets(services.secrets);
  const left = await openLeftLines(services.db);
  const record = await openManaged(services.db);
  const former = createFormerWatch({
    managed: record,
    held,
    left,
    onError: (error) => expect.unreachable(String(error)),
  });
  /** As an installation there that ends well. */
  const install = async (host: string, name: string) => {
    await held.keepCandidate(`job_${name}`, { key: keyOf(name), token: name, machine: machineOn(host) });
    await former.replace({ machine: machineOn(host), public_key: keyOf(name).public_key }, []);
    await held.promote(`job_${name}`);
    await former.managed.set(gatewayOn(host));
  };
  const machines = async () => (await former.leftBehind()).map(({ machine }) => machine.host);
  return { held, left, former, install, machines };
}

describe('a way of watching that is given up', () => {
  it('is named with its machine from then on, also after a restart, until it is taken back there', async () => {
    const { former, install, machines } = await openFormer();
    await install('one.example', 'one');
    expect(await former.leftBehind()).toEqual([]);
    await install('two.example', 'two');
    expect(await machines()).toEqual(['one.example']);
    const again = await openFormer();
    expect(await again.machines()).toEqual(['one.example']);
    await again.install('one.example', 'three');
    expect(await again.machines()).toEqual(['two.example']);
  });

  it('keeps no secret when the agent looks after its own machine again', async () => {
    const { held, former, install, machines } = await openFormer();
    await install('one.example', 'one');
    await services.secrets.write(watcherDevice, 'device');
    await former.managed.set({ kind: 'discovered' });
    expect([await held.readWatchKey(), await held.readToken(), await services.secrets.read(watcherDevice)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(await machines()).toEqual(['one.example']);
  });

  it('is not given up where the same key goes on watching', async () => {
    const { install, machines } = await openFormer();
    await install('one.example', 'one');
    await install('one.example', 'one');
    expect(await machines()).toEqual([]);
  });

  it('lets a newer key be, whoever gives the former one up late', async () => {
    const { held, install } = await openFormer();
    await install('one.example', 'one');
    await install('two.example', 'two');
    await held.forget(keyOf('one').public_key);
    expect(await held.readWatchKey()).toEqual(keyOf('two'));
    expect(await held.readToken()).toBe('two');
  });

  it('names machine and key so that neither is masked, and the line is told from those of other agents', () => {
    const public_key =
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGqWf0gX1qzR8o3tDq3YyqGkq9xkY8mV3m0P6m8Qx7aB watch@moltbot-ops';
    for (const [host, named] of [
      ['vps.example.com', 'vps.example.com:2222 (account ops)'],
      ['::1', '[::1]:2222 (account ops)'],
    ] as const) {
      const said = describeLeftLine({ machine: { ...machineOn(host), port: 2222 }, public_key });
      expect(said).toContain(`On ${named} one line stays`);
      expect(said).toMatch(/ the key SHA256:[A-Za-z0-9+/]{43} /);
      expect(createRedactor().redact(said)).toBe(said);
    }
  });

  it.each(['{', '[]', '{}', '[5,null,{"machine":{"host":5}},{"public_key":"x"}]'])(
    'is none where the record holds %s',
    async (text) => {
      await writeMeta(services.db, 'left_watch_lines', text);
      expect((await openLeftLines(services.db)).list()).toEqual([]);
    },
  );
});

describe('what an installation kept aside', () => {
  it('is dropped when it has ended, and its line is remembered where it was not taken back', async () => {
    const { held, former, machines } = await openFormer();
    const kept = { key: keyOf('one'), token: 'sesame', machine: machineOn('one.example') };
    await held.keepCandidate('job_one', kept);
    await services.secrets.write(held.deviceName('job_one'), 'device');
    await former.settle('job_one');
    await former.settle('job_one');
    expect(await held.readCandidate('job_one')).toBeNull();
    expect(await services.secrets.read(held.deviceName('job_one'))).toBeNull();
    expect(await held.listCandidates()).toEqual([]);
    expect(await machines()).toEqual(['one.example']);
  });

  it('leaves nothing behind where it was the key that watches', async () => {
    const { held, former, install, machines } = await openFormer();
    await install('one.example', 'one');
    await held.keepCandidate('job_two', { key: keyOf('one'), token: null, machine: machineOn('one.example') });
    await former.settle('job_two');
    expect(await held.readWatchKey()).toEqual(keyOf('one'));
    expect(await machines()).toEqual([]);
  });

  it('is swept with the next start, but for installations that go on', async () => {
    const { held, former } = await openFormer();
    for (const name of ['one', 'two', 'three'])
      await held.keepCandidate(`job_${name}`, { key: keyOf(name), token: null, machine: null });
    await former.sweep(async (place) => place !== 'job_two');
    expect(await held.listCandidates()).toEqual(['job_two']);
    expect(await held.readCandidate('job_one')).toBeNull();
    expect(await held.readCandidate('job_two')).not.toBeNull();
  });

  it('keeps the key that an agent took over and was killed before it noted the machine', async () => {
    const { held, former } = await openFormer();
    await held.keepCandidate('job_one', { key: keyOf('one'), token: 'sesame', machine: machineOn('one.example') });
    await held.promote('job_one');
    // The next start finds the installation unfinished, and somebody lets it go on.
    await former.sweep(async () => false);
    await held.promote('job_one');
    await former.managed.set(gatewayOn('one.example'));
    await former.settle('job_one');
    expect([await held.readWatchKey(), await held.readToken()]).toEqual([keyOf('one'), 'sesame']);
    expect(await held.listCandidates()).toEqual([]);
  });

  it('is swept with a key that nothing is watched with any more', async () => {
    const { held, former } = await openFormer();
    await held.keepCandidate('job_one', { key: keyOf('one'), token: 'sesame', machine: null });
    await held.promote('job_one');
    await former.sweep(async () => true);
    expect([await held.readWatchKey(), await held.readToken()]).toEqual([null, null]);
  });
});
