import { spawnSync } from 'node:child_process';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CloseCause, GatewayConnection, GatewayRefusal } from '../ports/gateway-connection.ts';
import { createSystemClock } from './clock.ts';
import { createGatewayConnector, type GatewayWebSocketOptions } from './gateway-ws.ts';

const servers: (WebSocketServer | Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    if (server instanceof WebSocketServer) for (const client of server.clients) client.terminate();
    server.close();
  }
});

const serve = async (onSocket: (socket: WebSocket) => void): Promise<number> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  server.on('connection', onSocket);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port; // a TCP server has an address of that kind
};
const listen = async (server: Server | TcpServer): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // a TCP server has an address of that kind
};

interface Outcome {
  hello: unknown[];
  refusals: GatewayRefusal[];
  events: string[];
  end: { code: number; cause: CloseCause };
}

/** Connects and gathers all that happens until the connection is over. */
const gather = (
  port: number,
  options: Partial<GatewayWebSocketOptions> = {},
  onHello?: (connection: GatewayConnection) => void,
  certificate?: string,
): Promise<Outcome> =>
  new Promise((resolve) => {
    const outcome = { hello: [] as unknown[], refusals: [] as GatewayRefusal[], events: [] as string[] };
    const connection = createGatewayConnector(createSystemClock(), { handshake_timeout_ms: 60_000, ...options }).open(
      port,
      ({ nonce, ts }) => ({ nonce, ts }),
      {
        hello: (payload) => {
          outcome.hello.push(payload);
          onHello?.(connection);
        },
        refused: (refusal) => void outcome.refusals.push(refusal),
        event: (name) => void outcome.events.push(name),
        closed: (end) => resolve({ ...outcome, end }),
      },
      certificate,
    );
  });

const challenge = JSON.stringify({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 5 } });
const greet = (
  socket: WebSocket,
  onRequest: (frame: { id: string; method: string; params: unknown }) => void = () => undefined,
) => {
  socket.send(challenge);
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    if (frame.method === 'connect')
      socket.send(JSON.stringify({ type: 'res', id: frame.id, ok: true, payload: { echo: frame.params } }));
    else onRequest(frame);
  });
};

/** A self-signed certificate, as the gateway makes one for itself; null where there is no program to make it. */
function makeCertificate(): { key: string; cert: string } | null {
  const argv = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const where = ['-subj', '/CN=gateway', '-days', '1', '-keyout', '-', '-out', '-'];
  const made = spawnSync('openssl', [...argv, ...where], { encoding: 'utf8' });
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(made.stdout ?? '')?.[0];
  const cert = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(made.stdout ?? '')?.[0];
  if (key === undefined || cert === undefined) console.warn('Skipping TLS: openssl makes no certificate here.');
  return key === undefined || cert === undefined ? null : { key, cert };
}

describe('gateway WebSocket', () => {
  it('answers the challenge, hands on events, and reports the gateway’s own close code', async () => {
    const port = await serve((socket) => greet(socket));
    const ending = gather(port, {}, (connection) => {
      void connection.request('health', 60_000).then(() => undefined);
      for (const client of (servers[0] as WebSocketServer).clients) {
        client.send(JSON.stringify({ type: 'event', event: 'tick', payload: {} }));
        client.close(1012, 'service restart');
      }
    });
    const outcome = await ending;
    expect(outcome).toMatchObject({
      hello: [{ echo: { nonce: 'n', ts: 5 } }],
      events: ['tick'],
      end: { code: 1012, cause: 'closed' },
    });
  });

  it('gives a refusal its codes and its wait', async () => {
    const error = {
      code: 'UNAVAILABLE',
      message: 'starting',
      retryAfterMs: 500,
      details: { reason: 'startup-sidecars' },
    };
    const port = await serve((socket) => {
      socket.send(challenge);
      socket.on('message', () => socket.send(JSON.stringify({ type: 'res', id: 'connect', ok: false, error })));
    });
    const outcome = await gather(port);
    expect(outcome.refusals).toEqual([
      { code: 'UNAVAILABLE', detail_code: 'startup-sidecars', message: 'starting', retry_after_ms: 500 },
    ]);
    expect(outcome.end.cause).toBe('refused');
  });

  it('answers a request that nobody answers with TIMEOUT, and one on a lost connection with CLOSED', async () => {
    const port = await serve((socket) => greet(socket));
    const codes: string[] = [];
    await gather(port, {}, (connection) => {
      void connection.request('health', 20).then(async (answer) => {
        if (!answer.ok) codes.push(answer.refusal.code);
        connection.close();
        const late = await connection.request('health', 20);
        if (!late.ok) codes.push(late.refusal.code);
      });
    });
    await expect.poll(() => codes).toEqual(['TIMEOUT', 'CLOSED']);
  });

  it.each<[string, CloseCause, (socket: WebSocket) => void]>([
    ['text that is no JSON before the greeting', 'foreign', (socket) => socket.send('<html>')],
    [
      'a binary frame after the greeting',
      'protocol',
      (socket) => greet(socket, () => socket.send(Buffer.from([1, 2]))),
    ],
    [
      'a challenge without a nonce',
      'protocol',
      (socket) => socket.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload: {} })),
    ],
    ['no challenge at all', 'timeout', () => undefined],
    ['a frame beyond the bound', 'protocol', (socket) => greet(socket, () => socket.send(`"${'x'.repeat(20_000)}"`))],
  ])('ends on %s as %s', async (_what, cause, onSocket) => {
    const outcome = await gather(
      await serve(onSocket),
      { frame_bytes_max: 10_000, ...(cause === 'timeout' ? { handshake_timeout_ms: 300 } : {}) },
      (connection) => void connection.request('x', 60_000),
    );
    expect(outcome.end.cause).toBe(cause);
  });

  it('ends as silent when the gateway stops answering pings', async () => {
    const port = await serve((socket) => {
      greet(socket);
      socket.pong = () => undefined; // the server answers pings by this
    });
    const server = servers[0] as WebSocketServer;
    server.on('connection', (socket) => socket.removeAllListeners('ping'));
    const outcome = await gather(port, { ping_interval_ms: 30, pong_timeout_ms: 50 }, () => {
      for (const client of server.clients) client.pause();
    });
    expect(outcome.end.cause).toBe('silent');
  });

  it('ends as foreign on a web server, and as timeout on a port that never answers', async () => {
    const web = await listen(createHttpServer((_request, response) => response.end('<html>')));
    const mute = await listen(createTcpServer(() => undefined));
    expect((await gather(web)).end.cause).toBe('foreign');
    expect(['timeout', 'closed']).toContain((await gather(mute, { handshake_timeout_ms: 300 })).end.cause);
  });

  it.skipIf(makeCertificate() === null)(
    'speaks to a gateway over TLS only when it shows the certificate of its own files',
    async () => {
      const [own, other] = [makeCertificate(), makeCertificate()];
      if (own === null || other === null) throw new Error('no certificate was made');
      const web = createHttpsServer(own);
      const sockets = new WebSocketServer({ server: web });
      sockets.on('connection', (socket) => greet(socket));
      const port = await listen(web);
      const good = await gather(port, {}, (connection) => connection.close(), own.cert);
      const bad = await gather(port, {}, (connection) => connection.close(), other.cert);
      expect([good.hello.length, bad.hello.length]).toEqual([1, 0]);
    },
  );
});

it('a plain answer over a stream that is no socket ends the connection, and nothing else', async () => {
  const port = await listen(createHttpServer((_request, response) => response.end('{}')));
  const socket = connect(port, '127.0.0.1');
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
  });
  socket.on('data', (chunk) => stream.push(chunk));
  const cause = await new Promise((resolve) => {
    createGatewayConnector(createSystemClock(), { handshake_timeout_ms: 60_000 }, stream).open(port, () => ({}), {
      hello: () => undefined,
      refused: () => undefined,
      event: () => undefined,
      closed: (end) => resolve(end.cause),
    });
  });
  socket.destroy();
  expect(cause).toBe('foreign');
});
