import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServices } from '../../test/support/services.ts';
import type { Principal } from '../access/principal.ts';
import { AppError } from '../errors.ts';
import { HostError } from '../ports/host-executor.ts';
import type { SshAddress } from '../ports/ssh.ts';
import { createHostKeys, type HostKeys } from './host-keys.ts';

const owner: Principal = { kind: 'host', role: 'owner' };
const key = (letter: string) => ({ key_type: 'ssh-ed25519', fingerprint: `SHA256:${letter.repeat(43)}` });
const machine = { host: 'vps.example', port: 22 };

let services: Awaited<ReturnType<typeof openServices>>;
let shown = new Map<string, string>();
let asked: SshAddress[] = [];
let keys: HostKeys;
beforeEach(async () => {
  services = await openServices();
  shown = new Map([['vps.example:22', 'A']]);
  asked = [];
  const readHostKey = async (address: SshAddress) => {
    asked.push(address);
    const letter = shown.get(`${address.host}:${address.port}`);
    if (!letter) throw new HostError('lost', 'Nobody is there.', { code: 'ssh_unreachable' });
    return key(letter);
  };
  keys = createHostKeys({ ...services, dialer: { readHostKey } });
});
afterEach(() => services.close());

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const approve = (letter: string, more = {}) => keys.approve(owner, { ...machine, ...key(letter), ...more });
const events = async () =>
  (await services.ledger.readPage({ limit: 50, before_index: null })).records.map(({ event }) => event);

describe('the key of a machine', () => {
  it('is unknown, then pinned, then changed, and asking for it stores nothing', async () => {
    expect((await keys.read(machine)).trust).toBe('unknown');
    expect(await keys.list()).toEqual({ host_keys: [] });
    await approve('A');
    expect((await keys.read({ host: 'VPS.example.', port: 22 })).trust).toBe('pinned');
    shown.set('vps.example:22', 'B');
    expect(await keys.read(machine)).toMatchObject({ trust: 'changed', pinned_fingerprint: key('A').fingerprint });
    expect(await events()).toEqual(['ssh_host_key.approved']);
  });

  it('is pinned only as the machine shows it now', async () => {
    expect(await codeOf(approve('B'))).toBe('host_key_changed');
    expect(await codeOf(approve('A', { fingerprint: '' }))).toBe('host_key_changed');
    expect(await codeOf(keys.approve(owner, { host: 'gone.example', port: 22, ...key('A') }))).toBe('ssh_unreachable');
    expect(await keys.list()).toEqual({ host_keys: [] });
    expect(await events()).toEqual([]);
  });

  it('is never replaced: another key needs the old pin forgotten first', async () => {
    const pin = await approve('A');
    expect(await approve('A')).toEqual(pin);
    shown.set('vps.example:22', 'B');
    expect(await codeOf(approve('B'))).toBe('host_key_changed');
    expect(await keys.pinOf(machine)).toMatchObject(key('A'));
    await keys.forget(owner, pin.host_key_id);
    expect(await codeOf(keys.forget(owner, pin.host_key_id))).toBe('host_key_not_found');
    expect(await keys.pinOf(machine)).toBeNull();
    await approve('B');
    expect(await events()).toEqual(['ssh_host_key.approved', 'ssh_host_key.forgotten', 'ssh_host_key.approved']);
  });

  it('is one for each port of a machine', async () => {
    shown.set('vps.example:2222', 'C');
    await approve('A');
    await approve('C', { port: 2222 });
    expect((await keys.list()).host_keys).toHaveLength(2);
    expect(await keys.pinOf({ ...machine, port: 2222 })).toMatchObject(key('C'));
  });

  it.each(['-oProxyCommand=x', 'a@b', 'a b', 'a%b', 'a\nb', ''])('is not asked of %j', async (host) => {
    expect(await codeOf(keys.read({ host, port: 22 }))).toBe('invalid_request');
    expect(await codeOf(keys.approve(owner, { host, port: 22, ...key('A') }))).toBe('invalid_request');
    expect(asked).toEqual([]);
  });
});
