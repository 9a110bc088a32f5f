import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestAgent, type TestAgent } from '../support/start-agent.ts';

let agent: TestAgent;
beforeAll(async () => {
  agent = await startTestAgent();
});
afterAll(() => agent?.close());

/** Sends bytes as they are and gives back the whole answer once the agent closes or has said `part`. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(agent.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(text.replaceAll('HOST', `127.0.0.1:${agent.port}`));
  });
}

const close = 'Connection: close\r\n\r\n';
const json = (more: string) =>
  `POST /pair/confirm HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n${more}Content-Length: 2\r\n${close}{}`;

describe('requests that no ordinary client sends', () => {
  it.each([
    ['no Host', `GET /health HTTP/1.1\r\n${close}`, 403],
    ['HTTP/1.0 without Host', 'GET /health HTTP/1.0\r\n\r\n', 403],
    ['TRACE', `TRACE /health HTTP/1.1\r\nHost: HOST\r\n${close}`, 405],
    ['OPTIONS', `OPTIONS /health HTTP/1.1\r\nHost: HOST\r\n${close}`, 405],
    ['an unknown method', `PROPFIND /health HTTP/1.1\r\nHost: HOST\r\n${close}`, 405],
    [
      'an upgrade',
      `GET /events HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`,
      401,
    ],
    ['bytes of another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
    [
      'two lengths',
      `POST /pair/start HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n${close}0\r\n\r\n`,
      400,
    ],
    ['a broken escape in the address', `GET /%zz HTTP/1.1\r\nHost: HOST\r\n${close}`, 400],
    ['a way out of the files', `GET /assets/../../../etc/passwd HTTP/1.1\r\nHost: HOST\r\n${close}`, 404],
    [
      'an escaped way out of the files',
      `GET /assets/%2e%2e%2f%2e%2e%2fetc/passwd HTTP/1.1\r\nHost: HOST\r\n${close}`,
      404,
    ],
    ['a NUL in the address', `GET /a%00b HTTP/1.1\r\nHost: HOST\r\n${close}`, 404],
    ['an address without end', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: HOST\r\n${close}`, 431],
    ['an expectation that nobody knows', json('Expect: a-dance\r\n'), 400],
    ['a packed body', json('Content-Encoding: gzip\r\n'), 415],
    ['a media type that only begins like ours', json('').replace('/json', '/jsonx'), 415],
  ])('%s: refused in the envelope, with every header', async (_name, request, status) => {
    const answer = await sendRaw(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('content-security-policy: ');
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
    expect(body).toMatchObject({ code: expect.stringMatching(/^\w+$/), message: expect.any(String) });
    expect(agent.violations).toEqual([]);
  });
});

describe('clients that do not end', () => {
  it('are cut off after the answer, even when they keep their side open', async () => {
    const countSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const socket = connect({ port: agent.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.resume();
    socket.write('NO HTTP\r\n\r\n');
    await new Promise((resolve) => socket.on('end', resolve));
    const both = countSockets();
    await expect.poll(countSockets).toBeLessThan(both);
    expect(socket.writable).toBe(true);
    socket.destroy();
  });

  it('and leave in the middle of a body are no failure of the agent', async () => {
    const before = agent.log.length;
    const socket = connect(agent.port, '127.0.0.1');
    const head = `POST /pair/confirm HTTP/1.1\r\nHost: 127.0.0.1:${agent.port}\r\nContent-Type: application/json\r\n`;
    await new Promise<void>((resolve) => socket.write(`${head}Content-Length: 100\r\n\r\n{`, () => resolve()));
    await expect.poll(() => agent.request('GET', '/health').then(({ status }) => status)).toBe(200);
    socket.destroy();
    // Each of these comes through the same loop after the end of that socket.
    for (let count = 0; count < 3; count++) await agent.request('GET', '/health');
    expect(agent.log.slice(before).join('')).not.toContain('"level":"error"');
  });
});
