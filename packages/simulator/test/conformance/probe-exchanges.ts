// The HTTP side: the probes while a gateway starts, and every path a watcher might ask once it runs.
import { request } from 'node:http';
import { openSocket, readChallenge } from '../support/gateway-socket.ts';
import { buildConnectParams } from '../support/identity.ts';
import type { Facts } from '../support/normalise.ts';
import { normalise, shapeOf } from '../support/normalise.ts';
import { pollUntil } from '../support/poll.ts';
import type { RunningGateway, Target } from '../support/target.ts';
import type { Recording } from './recordings.ts';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One request on the gateway's port; null when nobody listens. */
export function ask(port: number, path: string, method = 'GET'): Promise<HttpAnswer | null> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let body = '';
      response.on('data', (data) => (body += String(data)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on('error', () => resolve(null));
    });
    outgoing.on('error', () => resolve(null));
    outgoing.end();
  });
}

/** Half a minute at most on a quiet machine; three minutes were measured on one with ten times too much to do. */
export const startTimeoutMs = 600_000;

/** Waits until `/readyz` is 200 and the start is over; rejects early when the gateway ends. */
export async function waitUntilReady(target: Target, gateway: RunningGateway): Promise<void> {
  await pollUntil(
    async () => {
      refuseEnded(gateway);
      return (await ask(target.port, '/readyz'))?.status === 200 && target.hasSettled() ? true : null;
    },
    'the end of a start',
    startTimeoutMs,
  );
}

/** Nobody waits for what has ended. Where programs start too slowly, the real gateway refuses to start by itself. */
export function refuseEnded(gateway: RunningGateway): void {
  if (gateway.ended()) throw new Error(`the gateway ended:\n${gateway.output()}`);
}

/** What a start looks like from outside, from the first open port to readiness. */
export async function recordStartup(target: Target, gateway: RunningGateway, facts: Facts): Promise<Recording> {
  const before = await ask(target.port, '/healthz');
  const live = await pollUntil(
    () => {
      refuseEnded(gateway);
      return ask(target.port, '/healthz');
    },
    'an open port',
    startTimeoutMs,
  );
  // At once: on a machine that is quick there is little time before the gateway is ready.
  const [connect, startup, ready] = await Promise.all([
    connectWhileStarting(target),
    ask(target.port, '/startupz'),
    ask(target.port, '/readyz'),
  ]);
  await waitUntilReady(target, gateway);
  const { eventLoop: _, ...readiness } = JSON.parse(ready?.body ?? '{}') as Record<string, unknown>; // a probe's body
  return {
    'nobody listens before the server is up': before,
    'liveness answers as soon as the port is open': [live.status, JSON.parse(live.body)],
    'startup is 503 with a pending reason': [startup?.status, normalise(JSON.parse(startup?.body ?? 'null'), facts)],
    'readiness is 503 and names what is failing': [ready?.status, normalise(readiness, facts)],
    'a connect is put off with a time to come back': connect,
  };
}

async function connectWhileStarting(target: Target): Promise<unknown> {
  const socket = await openSocket(target.port);
  const challenge = await readChallenge(socket);
  const answer = await socket.request('connect', buildConnectParams({ token: target.token }, challenge));
  const close = await socket.closed();
  socket.close();
  return { error: answer?.error, close };
}

export async function recordProbes(target: Target, facts: Facts): Promise<Recording> {
  const recording: Recording = {};
  for (const path of [
    '/healthz',
    '/health',
    '/healthz?x=1',
    '/startupz',
    '/readyz',
    '/unknown',
    '/metrics',
    '/api/x',
    '/v1/models',
    '/readyz/',
  ]) {
    recording[`GET ${path}`] = describe(await ask(target.port, path), facts);
  }
  for (const method of ['HEAD', 'POST', 'DELETE']) {
    recording[`${method} /healthz`] = describe(await ask(target.port, '/healthz', method), facts);
  }
  const ready = await ask(target.port, '/readyz');
  recording['the readiness body (shape)'] = shapeOf(JSON.parse(ready?.body ?? 'null'));
  return recording;
}

/** Only what a caller may rely on: status, content type, and a JSON body without its measurements. */
function describe(answer: HttpAnswer | null, facts: Facts): unknown {
  if (!answer) return null;
  const type = String(answer.headers['content-type'] ?? '');
  const head = { status: answer.status, type, cache: answer.headers['cache-control'], allow: answer.headers['allow'] };
  if (type.startsWith('text/html')) return { ...head, body: answer.body.slice(0, 15).toLowerCase() };
  if (!type.startsWith('application/json') || answer.body === '') return { ...head, body: answer.body };
  const { eventLoop: _, ...body } = JSON.parse(answer.body) as Record<string, unknown>; // said to be JSON above
  return { ...head, body: normalise(body, facts) };
}
