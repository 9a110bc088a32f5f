// A stand-in for the agent, to look at the console in every state: it serves the built files under the agent's own
// content policy and answers with what the contract allows. `?scene=` of the session cookie chooses what it says.
// It is no mock for tests of behaviour: those run against the real agent.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobEvent, StreamEvent } from '@moltbot-ops/sdk/types';
import { type Scene, scenes } from './scenes.ts';

/** A build of one's own may be looked at beside the one that others use. */
const root = process.env.MOLTBOT_WEB_OUT ?? fileURLToPath(new URL('../../../dist/web', import.meta.url));
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export interface FakeAgent {
  origin: string;
  show(scene: Scene): void;
  /** Says it to every console that listens. */
  send(event: StreamEvent): void;
  close(): Promise<void>;
}

/** Starts on a free port. */
export async function startFakeAgent(first: Scene = scenes.running): Promise<FakeAgent> {
  let scene = first;
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void answer(scene, request, response, streams);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    show(next) {
      scene = next;
      for (const stream of streams)
        send(stream, { type: 'status.changed', at: new Date().toISOString(), status: scene.status() });
    },
    send(event) {
      for (const stream of streams) send(stream, event);
    },
    close: () =>
      new Promise((resolve) => {
        for (const stream of streams) stream.end();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(
  scene: Scene,
  request: IncomingMessage,
  response: ServerResponse,
  streams: Set<ServerResponse>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  response.setHeader('Content-Security-Policy', policy);
  if (url.pathname === '/events') return openStream(scene, response, streams);
  const events = scene.streams?.[url.pathname];
  if (events) return tellStory(events, response);
  const body = scene.answers[`${request.method} ${url.pathname}`];
  if (body === undefined) return sendFile(url.pathname, response);
  const value: unknown = typeof body === 'function' ? await body(url, await readJson(request)) : body;
  const status =
    typeof value === 'object' && value !== null && 'code' in value
      ? Number(scene.statuses?.[String(value.code)] ?? 401)
      : 200;
  if (status === 429) response.setHeader('Retry-After', '42');
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

function openStream(scene: Scene, response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': open\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
  if (scene.pending_count)
    send(response, { type: 'pairing.changed', at: new Date().toISOString(), pending_count: scene.pending_count });
}

/** A job's events from its first; the stream of one that has ended closes, that of another stays open. */
function tellStory(events: JobEvent[], response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  events.forEach((event, index) => {
    response.write(`event: ${event.type}\nid: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  if (events.at(-1)?.type === 'job.ended') response.end();
  else response.write(': beat\n\n');
}

function send(response: ServerResponse, event: StreamEvent): void {
  response.write(`event: ${event.type}\nid: ${Date.now()}\ndata: ${JSON.stringify(event)}\n\n`);
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) ? path : '/index.html';
  try {
    const bytes = await readFile(join(root, name));
    response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response
      .writeHead(404, { 'Content-Type': 'application/json' })
      .end('{"code":"not_found","message":"There is nothing here."}');
  }
}
