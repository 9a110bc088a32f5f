import { describe, expect, it } from 'vitest';
import { choiceOf, choosePlace, errorsIn, formOf, machineWords } from './choice.ts';

const ssh = { ...formOf(null), place: 'ssh' as const, host: 'vps.example.org', username: 'ops' };

describe('what is chosen', () => {
  it('begins with Docker on this machine, from stable', () => {
    expect(choiceOf(formOf(null))).toEqual({
      place: 'local',
      method: 'docker',
      channel: 'stable',
      version: null,
      port: null,
    });
  });

  it('comes back as it was told', () => {
    for (const choice of [choiceOf(ssh), { place: 'adopt' as const, channel: 'stable' as const, gateway_id: 'gw_1' }])
      expect(choiceOf(formOf(choice))).toEqual(choice);
  });

  it('never asks for a method that the place does not have', () => {
    const here = choosePlace({ ...formOf(null), method: 'brew' }, 'ssh');
    expect(here.method).toBe('native');
    expect(choosePlace(here, 'local').method).toBe('npm');
    expect(choosePlace(formOf(null), 'ssh').method).toBe('docker');
  });

  it.each([
    ['host', '-oProxyCommand=x'],
    ['host', 'a b'],
    ['host', 'a;reboot'],
    ['host', '$(id)'],
    ['username', '-l'],
    ['username', 'root\n'],
    ['ssh_port', '0'],
    ['ssh_port', '22x'],
    ['port', '80'],
    ['port', '65536'],
    ['version', 'latest'],
    ['version', '--help'],
    ['version', '../1'],
  ])('says at once that %s cannot be %j', (field, value) => {
    expect(Object.keys(errorsIn({ ...ssh, [field]: value }, false))).toEqual([field]);
  });

  it('takes a version as a tag is written, and tells it as a release is', () => {
    const tagged = { ...formOf(null), version: 'v2026.9.6' };
    expect(errorsIn(tagged, true)).toEqual({});
    expect(choiceOf(tagged).version).toBe('2026.9.6');
  });

  it.each([
    'vps',
    'vps.example.org',
    'vps.example.org.',
    'my_vps',
    '10.0.0.7',
    '::1',
    '2001:db8::7',
    '[2001:db8::7]',
    '::ffff:10.0.0.7',
  ])('takes %s for a machine', (host) => expect(errorsIn({ ...ssh, host }, true)).toEqual({}));

  it.each(['[vps]', '[::1', ':22', 'vps:22/x', '.', '-', '[]'])('takes %s for no machine', (host) =>
    expect(Object.keys(errorsIn({ ...ssh, host }, true))).toEqual(['host']),
  );

  it('names the machine with its port where that is not the usual one', () => {
    const told = { ...choiceOf(ssh), host: 'vps' };
    expect(machineWords({ ...told, ssh_port: 22 })).toBe('ops@vps');
    expect(machineWords({ ...told, ssh_port: 2222 })).toBe('ops@vps:2222');
    expect(machineWords({ ...told, host: '::1', ssh_port: 2222 })).toBe('ops@[::1]:2222');
  });

  it('says where the account belongs', () => {
    expect(errorsIn({ ...ssh, host: 'ops@vps.example.org' }, false).host).toContain('a field of its own');
  });

  it('asks for what is missing only when it is time to go on', () => {
    const empty = { ...ssh, host: '', username: '' };
    expect(errorsIn(empty, false)).toEqual({});
    expect(Object.keys(errorsIn(empty, true))).toEqual(['host', 'username']);
    expect(Object.keys(errorsIn(choosePlace(formOf(null), 'adopt'), true))).toEqual(['gateway_id']);
  });
});
