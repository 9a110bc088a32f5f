// What somebody could try who wants in without being let in.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultRateLimits } from '../../src/http/rate-limit.ts';
import { type AttackAgent, startAttackAgent } from '../support/attack-agent.ts';
import type { RequestOptions } from '../support/start-agent.ts';

let agent: AttackAgent;
beforeEach(async () => {
  agent = await startAttackAgent();
});
afterEach(() => agent.close());

const start = () => agent.request('POST', '/pair/start');
const confirm = (pairing_code: unknown, device_name = 'device') =>
  agent.request('POST', '/pair/confirm', { body: { pairing_code, device_name } });
const invite = async () =>
  String((await agent.request('POST', '/pair/invite', { host_socket: true, body: {} })).json.pairing_code);
const wrong = (n: number) => `ZZZZZ-ZZZ${String(n).padStart(2, '0')}`;

describe('a code admits nobody until the host approved it', () => {
  test('the asker cannot approve its own code, over the network, with any trick', async () => {
    const code = String((await start()).json.pairing_code);
    const attempts: RequestOptions[] = [
      { body: { pairing_code: code } },
      { body: { pairing_code: code }, headers: { 'x-forwarded-for': '127.0.0.1' } },
      { body: { pairing_code: code }, headers: { authorization: 'Bearer host' } },
      { body: { pairing_code: code }, headers: { cookie: `moltbot_ops_${agent.port}_access=host`, origin: agent.url } },
    ];
    for (const attempt of attempts) {
      expect([401, 403]).toContain((await agent.request('POST', '/pair/approve', attempt)).status);
      expect([401, 403]).toContain((await agent.request('POST', '/pair/invite', { ...attempt, body: {} })).status);
    }
    expect((await confirm(code)).json.code).toBe('approval_pending');
  });

  test('extra fields do not approve', async () => {
    const code = String((await start()).json.pairing_code);
    for (const more of [{ approved: true }, { state: 'approved' }, { role: 'owner' }]) {
      const answer = await agent.request('POST', '/pair/confirm', {
        body: { pairing_code: code, device_name: 'x', ...more },
      });
      expect([400, 401]).toContain(answer.status);
    }
  });

  test('an admin or viewer cannot let others in', async () => {
    await agent.pair();
    for (const role of ['admin', 'viewer'] as const) {
      const { access_token } = await agent.pair(role);
      const code = String((await start()).json.pairing_code);
      const answer = await agent.request('POST', '/pair/approve', {
        token: access_token,
        body: { pairing_code: code },
      });
      expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
      expect((await confirm(code)).json.code).toBe('approval_pending');
    }
  });

  test('approving is typing: no other answer of any route shows a code that waits', async () => {
    const code = String((await start()).json.pairing_code);
    const { access_token } = await agent.pair();
    for (const path of [
      '/devices',
      '/audit',
      '/session',
      '/timeline',
      '/system/checks',
      '/system/info',
      '/moltbot/status',
    ]) {
      expect((await agent.request('GET', path, { token: access_token })).text).not.toContain(code.slice(0, 5));
    }
    const stream = await agent.openStream(access_token);
    await start();
    expect(await stream.until('pairing.changed')).not.toContain(code.slice(0, 5));
    await stream.close();
  });
});

describe('guessing', () => {
  test('five wrong guesses in all end every code, loopback included, and say when to come again', async () => {
    const code = await invite();
    for (let n = 0; n < 5; n += 1) expect((await confirm(wrong(n))).json.code).toBe('pairing_code_invalid');
    const answer = await confirm(code);
    expect(answer).toMatchObject({ status: 429, json: { code: 'too_many_guesses' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(100);
  });

  test('guesses through both ways in are counted together', async () => {
    const code = await invite();
    const claim = (pairing_code: string) =>
      agent.request('POST', '/pair/claim', {
        body: { pairing_code, device_name: 'x' },
        headers: { origin: agent.url },
      });
    for (let n = 0; n < 3; n += 1) await confirm(wrong(n));
    for (let n = 3; n < 5; n += 1) await claim(wrong(n));
    expect((await claim(code)).json.code).toBe('too_many_guesses');
  });

  test('a lock-out touches no paired session: it reads, refreshes and streams on', async () => {
    const paired = await agent.pair();
    const stream = await agent.openStream(paired.access_token);
    await invite();
    for (let n = 0; n < 20; n += 1) await confirm(wrong(n));
    expect((await agent.request('GET', '/session', { token: paired.access_token })).status).toBe(200);
    expect(
      (await agent.request('POST', '/auth/refresh', { body: { refresh_token: paired.refresh_token } })).status,
    ).toBe(200);
    expect(stream.status).toBe(200);
    await stream.close();
  });

  test('50 devices race for one code: one comes in', async () => {
    const code = await invite();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => confirm(code, `racer ${n}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(49);
    const { json } = await agent.request('GET', '/devices', { host_socket: true });
    expect(json.devices).toHaveLength(1);
  });

  test('of many who ask, five wait and the others are told when to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, start));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer).toMatchObject({ status: 429, json: { code: 'too_many_pending' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });
});

describe('floods', () => {
  test('asking and guessing without end is slowed, with Retry-After, while paired devices work and refresh', async () => {
    const limited = await startAttackAgent(defaultRateLimits);
    try {
      const paired = await limited.pair();
      const cookie = `moltbot_ops_${limited.port}_refresh=${paired.refresh_token}`;
      const codes = { pairing_code: wrong(1), device_name: 'x' };
      const flood = [
        ...Array.from({ length: 60 }, () => limited.request('POST', '/pair/start')),
        ...Array.from({ length: 60 }, () => limited.request('POST', '/pair/confirm', { body: codes })),
        ...Array.from({ length: 60 }, (_, n) =>
          limited.request('POST', '/session/refresh', {
            headers: { cookie: `moltbot_ops_${limited.port}_refresh=mbr_${n}`, origin: limited.url },
          }),
        ),
      ];
      const slowed = (await Promise.all(flood)).filter(({ json }) => json.code === 'too_many_requests');
      expect(slowed.length).toBeGreaterThan(40);
      for (const answer of slowed) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await limited.request('GET', '/session', { token: paired.access_token })).status).toBe(200);
      const renewed = await limited.request('POST', '/session/refresh', { headers: { cookie, origin: limited.url } });
      expect(renewed.status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

describe('nothing secret is left behind', () => {
  test('no code, token, CSRF token or device name is in the log, the ledger, or any file but the key’s own', async () => {
    const code = String((await start()).json.pairing_code);
    await agent.request('POST', '/pair/approve', { host_socket: true, body: { pairing_code: code } });
    const invited = await invite();
    const first = await confirm(code, 'Grandmother’s tablet');
    const claim = await agent.request('POST', '/pair/claim', {
      body: { pairing_code: invited, device_name: 'Kitchen screen' },
      headers: { origin: agent.url },
    });
    await agent.request('GET', `/pair?code=${invited}`, { headers: { 'sec-fetch-dest': 'document' } });
    await confirm(`${code}x`);
    const cookieValues = claim.cookies.map((cookie) => cookie.split('=')[1] ?? '');
    const secrets = [
      code,
      code.replace('-', ''),
      invited,
      String(first.json.access_token).split('.')[2],
      String(first.json.refresh_token).slice(4),
      ...cookieValues.map((value) => value.slice(-40)),
      String(claim.json.csrf_token),
    ].map(String);
    const { text: audit } = await agent.request('GET', '/audit?limit=500', { host_socket: true });
    const files = readdirSync(agent.home, { recursive: true, encoding: 'utf8' })
      .map((name) => join(agent.home, name))
      .filter((path) => statSync(path).isFile());
    expect(files.some((path) => path.endsWith('.sqlite'))).toBe(true);
    const places: [string, string][] = [
      ['log', agent.log.join('')],
      ['ledger', audit],
      ...files.map((path): [string, string] => [path, readFileSync(path, 'latin1')]),
    ];
    for (const [place, text] of places) {
      for (const secret of secrets) expect(text.includes(secret), `${place} holds ${secret}`).toBe(false);
      // The names of devices belong in their own table and nowhere else.
      if (place === 'log' || place === 'ledger') expect(text).not.toMatch(/Grandmother|Kitchen/);
    }
  });

  test('everything the agent keeps is open to its own account alone', async () => {
    await agent.pair();
    const names = readdirSync(agent.home, { recursive: true, encoding: 'utf8' });
    expect((statSync(agent.home).mode & 0o777).toString(8)).toBe('700');
    for (const name of names) expect([name, statSync(join(agent.home, name)).mode & 0o077]).toEqual([name, 0]);
  });

  test('the door for the host is a socket and no port', async () => {
    const refused = await new Promise((resolve) => {
      const socket = connect(agent.port, '127.0.0.1', () =>
        socket.write('POST /pair/invite HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      );
      socket.on('data', (data: Buffer) => resolve(data.toString().slice(9, 12)));
    });
    expect(refused).toBe('403');
  });
});
