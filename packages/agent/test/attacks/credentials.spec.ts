// What a program on the host could try that holds no credential, a foreign one, an old one, or a viewer's.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackAgent, guardedTargets, roomyRateLimits, startAttackAgent } from '../support/attack-agent.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startTestAgent, type TestTokens } from '../support/start-agent.ts';

let agent: AttackAgent;
let owner: TestTokens;
let viewer: TestTokens;
let forged: [name: string, authorization: string][];

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

beforeAll(async () => {
  agent = await startAttackAgent();
  owner = await agent.pair();
  viewer = await agent.pair('viewer');
  forged = await forgeTokens();
});
afterAll(() => agent?.close());

async function forgeTokens(): Promise<[string, string][]> {
  const [head = '', payload = '', signature = ''] = owner.access_token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const now = Math.floor(Date.now() / 1000);
  const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
  const own = Buffer.from(readFileSync(join(agent.home, 'secrets', 'session_signing_key'), 'utf8'), 'base64url');
  const sign = (key: Uint8Array, more: object = {}, header: object = {}) =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
  const bearer = {
    'no algorithm': `${b64({ alg: 'none' })}.${payload}.`,
    'no algorithm, in capitals': `${b64({ alg: 'None' })}.${payload}.${signature}`,
    'another algorithm than was used': `${b64({ alg: 'HS512' })}.${payload}.${signature}`,
    'another algorithm, our own key': await sign(own, {}, { alg: 'HS512' }),
    'another key': await sign(new Uint8Array(32)),
    'a public key as the shared one': await sign(Buffer.from(pem)),
    'a key brought along': await sign(
      new Uint8Array(32),
      {},
      { jwk: { kty: 'oct', k: Buffer.alloc(32).toString('base64url') } },
    ),
    'a key named by address': await sign(
      new Uint8Array(32),
      {},
      { jku: 'http://127.0.0.1:1/keys', kid: '../../dev/null' },
    ),
    'another subject under the old signature': `${head}.${b64({ ...claims, sub: 'dev_other' })}.${signature}`,
    'no signature': `${head}.${payload}`,
    'a cut signature': `${head}.${payload}.${signature.slice(0, 20)}`,
    'one that expired': await sign(own, { iat: now - 1000, exp: now - 100 }),
    'one that never expires': await sign(own, { exp: undefined }),
    'one that lives a year': await sign(own, { exp: now + 31_536_000 }),
    'a session that does not exist': await sign(own, { sid: 'ses_0000000000000000' }),
    'another device’s session': await sign(own, { sub: viewer.device_id }),
    'a refresh token': owner.refresh_token,
    'something long': 'a'.repeat(12_000),
    'an object': '{}',
  };
  const wholes = Object.entries(bearer).map(([name, token]): [string, string] => [name, `Bearer ${token}`]);
  return [
    ...wholes,
    ['an empty bearer', 'Bearer '],
    ['Basic credentials', `Basic ${Buffer.from(`x:${owner.access_token}`).toString('base64')}`],
    ['a token without its scheme', owner.access_token],
    ['two tokens', `Bearer ${owner.access_token}, Bearer ${owner.access_token}`],
    ['a token with a tail', `Bearer ${owner.access_token}x`],
  ];
}

describe('no credential, no answer', () => {
  test.each(guardedTargets)('$title refuses strangers and every forged token', async ({ method, path }) => {
    const before = await agent.readState();
    const body = method === 'GET' ? {} : { raw: '{}' };
    expect((await agent.request(method, path, body)).json.code).toBe('unauthenticated');
    for (const [name, authorization] of forged) {
      const answer = await agent.request(method, path, { ...body, headers: { authorization } });
      expect([name, answer.status]).toEqual([name, 401]);
      expect(['unauthenticated', 'token_expired', 'session_ended']).toContain(answer.json.code);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await agent.readState()).toBe(before);
  });

  test('a forged token as a cookie is as worthless', async () => {
    for (const [name, authorization] of forged.slice(0, 18)) {
      const cookie = `moltbot_ops_${agent.port}_access=${authorization.slice(7)}`;
      const answer = await agent.request('GET', '/session', { headers: { cookie } });
      expect([name, answer.status]).toEqual([name, 401]);
    }
  });

  test('a good cookie does not help a bad bearer', async () => {
    const cookie = `moltbot_ops_${agent.port}_access=${owner.access_token}`;
    expect((await agent.request('GET', '/session', { headers: { cookie } })).status).toBe(200);
    const answer = await agent.request('GET', '/session', { headers: { cookie, authorization: 'Bearer x' } });
    expect(answer.status).toBe(401);
  });
});

describe('a viewer stays a viewer', () => {
  const rank = { public: 0, viewer: 1, admin: 2, owner: 3 };

  test.each(guardedTargets)('$title follows the contract’s x-permission', async ({ method, path, operation }) => {
    if (operation.stream && operation.available) return expect(operation.permission).toBe('viewer');
    const before = await agent.readState();
    const device = await agent.pair('viewer');
    const answer = await agent.request(method, path, {
      token: device.access_token,
      ...(method === 'GET' ? {} : { raw: '{"pairing_code":"X"}' }),
    });
    if (rank[operation.permission] > rank.viewer) {
      expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    } else {
      expect(answer.json.code).not.toBe('forbidden_by_role');
      expect(before).toBeDefined();
    }
    await agent.request('DELETE', `/devices/${device.device_id}`, { host_socket: true });
  });

  const claims: [name: string, body: object][] = [
    ['the role itself', { role: 'owner' }],
    ['the role beside a name', { name: 'x', role: 'owner' }],
    ['an unknown field', { name: 'x', is_owner: true }],
    ['another id', { name: 'x', device_id: 'dev_other' }],
  ];
  test.each(claims)('asking for %s in a body changes no role', async (_name, body) => {
    const answer = await agent.request('PATCH', `/devices/${viewer.device_id}`, { token: viewer.access_token, body });
    // What the contract does not know is passed over; what it knows, a viewer may not.
    expect(answer.status).toBe('role' in body ? 403 : 200);
    const session = await agent.request('GET', '/session', { token: viewer.access_token });
    expect(session.json.device).toMatchObject({ role: 'viewer', device_id: viewer.device_id });
  });

  test('a role in the request for a session is refused and grants nothing', async () => {
    const { json } = await agent.request('POST', '/pair/invite', { host_socket: true, body: { role: 'viewer' } });
    const answer = await agent.request('POST', '/pair/confirm', {
      body: { pairing_code: json.pairing_code, device_name: 'x', role: 'owner' },
    });
    if (answer.status === 200) {
      const session = await agent.request('GET', '/session', { token: String(answer.json.access_token) });
      expect(session.json.device).toMatchObject({ role: 'viewer' });
    } else expect(answer.status).toBe(400);
  });

  test('a viewer neither renames nor revokes others, and learns nothing of who exists', async () => {
    for (const device_id of [owner.device_id, 'dev_0000000000000000']) {
      const target = `/devices/${device_id}`;
      const token = viewer.access_token;
      expect((await agent.request('PATCH', target, { token, body: { name: 'x' } })).json.code).toBe('forbidden');
      expect((await agent.request('DELETE', target, { token })).json.code).toBe('forbidden');
    }
  });

  test.each(['__proto__', 'constructor', '..%2f..%2fsession', '%00', 'dev_%e2%80%ae', "dev_'--", 'x'.repeat(190)])(
    'an id that is none (%s) is refused quietly',
    async (id) => {
      const answer = await agent.request('DELETE', `/devices/${id}`, { token: owner.access_token });
      expect([400, 404]).toContain(answer.status);
    },
  );
});

describe('what has ended stays ended', () => {
  test('revoking a device closes its stream at once, says why, and leaves others open', async () => {
    // The time of this agent stands still: nothing that it does only after a while can have ended the stream.
    const still = await startTestAgent({ clock: createFakeClock(), rate_limits: roomyRateLimits });
    try {
      const [host, victim, other] = [await still.pair(), await still.pair(), await still.pair()];
      const [stream, kept] = [await still.openStream(victim.access_token), await still.openStream(other.access_token)];
      await stream.until('retry:');
      await still.request('DELETE', `/devices/${victim.device_id}`, { token: host.access_token });
      await stream.ended;
      expect(stream.text()).toContain('session.ended');
      await kept.until('devices.changed');
      await kept.close();
      expect((await still.request('GET', '/session', { token: victim.access_token })).json.code).toBe('session_ended');
      expect((await still.openStream(victim.access_token)).status).toBe(401);
    } finally {
      await still.close();
    }
  });

  test('a client that never reads its stream does not keep it', async () => {
    const victim = await agent.pair();
    const stream = await agent.openStream(victim.access_token);
    await agent.request('DELETE', '/session', { token: victim.access_token });
    await stream.ended;
    expect((await agent.request('GET', '/session', { token: victim.access_token })).status).toBe(401);
  });

  test('a refresh token that is shown twice ends the session for everybody who holds it', async () => {
    const victim = await agent.pair();
    const stream = await agent.openStream(victim.access_token);
    const refresh = (refresh_token: string) => agent.request('POST', '/auth/refresh', { body: { refresh_token } });
    const first = await refresh(victim.refresh_token);
    expect(first.status).toBe(200);
    expect((await refresh(victim.refresh_token)).json.code).toBe('refresh_token_invalid');
    await stream.ended;
    expect((await refresh(String(first.json.refresh_token))).json.code).toBe('session_ended');
    expect((await agent.request('GET', '/session', { token: String(first.json.access_token) })).status).toBe(401);
  });

  test('refresh tokens are taken from where they belong only', async () => {
    const device = await agent.pair();
    const asCookie = {
      headers: { cookie: `moltbot_ops_${agent.port}_refresh=${device.refresh_token}`, origin: agent.url },
    };
    expect((await agent.request('POST', '/auth/refresh', { raw: '{}', ...asCookie })).status).toBe(400);
    expect(
      (await agent.request('POST', '/session/refresh', { body: { refresh_token: device.refresh_token } })).status,
    ).toBeGreaterThanOrEqual(400);
    expect(
      (await agent.request('POST', `/auth/refresh?refresh_token=${device.refresh_token}`, { raw: '{}' })).status,
    ).toBe(400);
    expect(
      (await agent.request('POST', '/auth/refresh', { body: { refresh_token: device.refresh_token } })).status,
    ).toBe(200);
  });

  // Cookies know no ports: another program's page on this host can plant one, and a narrower path puts it first.
  test.each(['first', 'last'])(
    'a cookie of the same name that another page planted, sent %s, locks nobody out',
    async (place) => {
      const device = await agent.pair();
      const both = (name: string, real: string, planted: string) =>
        (place === 'first' ? [planted, real] : [real, planted])
          .map((value) => `moltbot_ops_${agent.port}_${name}=${value}`)
          .join('; ');
      const access = both('access', device.access_token, 'planted');
      expect((await agent.request('GET', '/session', { headers: { cookie: access } })).status).toBe(200);
      const refresh_cookie = both('refresh', device.refresh_token, `mbr_${'x'.repeat(43)}`);
      const renewed = await agent.request('POST', '/session/refresh', {
        headers: { cookie: refresh_cookie, origin: agent.url },
      });
      expect(renewed.status).toBe(200);
    },
  );

  test('several cookies of one name are no way to try many tokens at once', async () => {
    const device = await agent.pair();
    const name = `moltbot_ops_${agent.port}_access`;
    const cookie = [...Array.from({ length: 50 }, (_, n) => `${name}=x${n}`), `${name}=${device.access_token}`].join(
      '; ',
    );
    expect((await agent.request('GET', '/session', { headers: { cookie } })).status).toBe(401);
  });

  test('cookies are HttpOnly, SameSite=Strict and never readable in a body', async () => {
    const { json } = await agent.request('POST', '/pair/invite', { host_socket: true, body: {} });
    const claim = await agent.request('POST', '/pair/claim', {
      body: { pairing_code: json.pairing_code, device_name: 'browser' },
      headers: { origin: agent.url },
    });
    const set = claim.headers.getSetCookie();
    expect(set).toHaveLength(2);
    for (const one of set) expect(one).toMatch(/; HttpOnly; SameSite=Strict/);
    for (const one of claim.cookies) expect(claim.text).not.toContain(one.split('=')[1]);
    expect(claim.text).not.toMatch(/eyJ|mbr_/);
  });
});
