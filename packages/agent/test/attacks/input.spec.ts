// What a body, a header or a socket could be made of.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackAgent, changingTargets, startAttackAgent } from '../support/attack-agent.ts';
import { openSlowSocket, sendLines, sendRaw } from '../support/raw-request.ts';
import type { TestTokens } from '../support/start-agent.ts';

let agent: AttackAgent;
let owner: TestTokens;
beforeAll(async () => {
  agent = await startAttackAgent();
  owner = await agent.pair();
});
afterAll(() => agent?.close());

const withBody = changingTargets.filter(({ operation }) => operation.body);

const bodies: [name: string, raw: string | Buffer, code: string][] = [
  ['a duplicate key', '{"pairing_code":"A","device_name":"x","pairing_code":"B"}', 'invalid_json'],
  ['a duplicate key in another spelling', '{"name":"a","n\\u0061me":"b"}', 'invalid_json'],
  ['a duplicate key deep inside', '{"config":{"a":{"b":1,"b":2}}}', 'invalid_json'],
  ['__proto__', '{"__proto__":{"role":"owner"},"name":"x"}', 'invalid_json'],
  ['an escaped __proto__', '{"__pr\\u006fto__":{"role":"owner"}}', 'invalid_json'],
  ['constructor.prototype', '{"constructor":{"prototype":{"role":"owner"}}}', 'invalid_json'],
  ['arrays nested without end', '['.repeat(200_000), 'invalid_json'],
  ['objects nested without end', '{"a":'.repeat(100_000), 'invalid_json'],
  ['a nest that closes again', `{"config":${'['.repeat(500)}${']'.repeat(500)}}`, 'invalid_json'],
  [
    'invalid UTF-8',
    Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d]),
    'invalid_json',
  ],
  ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'invalid_json'],
  ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le'), 'invalid_json'],
  ['a NUL byte', '{"name":"x"}\u0000', 'invalid_json'],
  ['two documents', '{"name":"x"}{"name":"y"}', 'invalid_json'],
  ['comments', '{/* c */"name":"x"}', 'invalid_json'],
  ['NaN', '{"name":NaN}', 'invalid_json'],
  ['an array for an object', '[]', 'invalid_request'],
  ['a string for an object', '"x"', 'invalid_request'],
  ['null', 'null', 'invalid_request'],
];

describe('bodies', () => {
  test.each(withBody)('$title takes none of them', async ({ method, path }) => {
    const before = await agent.readState();
    for (const [name, raw, code] of bodies) {
      const answer = await agent.request(method, path, { token: owner.access_token, raw });
      expect([name, answer.status, answer.json.code]).toEqual([name, 400, code]);
      // The refusal does not play back what was sent.
      expect(answer.text.length).toBeLessThan(2_000);
    }
    expect(await agent.readState()).toBe(before);
  });

  test.each(withBody)('$title refuses what is larger than its limit, announced or not', async ({ method, path }) => {
    const large = `{"x":"${'x'.repeat(5 * 1024 * 1024)}"}`;
    expect((await agent.request(method, path, { token: owner.access_token, raw: large })).status).toBe(413);
    const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nAuthorization: Bearer ${owner.access_token}\r\nContent-Type: application/json\r\n`;
    const announced = await sendRaw(agent.port, `${head}Content-Length: 99999999999\r\n\r\n{`, '\r\n\r\n{');
    expect(announced.status).toBe(413);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const chunked = await sendRaw(
      agent.port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(80)}`,
      'body_too_large',
    );
    expect(chunked.status).toBe(413);
  });

  test('a stranger’s large body is refused before it is read', async () => {
    const head = `POST /pair/approve HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`;
    const answer = await sendRaw(agent.port, head, 'unauthenticated');
    expect(answer.status).toBe(401);
  });

  test('poisoned objects left no trace in the process', () => {
    expect(({} as Record<string, unknown>).role).toBeUndefined();
  });
});

describe('requests that two readers would understand differently', () => {
  const smuggled = 'GET /session HTTP/1.1\r\nHost: x\r\n\r\n';
  const lines: [name: string, headers: string[], body: string][] = [
    ['two lengths', ['Content-Length: 2', 'Content-Length: 4'], '{}xx'],
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
    ['chunks twice over', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${smuggled}`],
    ['an unknown encoding', ['Transfer-Encoding: xchunked'], smuggled],
    ['a length with a sign', ['Content-Length: +2'], '{}'],
    ['a space before the colon', ['Content-Length : 2'], '{}'],
    ['a folded header', ['X-A: b', ' c: d'], ''],
    ['a NUL in a header', ['X-A: b\u0000c'], ''],
  ];
  test.each(lines)('%s: refused, and what follows is no request', async (_name, headers, body) => {
    const head = [
      'POST /pair/start HTTP/1.1',
      `Host: 127.0.0.1:${agent.port}`,
      'Content-Type: application/json',
      ...headers,
    ];
    const before = await agent.readState();
    const answer = await sendRaw(agent.port, `${head.join('\r\n')}\r\n\r\n${body}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('HTTP/1.1');
    expect(await agent.readState()).toBe(before);
  });

  test('headers without end are refused in our words', async () => {
    const answer = await sendLines(agent.port, 'GET /health HTTP/1.1', [
      `Host: 127.0.0.1:${agent.port}`,
      `X-A: ${'a'.repeat(100_000)}`,
    ]);
    expect(answer).toMatchObject({ status: 431, json: { code: 'headers_too_large' } });
  });

  test('an address that is no address is refused in our words', async () => {
    for (const target of ['/%', '/devices/%ff%fe', `/${'a'.repeat(15_000)}`, '/\\..\\', '/health?lines=%']) {
      const answer = await sendLines(agent.port, `GET ${target} HTTP/1.1`, [`Host: 127.0.0.1:${agent.port}`]);
      expect([target.slice(0, 20), answer.status >= 400 && answer.status < 500, typeof answer.json.code]).toEqual([
        target.slice(0, 20),
        true,
        'string',
      ]);
    }
  });

  test('every path out of the console’s directory leads nowhere', async () => {
    for (const path of [
      '/../agent.sqlite',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets//etc/passwd',
      '/.%00./x',
      '/assets/..;/x',
    ]) {
      const answer = await sendLines(agent.port, `GET ${path} HTTP/1.1`, [`Host: 127.0.0.1:${agent.port}`]);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe('sockets that are slow', () => {
  test('1,000 half requests do not keep the agent from answering', async () => {
    const beginnings = [
      '',
      'GET /health HTTP/1.1\r\nHost: ',
      `POST /pair/confirm HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{"p`,
    ];
    const sockets = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => openSlowSocket(agent.port, beginnings[n % beginnings.length] ?? '')),
    );
    for (let n = 0; n < 20; n += 1) expect((await agent.request('GET', '/health')).status).toBe(200);
    expect((await agent.request('GET', '/session', { token: owner.access_token })).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  test('a request whose headers never end is cut off', async () => {
    const socket = await openSlowSocket(agent.port, 'GET /health HTTP/1.1\r\nX-A: ');
    const closed = new Promise<string>((resolve) => {
      let text = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(await closed).toMatch(/^HTTP\/1\.1 4\d\d|^$/);
  });
});
