import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemorySecrets, openServices, pairDevice, type TestServices } from '../../test/support/services.ts';
import type { Principal } from './principal.ts';
import { hashRefreshToken } from './refresh-token.ts';

const host: Principal = { kind: 'host', role: 'owner' };
const day_ms = 86_400_000;
const refused = (code: string) => expect.objectContaining({ code });
let services: TestServices;

beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const verify = (token: string) => services.sessions.verifyAccess(token);
const principalOf = ({ device_id, session_id }: { device_id: string; session_id: string }): Principal => ({
  kind: 'device',
  device_id,
  session_id,
  role: services.devices.roleOf(device_id) ?? 'viewer',
  via: 'bearer',
});
const signingKey = async () => Buffer.from((await services.secrets.read('session_signing_key')) ?? '', 'base64url');

describe('access tokens', () => {
  test('live 15 minutes and not a second longer', async () => {
    const { tokens, device_id, session_id } = await pairDevice(services);
    expect(tokens.expires_in_seconds).toBe(900);
    services.clock.advance(899_000);
    await expect(verify(tokens.access_token)).resolves.toMatchObject({ device_id, session_id, role: 'owner' });
    services.clock.advance(1_000);
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('token_expired'));
  });

  test.each([true, false])('do not live again when the clock is set back (seen before: %s)', async (isSeen) => {
    const { tokens } = await pairDevice(services);
    if (isSeen) await verify(tokens.access_token);
    services.clock.jumpWall(-3_600_000);
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('token_expired'));
    const renewed = await services.sessions.refresh(tokens.refresh_token);
    await expect(verify(renewed.tokens.access_token)).resolves.toBeDefined();
  });

  test('expire also when they were never seen before', async () => {
    const { tokens } = await pairDevice(services);
    services.clock.advance(900_000);
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('token_expired'));
  });

  test('claim nothing but who and until when', async () => {
    const { tokens } = await pairDevice(services);
    const [, payload = ''] = tokens.access_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'jti', 'sid', 'sub']);
  });

  test('carry the role of the record, at once when it changes, whatever a signed token claims', async () => {
    const owner = await pairDevice(services);
    const other = await pairDevice(services, 'viewer');
    const forged = await new SignJWT({ sid: other.session_id, role: 'owner' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(other.device_id)
      .setIssuedAt(Math.floor(services.clock.now() / 1000))
      .setExpirationTime(Math.floor(services.clock.now() / 1000) + 60)
      .setJti('x')
      .sign(await signingKey());
    expect(await verify(forged)).toMatchObject({ role: 'viewer' });
    await services.devices.update(principalOf(owner), other.device_id, { role: 'admin' });
    expect(await verify(other.tokens.access_token)).toMatchObject({ role: 'admin' });
  });

  test('are refused when unsigned, signed with another key or algorithm, foreign, too long-lived or mangled', async () => {
    const { tokens, device_id, session_id } = await pairDevice(services);
    const [head = '', payload = '', signature = ''] = tokens.access_token.split('.');
    const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(services.clock.now() / 1000);
    const claims = { sub: device_id, sid: session_id, iat: now, exp: now + 60, jti: 'x' };
    const sign = async (key: Uint8Array, alg = 'HS256', more: Record<string, unknown> = {}) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg }).sign(key);
    const key = await signingKey();
    const bad = [
      '',
      'x',
      '..',
      `${b64({ alg: 'none' })}.${payload}.`,
      `${b64({ alg: 'none' })}.${payload}.${signature}`,
      `${head}.${b64({ ...claims, sub: 'dev_other' })}.${signature}`,
      `${head}.${payload}.${signature.slice(0, -2)}AA`,
      `${tokens.access_token}.x`,
      `${tokens.access_token} `,
      `${head}.${payload}.${spareBitsChanged(signature)}`,
      await sign(new Uint8Array(32)),
      await sign(key, 'HS384'),
      await sign(key, 'HS512'),
      await sign(key, 'HS256', { iat: now - 3600, exp: now + 3600 }),
      await sign(key, 'HS256', { exp: now + 901 }),
      await sign(key, 'HS256', { sid: undefined }),
      await sign(key, 'HS256', { jti: undefined }),
      await sign(key, 'HS256', { sid: 7 }),
      'a'.repeat(5000),
    ];
    for (const token of bad) await expect(verify(token), token).rejects.toEqual(refused('unauthenticated'));
    await expect(verify(await sign(key, 'HS256', { sid: 'ses_other' }))).rejects.toEqual(refused('session_ended'));
    await expect(verify(await sign(key, 'HS256', { sub: 'dev_other' }))).rejects.toEqual(refused('session_ended'));
    await expect(verify(tokens.access_token)).resolves.toBeDefined();
  });

  test('a token that was found good is refused the moment its session ends', async () => {
    const paired = await pairDevice(services);
    await verify(paired.tokens.access_token);
    await services.sessions.end(paired.session_id, principalOf(paired));
    await expect(verify(paired.tokens.access_token)).rejects.toEqual(refused('session_ended'));
  });
});

describe('refresh tokens', () => {
  test('work once and are replaced', async () => {
    const paired = await pairDevice(services);
    const next = await services.sessions.refresh(paired.tokens.refresh_token);
    expect(next).toMatchObject({ device_id: paired.device_id, session_id: paired.session_id });
    expect(next.tokens.refresh_token).not.toBe(paired.tokens.refresh_token);
    await expect(services.sessions.refresh(next.tokens.refresh_token)).resolves.toBeDefined();
  });

  test('a second use ends the whole session, for the thief and for the robbed', async () => {
    const paired = await pairDevice(services);
    const ended: string[] = [];
    services.sessions.onSessionEnded(({ session_id, reason }) => ended.push(`${session_id} ${reason}`));
    const next = await services.sessions.refresh(paired.tokens.refresh_token);
    await expect(services.sessions.refresh(paired.tokens.refresh_token)).rejects.toEqual(
      refused('refresh_token_invalid'),
    );
    expect(ended).toEqual([`${paired.session_id} refresh_token_reused`]);
    await expect(services.sessions.refresh(next.tokens.refresh_token)).rejects.toEqual(refused('session_ended'));
    await expect(verify(next.tokens.access_token)).rejects.toEqual(refused('session_ended'));
    await services.ledger.close();
    const { records } = await services.ledger.readPage({ limit: 9, before_index: null });
    expect(records.map(({ event, reason }) => `${event} ${reason}`)).toContain('session.ended refresh_token_reused');
  });

  test('of many that refresh with one token at once, one is answered and the session ends', async () => {
    const paired = await pairDevice(services);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => services.sessions.refresh(paired.tokens.refresh_token)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(verify(paired.tokens.access_token)).rejects.toEqual(refused('session_ended'));
  });

  test('rest as hashes only', async () => {
    const { tokens } = await pairDevice(services);
    const rows = await services.db.selectFrom('refresh_tokens').selectAll().execute();
    expect(rows.map((row) => row.token_hash)).toEqual([hashRefreshToken(tokens.refresh_token)]);
    expect(JSON.stringify(rows)).not.toContain(tokens.refresh_token.slice(4, 14));
  });

  test('die after 30 idle days', async () => {
    const { tokens } = await pairDevice(services);
    services.clock.advance(30 * day_ms);
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('refresh_token_invalid'));
  });

  test('die 90 days after the pairing, however often they were renewed', async () => {
    let { tokens } = await pairDevice(services);
    for (let n = 0; n < 4; n += 1) {
      services.clock.advance(20 * day_ms);
      ({ tokens } = await services.sessions.refresh(tokens.refresh_token));
    }
    services.clock.advance(10 * day_ms);
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('refresh_token_invalid'));
  });

  test('are over when the clock is set 91 days ahead, also after it is set right; the device can be paired anew', async () => {
    const { tokens } = await pairDevice(services);
    services.clock.jumpWall(91 * day_ms);
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('token_expired'));
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('refresh_token_invalid'));
    services = await services.restart();
    services.clock.jumpWall(-91 * day_ms);
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('session_ended'));
    const again = await pairDevice(services);
    await expect(verify(again.tokens.access_token)).resolves.toMatchObject({ role: 'admin' });
  });

  test('survive a restart; unknown ones are refused', async () => {
    const { tokens } = await pairDevice(services);
    services = await services.restart();
    await expect(services.sessions.refresh(`mbr_${'x'.repeat(43)}`)).rejects.toEqual(refused('refresh_token_invalid'));
    await expect(services.sessions.refresh('')).rejects.toEqual(refused('refresh_token_invalid'));
    await expect(verify(tokens.access_token)).resolves.toBeDefined();
    await expect(services.sessions.refresh(tokens.refresh_token)).resolves.toBeDefined();
  });

  test('are not traded while nothing can be recorded, and are still good afterwards', async () => {
    const { tokens } = await pairDevice(services);
    await services.db.executeQuery({ sql: 'PRAGMA query_only = ON', parameters: [] } as never); // as a full disk refuses
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('storage_unavailable'));
    await services.db.executeQuery({ sql: 'PRAGMA query_only = OFF', parameters: [] } as never);
    await expect(services.sessions.refresh(tokens.refresh_token)).resolves.toBeDefined();
  });
});

describe('the signing key', () => {
  test('a lost or replaced key ends every session', async () => {
    const { tokens } = await pairDevice(services);
    await services.secrets.remove('session_signing_key');
    services = await services.restart();
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('unauthenticated'));
    await expect(services.sessions.refresh(tokens.refresh_token)).rejects.toEqual(refused('session_ended'));
  });

  test('rotating it ends every session at once and lets new ones begin', async () => {
    const { tokens } = await pairDevice(services);
    await services.sessions.rotateKey(host);
    await expect(verify(tokens.access_token)).rejects.toEqual(refused('unauthenticated'));
    const again = await pairDevice(services);
    services = await services.restart();
    await expect(verify(again.tokens.access_token)).resolves.toBeDefined();
  });

  test('is replaced when what is stored is no key', async () => {
    const secrets = createMemorySecrets();
    await secrets.write('session_signing_key', 'short');
    const other = await openServices({ secrets });
    expect(Buffer.from((await secrets.read('session_signing_key')) ?? '', 'base64url')).toHaveLength(32);
    await other.close();
  });

  test('binds CSRF tokens to one session', async () => {
    const token = services.sessions.csrfToken('ses_a');
    expect(services.sessions.isCsrfToken('ses_a', token)).toBe(true);
    expect(services.sessions.isCsrfToken('ses_b', token)).toBe(false);
    expect(services.sessions.isCsrfToken('ses_a', '')).toBe(false);
  });
});

/** Another spelling of the same 32 bytes: the last character of their base64 has two spare bits. */
function spareBitsChanged(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? 'A');
  return signature.slice(0, -1) + (alphabet[last ^ 1] ?? 'A');
}
