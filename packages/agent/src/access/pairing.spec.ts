import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openServices, pairDevice, type TestServices } from '../../test/support/services.ts';
import type { AppError } from '../errors.ts';
import type { Principal } from './principal.ts';

const host: Principal = { kind: 'host', role: 'owner' };
const origin = 'http://127.0.0.1:7337';
let services: TestServices;

beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const redeem = (pairing_code: string, device_name = 'Phone') =>
  services.pairing.redeem({ pairing_code, device_name, via: 'bearer' });
const refused = (code: string) => expect.objectContaining({ code });
const wrong = (n: number) => `ZZZZZ-ZZZ${String(n).padStart(2, '0')}`;
const guess = async (times: number) => {
  for (let n = 0; n < times; n += 1) await redeem(wrong(n)).catch(() => {});
};
const ownerPrincipal = async (): Promise<Principal> => {
  const { device_id, session_id } = await pairDevice(services);
  return { kind: 'device', device_id, session_id, role: 'owner', via: 'bearer' };
};
const auditOf = async (event: string) => {
  await services.ledger.close();
  const { records } = await services.ledger.readPage({ limit: 500, before_index: null });
  return records.filter((record) => record.event === event);
};

describe('asking to be let in', () => {
  test('gives a code of two groups of five that lives 180 seconds', async () => {
    const { pairing_code, expires_in_seconds } = await services.pairing.start();
    expect(pairing_code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(expires_in_seconds).toBe(180);
  });

  test('a pending code is worth nothing until the host approves it, and asking costs no guess', async () => {
    const { pairing_code } = await services.pairing.start();
    for (let n = 0; n < 90; n += 1) await expect(redeem(pairing_code)).rejects.toEqual(refused('approval_pending'));
    await services.pairing.approve({ pairing_code, by: host });
    expect((await redeem(pairing_code)).tokens.access_token).toMatch(/^eyJ/);
  });

  test('case, spaces, dashes and look-alikes in a typed code do not matter', async () => {
    const { pairing_code } = await services.pairing.start();
    const typed = ` ${pairing_code.toLowerCase().replace('-', ' – ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(await services.pairing.approve({ pairing_code: typed, by: host })).toMatchObject({ approved: true });
  });

  test('at most five wait at once, also in a burst; the sixth is told when to come again', async () => {
    services.clock.advance(1);
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => services.pairing.start()));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    services.clock.advance(100_000);
    const error = (await services.pairing.start().catch((thrown: unknown) => thrown)) as AppError;
    expect(error).toMatchObject({ code: 'too_many_pending', retry_after_seconds: 80 });
    services.clock.advance(80_000);
    await expect(services.pairing.start()).resolves.toMatchObject({ expires_in_seconds: 180 });
  });

  test('an approved code no longer takes a place among the waiting', async () => {
    const codes = [];
    for (let n = 0; n < 5; n += 1) codes.push(await services.pairing.start());
    await services.pairing.approve({ pairing_code: codes[0]?.pairing_code ?? '', by: host });
    await expect(services.pairing.start()).resolves.toBeDefined();
    expect(services.pairing.pendingCount()).toBe(5);
  });

  test('a code dies after 180 seconds on the monotonic clock, wherever the wall clock is put', async () => {
    const { pairing_code } = await services.pairing.start();
    await services.pairing.approve({ pairing_code, by: host });
    services.clock.jumpWall(-86_400_000);
    services.clock.advance(179_999);
    services.clock.jumpWall(2 * 86_400_000);
    const other = await services.pairing.invite({ by: host, console_origin: origin });
    services.clock.advance(1);
    await expect(redeem(pairing_code)).rejects.toEqual(refused('pairing_code_invalid'));
    await expect(redeem(other.pairing_code)).resolves.toBeDefined();
  });

  test('a restart voids every code', async () => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    services = await services.restart();
    await expect(redeem(pairing_code)).rejects.toEqual(refused('pairing_code_invalid'));
  });
});

describe('guessing', () => {
  test('the fifth wrong code ends every code that lives, invites included, and nothing is accepted until they would have expired', async () => {
    const pending = await services.pairing.start();
    const invite = await services.pairing.invite({ by: host, console_origin: origin });
    services.clock.advance(60_000);
    await guess(4);
    await services.pairing.approve({ pairing_code: pending.pairing_code, by: host });
    await expect(redeem(wrong(9))).rejects.toEqual(refused('pairing_code_invalid'));
    for (const { pairing_code } of [pending, invite]) {
      const error = (await redeem(pairing_code).catch((thrown: unknown) => thrown)) as AppError;
      expect(error).toMatchObject({ code: 'too_many_guesses', retry_after_seconds: 120 });
    }
    services.clock.advance(120_000);
    await expect(redeem(wrong(1))).rejects.toEqual(refused('pairing_code_invalid'));
  });

  test('counts over all askers and not for each: four by one and one by another are five', async () => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    await Promise.allSettled([...Array.from({ length: 4 }, (_, n) => redeem(wrong(n), 'A')), redeem(wrong(7), 'B')]);
    await expect(redeem(pairing_code)).rejects.toEqual(refused('too_many_guesses'));
  });

  test('a new code has five guesses of its own', async () => {
    await services.pairing.start();
    await guess(5);
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    await guess(4);
    await expect(redeem(pairing_code)).resolves.toBeDefined();
  });

  test('a device that still asks with a code of ours that is over costs others nothing', async () => {
    const old = await services.pairing.start();
    services.clock.advance(200_000);
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    for (let n = 0; n < 20; n += 1)
      await expect(redeem(old.pairing_code)).rejects.toEqual(refused('pairing_code_invalid'));
    await expect(redeem(pairing_code)).resolves.toBeDefined();
  });

  test('a wrong code typed by an owner counts, one typed at the host does not', async () => {
    const owner = await ownerPrincipal();
    const { pairing_code } = await services.pairing.start();
    const approve = (by: Principal, n: number) => services.pairing.approve({ pairing_code: wrong(n), by });
    for (let n = 0; n < 10; n += 1) await expect(approve(host, n)).rejects.toEqual(refused('pairing_code_unknown'));
    for (let n = 0; n < 5; n += 1) await expect(approve(owner, n)).rejects.toEqual(refused('pairing_code_unknown'));
    await expect(services.pairing.approve({ pairing_code, by: owner })).rejects.toEqual(refused('too_many_guesses'));
  });

  test('a lock-out touches no session', async () => {
    const { tokens } = await pairDevice(services);
    await services.pairing.start();
    await guess(5);
    await expect(services.sessions.verifyAccess(tokens.access_token)).resolves.toMatchObject({ role: 'owner' });
  });

  test('presence is not validity: empty, partial and overlong codes open nothing', async () => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    for (const code of ['', '-', pairing_code.slice(0, 9), `${pairing_code}0`]) {
      await expect(redeem(code)).rejects.toEqual(refused('pairing_code_invalid'));
    }
  });
});

describe('coming in', () => {
  test('of 50 who redeem one code at once, one wins', async () => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(pairing_code)));
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toEqual(refused('pairing_code_invalid'));
    }
    expect(services.devices.list(host).devices).toHaveLength(1);
  });

  test('losing a race costs other codes nothing', async () => {
    const first = await services.pairing.invite({ by: host, console_origin: origin });
    const second = await services.pairing.invite({ by: host, console_origin: origin });
    await Promise.allSettled(Array.from({ length: 50 }, () => redeem(first.pairing_code)));
    await expect(redeem(second.pairing_code)).resolves.toBeDefined();
  });

  test('the first device becomes owner whatever was asked, later ones admin unless a role was said', async () => {
    const roleOf = async (role?: 'owner' | 'admin' | 'viewer') =>
      services.devices.get((await pairDevice(services, role)).device_id).role;
    expect(await roleOf('viewer')).toBe('owner');
    expect(await roleOf()).toBe('admin');
    expect(await roleOf('viewer')).toBe('viewer');
  });

  test('of two codes approved before anybody came in, the first redeemed makes the owner', async () => {
    const one = await services.pairing.invite({ role: 'viewer', by: host, console_origin: origin });
    const two = await services.pairing.invite({ role: 'viewer', by: host, console_origin: origin });
    const [first, second] = [await redeem(one.pairing_code), await redeem(two.pairing_code)];
    expect(services.devices.get(first.device_id).role).toBe('owner');
    expect(services.devices.get(second.device_id).role).toBe('viewer');
  });

  test('where no owner is left, the next device approved at the host becomes owner', async () => {
    const { device_id } = await pairDevice(services);
    await services.devices.revoke(host, device_id);
    const { pairing_code } = await services.pairing.start();
    expect(await services.pairing.approve({ pairing_code, role: 'viewer', by: host })).toMatchObject({ role: 'owner' });
    expect(services.devices.get((await redeem(pairing_code)).device_id).role).toBe('owner');
  });

  test('invites have a cap of their own and carry the code in the fragment only', async () => {
    for (let n = 0; n < 5; n += 1) await services.pairing.start();
    const invite = await services.pairing.invite({ by: host, console_origin: origin });
    expect(invite.url).toBe(`${origin}/pair#${invite.pairing_code}`);
    for (let n = 0; n < 4; n += 1) await services.pairing.invite({ by: host, console_origin: origin });
    await expect(services.pairing.invite({ by: host, console_origin: origin })).rejects.toEqual(
      refused('too_many_pending'),
    );
  });

  test.each([
    '   ',
    'a\u0000b',
    'x\u202Eevil',
    'two\nlines',
    'a'.repeat(81),
    '\u200b',
    '\u200d',
    '\u3164',
    'a\u{e0041}b',
  ])('a name that hides or turns text is refused and costs neither code nor guess: %j', async (device_name) => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    for (let n = 0; n < 6; n += 1) {
      await expect(redeem(pairing_code, device_name)).rejects.toMatchObject({
        code: 'invalid_request',
        details: [{ field: 'device_name' }],
      });
    }
    await expect(redeem(pairing_code, '  Küche 📱 ')).resolves.toBeDefined();
    expect(services.devices.list(host).devices[0]?.name).toBe('Küche 📱');
  });

  test('when nothing can be recorded nobody comes in, and the code stays good', async () => {
    const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
    await services.store.db.executeQuery({ sql: 'PRAGMA query_only = ON', parameters: [] } as never); // as a full disk refuses
    await expect(redeem(pairing_code)).rejects.toEqual(refused('storage_unavailable'));
    await expect(services.pairing.start()).rejects.toEqual(refused('storage_unavailable'));
    expect(services.pairing.pendingCount()).toBe(0);
    await services.store.db.executeQuery({ sql: 'PRAGMA query_only = OFF', parameters: [] } as never);
    await expect(redeem(pairing_code)).resolves.toBeDefined();
  });
});

test('a code that let a device in lets in no second one, whatever goes wrong afterwards', async () => {
  const { pairing_code } = await services.pairing.invite({ by: host, console_origin: origin });
  const forget = services.devices.onChange(() => {
    throw new Error('a listener failed');
  });
  await expect(redeem(pairing_code)).rejects.toThrow('a listener failed');
  forget();
  await expect(redeem(pairing_code)).rejects.toEqual(refused('pairing_code_invalid'));
  expect(services.devices.list(host).devices).toHaveLength(1);
});

test('every decision is in the ledger, and neither a code nor a name is', async () => {
  const { pairing_code } = await services.pairing.start();
  await redeem(wrong(1)).catch(() => {});
  await services.pairing.approve({ pairing_code, role: 'viewer', by: host });
  await redeem(pairing_code, 'Grandmother’s tablet');
  await services.pairing.invite({ by: host, console_origin: origin });
  await services.ledger.close();
  const { records } = await services.ledger.readPage({ limit: 100, before_index: null });
  expect(records.map(({ event, outcome }) => `${event} ${outcome}`).sort()).toEqual([
    'pairing.approved allowed',
    'pairing.invited allowed',
    'pairing.redeemed allowed',
    'pairing.refused refused',
    'pairing.requested allowed',
  ]);
  const text = JSON.stringify(records);
  expect(text).not.toContain(pairing_code.slice(0, 5));
  expect(text).not.toContain('Grandmother');
  expect(await auditOf('pairing.redeemed')).toMatchObject([{ actor: expect.stringMatching(/^dev_/) as string }]);
});
