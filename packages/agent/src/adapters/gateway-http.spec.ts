import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createGatewayProbe } from './gateway-http.ts';

let server: Server | TcpServer | null = null;
afterEach(() => {
  if (server !== null && 'closeAllConnections' in server) server.closeAllConnections();
  server?.close();
  server = null;
});

const listen = async (one: Server | TcpServer): Promise<number> => {
  server = one;
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return (one.address() as AddressInfo).port; // a TCP server has an address of that kind
};
const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
const gateway = (startup: [number, unknown], ready: [number, unknown]) =>
  createServer((request, response) => json(response, ...(request.url === '/startupz' ? startup : ready)));

describe('gateway probe', () => {
  it.each([
    [
      'starting',
      [503, { ok: false, status: 'starting', version: '1' }],
      [503, { ready: false, failing: ['startup-sidecars'] }],
      { kind: 'starting', version: '1' },
    ],
    [
      'ready',
      [200, { status: 'started', version: '1' }],
      [200, { ready: true, failing: [] }],
      { kind: 'ready', version: '1', failing: [] },
    ],
    [
      'not ready',
      [200, { status: 'started' }],
      [503, { ready: false, failing: ['telegram', 7] }],
      { kind: 'not_ready', version: null, failing: ['telegram'] },
    ],
  ] as const)('reads %s', async (_name, startup, ready, expected) => {
    const port = await listen(gateway([...startup], [...ready]));
    expect(await createGatewayProbe(60_000).read(port)).toEqual(expected);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['JSON of another shape', (response) => json(response, 200, { hello: 1 })],
    ['a list', (response) => json(response, 200, [])],
    ['cut JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ready":')],
    [
      'an endless body',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(200_000)),
    ],
    ['no content type', (response) => response.writeHead(200).end('{}')],
  ])('calls %s foreign', async (_name, answer) => {
    const port = await listen(createServer((_request, response) => answer(response)));
    expect(await createGatewayProbe(60_000).read(port)).toEqual({ kind: 'foreign' });
  });

  it('reads versions that have no /startupz, and those that have /healthz only', async () => {
    const page = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    const paths: Record<string, unknown> = { '/readyz': { ready: false, failing: ['telegram'] } };
    const port = await listen(
      createServer((request, response) => {
        const body = paths[request.url ?? ''];
        if (body === undefined) page(response);
        else json(response, 200, body);
      }),
    );
    expect(await createGatewayProbe(60_000).read(port)).toEqual({
      kind: 'not_ready',
      version: null,
      failing: ['telegram'],
    });
    delete paths['/readyz'];
    paths['/healthz'] = { ok: true, status: 'live' };
    expect(await createGatewayProbe(60_000).read(port)).toEqual({ kind: 'ready', version: null, failing: [] });
    paths['/healthz'] = { ok: true };
    expect(await createGatewayProbe(60_000).read(port)).toEqual({ kind: 'foreign' });
  });

  it.each([
    [
      'a gateway of the first versions',
      '{"type":"event","event":"connect.challenge","payload":{"nonce":"n","ts":1}}',
      'ready',
    ],
    ['another program that speaks first', '{"hello":1}', 'foreign'],
    ['one that says what is no JSON', 'hello', 'foreign'],
  ])('tells by the first word over its WebSocket %s', async (_name, word, kind) => {
    const page = createServer((_request, response) =>
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found'),
    );
    const sockets = new WebSocketServer({ server: page });
    sockets.on('connection', (socket) => socket.send(word));
    const port = await listen(page);
    expect(await createGatewayProbe().read(port)).toMatchObject({ kind });
    for (const socket of sockets.clients) socket.terminate();
  });

  it('calls foreign what takes a WebSocket and says nothing', async () => {
    const page = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end());
    const sockets = new WebSocketServer({ server: page });
    const port = await listen(page);
    expect(await createGatewayProbe(200).read(port)).toEqual({ kind: 'foreign' });
    for (const socket of sockets.clients) socket.terminate();
  });

  it('tells a port that is shut from one that never answers', async () => {
    const port = await listen(createTcpServer((socket) => void socket.resume()));
    expect(await createGatewayProbe(100).read(port)).toEqual({ kind: 'silent' });
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    expect(await createGatewayProbe(60_000).read(port)).toEqual({ kind: 'refused' });
  });
});
