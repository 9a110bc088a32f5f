// What any web page in the operator's browser could try, at every route of the contract.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackAgent, changingTargets, startAttackAgent, staticPaths, targets } from '../support/attack-agent.ts';
import { sendLines, sendRaw } from '../support/raw-request.ts';
import type { Answer } from '../support/start-agent.ts';

let agent: AttackAgent;
let cookie: string;
let token: string;
let csrf: string;
let own: string;

beforeAll(async () => {
  agent = await startAttackAgent();
  own = `127.0.0.1:${agent.port}`;
  const { json: invite } = await agent.request('POST', '/pair/invite', { host_socket: true, body: {} });
  const claim = await agent.request('POST', '/pair/claim', {
    body: { pairing_code: invite.pairing_code, device_name: 'browser' },
    headers: { origin: agent.url },
  });
  cookie = claim.cookies.join('; ');
  csrf = String(claim.json.csrf_token);
  token = (await agent.pair('owner')).access_token;
});
afterAll(() => agent?.close());

/** Refused by the envelope, with nothing changed. */
async function expectRefused(
  run: () => Promise<{ status: number; json: Record<string, unknown> }>,
  status: number,
  code: string,
) {
  const before = await agent.readState();
  const answer = await run();
  expect([answer.status, answer.json.code]).toEqual([status, code]);
  expect(answer.json.message).toEqual(expect.any(String));
  expect(await agent.readState()).toBe(before);
}

const hosts: [name: string, lines: (port: number) => string[]][] = [
  ['another name', () => ['Host: evil.example']],
  ['another name with the right port', (port) => [`Host: evil.example:${port}`]],
  ['a name that begins like ours', (port) => [`Host: 127.0.0.1.evil.com:${port}`]],
  ['a name that ends like ours', (port) => [`Host: evil-localhost:${port}`]],
  ['a name under ours', (port) => [`Host: evil.localhost:${port}`]],
  ['a name of the local network', (port) => [`Host: evil.local:${port}`]],
  ['a trailing dot', (port) => [`Host: localhost.:${port}`]],
  ['the wrong port', (port) => [`Host: 127.0.0.1:${port + 1}`]],
  ['no port', () => ['Host: 127.0.0.1']],
  ['another loopback address', (port) => [`Host: 127.0.0.2:${port}`]],
  ['the address of all interfaces', (port) => [`Host: 0.0.0.0:${port}`]],
  ['the address as a number', (port) => [`Host: 2130706433:${port}`]],
  ['credentials before the name', (port) => [`Host: evil@127.0.0.1:${port}`]],
  ['a comma list', (port) => [`Host: 127.0.0.1:${port}, evil.example`]],
  ['an empty value', () => ['Host:']],
  ['none at all', () => []],
  ['two, ours first', (port) => [`Host: 127.0.0.1:${port}`, 'Host: evil.example']],
  ['two, ours last', (port) => ['Host: evil.example', `Host: 127.0.0.1:${port}`]],
  ['two equal ones', (port) => [`Host: 127.0.0.1:${port}`, `Host: 127.0.0.1:${port}`]],
  ['a forwarded name', (port) => [`Host: 127.0.0.1:${port}`, 'X-Forwarded-Host: evil.example']],
  ['a forwarded name, ours', (port) => ['Host: evil.example', `X-Forwarded-Host: 127.0.0.1:${port}`]],
  ['a Forwarded header', (port) => [`Host: 127.0.0.1:${port}`, 'Forwarded: host=evil.example']],
  ['a rewritten address', (port) => [`Host: 127.0.0.1:${port}`, 'X-Original-URL: /session']],
];

describe('the Host has to be this agent’s own', () => {
  test.each(hosts)('%s is refused at a public operation', async (_name, lines) => {
    await expectRefused(
      () => sendLines(agent.port, 'GET /health HTTP/1.1', lines(agent.port)),
      403,
      'host_not_allowed',
    );
  });

  test.each(targets)('$title refuses a rebound name, also with good credentials', async ({ method, path }) => {
    const lines = ['Host: evil.example', `Authorization: Bearer ${token}`, 'Content-Type: application/json'];
    await expectRefused(
      () => sendLines(agent.port, `${method} ${path} HTTP/1.1`, lines, method === 'GET' ? '' : '{}'),
      403,
      'host_not_allowed',
    );
  });

  test.each(staticPaths)('the file %s is refused to a rebound name', async (path) => {
    await expectRefused(
      () => sendLines(agent.port, `GET ${path} HTTP/1.1`, ['Host: evil.example']),
      403,
      'host_not_allowed',
    );
  });

  test.each(['http://evil.example/health', 'http://127.0.0.1/health', 'https://evil.example:443/'])(
    'a target in absolute form (%s) is refused',
    async (target) => {
      await expectRefused(
        () => sendLines(agent.port, `GET ${target} HTTP/1.1`, [`Host: ${own}`]),
        403,
        'host_not_allowed',
      );
    },
  );

  test('HTTP/1.0 without a Host is refused', async () => {
    await expectRefused(() => sendRaw(agent.port, 'GET /health HTTP/1.0\r\n\r\n'), 403, 'host_not_allowed');
  });

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST'])('our own name %s is let in', async (name) => {
    const answer = await sendLines(agent.port, 'GET /health HTTP/1.1', [`Host: ${name}:${agent.port}`]);
    expect(answer.status).toBe(200);
  });
});

const origins: [name: string, origin: (port: number) => string][] = [
  ['a foreign site', () => 'http://evil.example'],
  ['a foreign site with our port', (port) => `http://evil.example:${port}`],
  ['a sandboxed page', () => 'null'],
  ['our address with another port', () => 'http://127.0.0.1:3000'],
  ['our address without a port', () => 'http://127.0.0.1'],
  ['our other name', (port) => `http://localhost:${port}`],
  ['another scheme', (port) => `https://127.0.0.1:${port}`],
  ['a name that begins like ours', (port) => `http://127.0.0.1:${port}.evil.com`],
  ['credentials before ours', (port) => `http://evil@127.0.0.1:${port}`],
  ['a path after ours', (port) => `http://127.0.0.1:${port}/`],
  ['an extension', () => 'chrome-extension://abcdefghijklmnop'],
  ['a file', () => 'file://'],
  ['nothing', () => ''],
];

describe('changes come from our own page only', () => {
  test.each(changingTargets)(
    '$title refuses every foreign Origin, whatever credentials ride along',
    async ({ method, path }) => {
      const before = await agent.readState();
      for (const [name, origin] of origins) {
        const credentials: Record<string, string>[] = [
          { cookie, 'x-csrf-token': csrf },
          { authorization: `Bearer ${token}` },
          {},
        ];
        for (const credential of credentials) {
          const headers = { origin: origin(agent.port), ...credential };
          const answer = await agent.request(method, path, { raw: '{}', headers });
          expect([name, answer.status, answer.json.code]).toEqual([name, 403, 'origin_not_allowed']);
        }
      }
      expect(await agent.readState()).toBe(before);
    },
  );

  test.each(changingTargets)('$title with a cookie and no Origin is refused', async ({ method, path }) => {
    await expectRefused(
      () => agent.request(method, path, { raw: '{}', headers: { cookie, 'x-csrf-token': csrf } }),
      403,
      'origin_not_allowed',
    );
  });

  test.each(changingTargets.filter(({ operation }) => operation.permission !== 'public'))(
    '$title with a cookie needs the CSRF token of its session',
    async ({ method, path }) => {
      const tokens: Record<string, string>[] = [
        {},
        { 'x-csrf-token': '' },
        { 'x-csrf-token': 'x'.repeat(43) },
        { 'x-csrf-token': csrf.slice(1) },
      ];
      for (const sent of tokens) {
        await expectRefused(
          () => agent.request(method, path, { raw: '{}', headers: { cookie, origin: agent.url, ...sent } }),
          403,
          'csrf_required',
        );
      }
    },
  );

  test('two Origin headers are refused, even when one is ours', async () => {
    const lines = [
      `Host: ${own}`,
      `Origin: ${agent.url}`,
      'Origin: http://evil.example',
      'Content-Type: application/json',
    ];
    await expectRefused(
      () => sendLines(agent.port, 'POST /pair/start HTTP/1.1', lines, '{}'),
      403,
      'origin_not_allowed',
    );
  });

  test.each(['cross-site', 'same-site'])(
    'a browser that says %s is refused at operations, reading included',
    async (site) => {
      for (const { method, path } of targets) {
        const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', cookie };
        const answer = await agent.request(method, path, { headers, ...(method === 'GET' ? {} : { raw: '{}' }) });
        expect([method, path, answer.json.code]).toEqual([method, path, 'origin_not_allowed']);
      }
    },
  );

  test('the way in stays open to our own page', async () => {
    const headers = { cookie, origin: agent.url, 'x-csrf-token': csrf, 'sec-fetch-site': 'same-origin' };
    const { json } = await agent.request('GET', '/session', { headers: { cookie } });
    const { device_id } = json.device as { device_id: string };
    const renamed = await agent.request('PATCH', `/devices/${device_id}`, { body: { name: 'renamed' }, headers });
    expect(renamed).toMatchObject({ status: 200, json: { name: 'renamed' } });
  });

  test('cookies of another port on this host are not ours', async () => {
    const theirs = cookie.replaceAll(String(agent.port), String(agent.port + 1));
    expect(theirs).not.toBe(cookie);
    await expectRefused(
      () => agent.request('GET', '/session', { headers: { cookie: theirs } }),
      401,
      'unauthenticated',
    );
  });
});

describe('other sites get no help from us', () => {
  test.each([...targets.map(({ path }) => path), ...staticPaths])(
    'a preflight for %s is not answered',
    async (path) => {
      const headers = {
        origin: 'http://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
        'access-control-request-private-network': 'true',
      };
      for (const origin of ['http://evil.example', agent.url]) {
        const answer = await agent.request('OPTIONS', path, { headers: { ...headers, origin } });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expectNoCors(answer);
      }
    },
  );

  test('no answer of any route carries a CORS header, asked by us or by others', async () => {
    const spent = (await agent.pair()).access_token; // one of the routes signs it out
    for (const { method, path, operation } of targets) {
      if (operation.stream) continue;
      for (const origin of [agent.url, 'http://evil.example']) {
        expectNoCors(
          await agent.request(method, path, {
            token: spent,
            headers: { origin },
            ...(method === 'GET' ? {} : { raw: '' }),
          }),
        );
      }
    }
  });
});

function expectNoCors(answer: Answer): void {
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
}

describe('every answer carries the headers that protect it', () => {
  function expectProtected(headers: Headers | Map<string, string[]>): void {
    const read = (name: string) => {
      const value = headers.get(name);
      return Array.isArray(value) ? value.join() : (value ?? '');
    };
    const csp = read('content-security-policy');
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toMatch(/unsafe-|\*|https?:/);
    expect(read('x-content-type-options')).toBe('nosniff');
    expect(read('cross-origin-resource-policy')).toBe('same-origin');
    expect(read('cross-origin-opener-policy')).toBe('same-origin');
    expect(read('referrer-policy')).toBe('no-referrer');
    expect(read('server')).toBe('');
    expect(read('x-powered-by')).toBe('');
  }

  test.each(targets)('$title: refused, answered and malformed', async ({ method, path, operation }) => {
    const body = method === 'GET' ? {} : { raw: '{' };
    expectProtected((await agent.request(method, path, body)).headers);
    expectProtected((await agent.request(method, path, { ...body, headers: { host: 'evil.example' } })).headers);
    if (operation.stream) return;
    const spent = (await agent.pair()).access_token; // one of the routes signs it out
    expectProtected((await agent.request(method, path, { token: spent, ...body })).headers);
  });

  test.each(staticPaths)('the file %s', async (path) => {
    expectProtected((await agent.request('GET', path, { headers: { accept: 'text/html' } })).headers);
    expectProtected((await agent.request('HEAD', path)).headers);
  });

  test('streams', async () => {
    const stream = await agent.openStream(token);
    expectProtected(stream.headers);
    await stream.close();
  });

  test('what never became a request', async () => {
    expectProtected((await sendRaw(agent.port, 'NONSENSE\r\n\r\n')).headers);
    expectProtected(
      (await sendRaw(agent.port, `GET / HTTP/1.1\r\nHost: ${own}\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`)).headers,
    );
  });
});

describe('reading changes nothing and takes no shortcuts', () => {
  test('no GET changes anything, with any method override', async () => {
    const overrides: Record<string, string>[] = [
      {},
      { 'x-http-method-override': 'DELETE' },
      { 'x-method-override': 'POST' },
    ];
    const before = await agent.readState();
    for (const { path, operation } of targets) {
      if (operation.stream) continue;
      for (const headers of overrides) {
        await agent.request('GET', path, { token, headers });
        await agent.request('GET', `${path}?_method=DELETE`, { token });
      }
    }
    expect(await agent.readState()).toBe(before);
  });

  test.each(['access_token', 'token', 'authorization', 'bearer'])(
    'a token in the query (%s) authenticates nobody',
    async (name) => {
      const answer = await agent.request('GET', `/session?${name}=${token}`);
      expect(answer.status).toBe(401);
      expect(agent.log.join('')).not.toContain(token);
    },
  );

  test('no URL parameter chooses where the console connects: the page is the same bytes', async () => {
    const plain = await agent.request('GET', '/');
    const steered = await agent.request('GET', '/?gatewayUrl=ws://evil.example&api=http://evil.example&url=x');
    expect(steered).toMatchObject({ status: 200, text: plain.text });
  });

  test.each(['TRACE', 'CONNECT', 'PROPFIND', 'PUT', 'PATCH', 'DELETE'])('%s at a file is refused', async (method) => {
    const answer = await sendLines(agent.port, `${method} / HTTP/1.1`, [`Host: ${own}`]).catch(() => null);
    // Node closes a CONNECT without an answer, which is a refusal too.
    if (answer && answer.status !== 0) expect(answer.status).toBeGreaterThanOrEqual(400);
    else expect(method).toBe('CONNECT');
  });

  test('an offer to upgrade the protocol is not taken up', async () => {
    const lines = [
      `Host: ${own}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Version: 13',
    ];
    const answer = await sendLines(agent.port, 'GET /events HTTP/1.1', lines);
    expect(answer.status).toBe(401);
  });
});

describe('JSON only', () => {
  const types = [
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/xml',
    'application/json-seq',
    'x/application/json',
    '',
  ];
  test.each(changingTargets)('$title refuses every other media type with 415', async ({ method, path, operation }) => {
    if (!operation.body) return expect(operation.body).toBeNull();
    for (const type of types) {
      const headers = { 'content-type': type, origin: agent.url };
      const answer = await agent.request(method, path, {
        token,
        raw: '{"pairing_code":"x","device_name":"y"}',
        headers,
      });
      expect([type, answer.status, answer.json.code]).toEqual([type, 415, 'unsupported_media_type']);
    }
  });
});

test('who knocked under a foreign name, from a foreign page or without our page’s token is in the ledger', async () => {
  const knocked = await startAttackAgent();
  try {
    await knocked.request('GET', '/health', { headers: { host: 'evil.example' } });
    await knocked.request('POST', '/pair/start', { raw: '{}', headers: { origin: 'http://evil.example' } });
    const { json: invite } = await knocked.request('POST', '/pair/invite', { host_socket: true, body: {} });
    const claim = await knocked.request('POST', '/pair/claim', {
      body: { pairing_code: invite.pairing_code, device_name: 'browser' },
      headers: { origin: knocked.url },
    });
    const headers = { origin: knocked.url, cookie: claim.cookies.join('; ') };
    await knocked.request('DELETE', '/session', { headers });
    const reasons = async () => {
      const { json } = await knocked.request('GET', '/audit', { host_socket: true });
      const records = json.records as { event: string; reason: string }[];
      return records.filter(({ event }) => event === 'access.refused').map(({ reason }) => reason);
    };
    await expect.poll(reasons).toEqual(['csrf_required', 'origin_not_allowed', 'host_not_allowed']);
  } finally {
    await knocked.close();
  }
});
