import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createFakeHost, type FakeRun } from '../../../test/support/fake-host.ts';
import { createSystemdControl } from '../../adapters/control-systemd.ts';
import { dockerEngines } from '../../adapters/docker-engine.ts';
import { runtimeProfiles } from '../../gateway/profiles.ts';
import { userService } from './user-service.ts';

const [profile] = runtimeProfiles;
if (profile === undefined) throw new Error('there is a profile');

const answering: FakeRun = ([program]) => (program === 'systemctl' ? { stdout: 'Version=252\n' } : undefined);
const noBus: FakeRun = ([program]) =>
  program === 'systemctl' ? { status: 1, stderr: 'Failed to connect to bus: No medium found\n' } : undefined;

function machine(run: FakeRun, ...paths: string[]) {
  const host = createFakeHost(run);
  for (const path of paths) host.entries.set(path, { kind: 'file', content: '', mode: 0o644 });
  return host;
}

async function look(host: ReturnType<typeof machine>, local: boolean) {
  return userService.look({
    ...{ host, host_facts: await host.facts(), local, method: 'npm', profile: profile as NonNullable<typeof profile> }, // checked above
    ...{ port: 18_789, gateway_home: '/home/ops', program_env: {}, docker_socket: '/var/run/docker.sock' },
    ...{ engines: dockerEngines, clock: createFakeClock(), signal: new AbortController().signal },
  });
}

const systemd = '/run/systemd/system/x';
const linger = '/var/lib/systemd/linger/ops';

describe('what keeps a gateway alive', () => {
  it('is there where the user’s manager answers and outlives the session', async () => {
    expect(await look(machine(answering, systemd, linger), false)).toMatchObject({ outcome: 'ok' });
  });

  it('is missing on another machine without a user bus, which says how to get it', async () => {
    const host = machine(noBus, systemd);
    const found = await look(host, false);
    expect(found).toMatchObject({ outcome: 'blocker', message: expect.stringContaining('/run/user/1000/bus') });
    for (const words of ['loginctl enable-linger ops', 'dbus-user-session', 'choose Docker'])
      expect(found.next_step).toContain(words);
    expect(found.evidence?.map(({ value }) => value)).toEqual(['Failed to connect to bus: No medium found']);
    // The plan finds the same, should it come that far.
    expect(await createSystemdControl().available(host)).toContain('/run/user/1000/bus');
  });

  it('is the agent itself on its own machine, where nothing better answers', async () => {
    const found = await look(machine(noBus, systemd), true);
    expect(found).toMatchObject({ outcome: 'warning', message: expect.stringContaining('The agent itself keeps') });
    expect(found.next_step).not.toContain('Docker');
  });

  it('is missing on another machine without systemd, for which Docker is the way', async () => {
    const found = await look(machine(answering), false);
    expect(found).toMatchObject({ outcome: 'blocker', next_step: expect.stringContaining('Docker') });
    expect((await look(machine(answering), true)).outcome).toBe('ok');
  });

  it('ends with the session where nobody lets it linger, which is said and not a blocker', async () => {
    const found = await look(machine(answering, systemd), false);
    expect(found).toMatchObject({ outcome: 'warning', next_step: expect.stringContaining('enable-linger ops') });
  });
});
