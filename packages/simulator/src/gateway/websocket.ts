// One WebSocket connection, from the challenge to the last frame: nothing is answered before a good `connect`,
// and every frame that leaves is one JSON object.
import type { WebSocket } from 'ws';
import { isObject } from '../config/validate.ts';
import type { ConnectParams } from '../protocol/connect-params.ts';
import type { GatewayError, HandshakeRefusal } from '../protocol/errors.ts';
import { invalidRequest, refuse, unavailable } from '../protocol/errors.ts';
import { broadcast, send, tellHealth } from './clients.ts';
import type { Grant } from './handshake.ts';
import { decideConnect } from './handshake.ts';
import { buildHello } from './hello.ts';
import type { GatewayActions } from './method-call.ts';
import { runMethod } from './methods.ts';
import type { Client, GatewayState } from './state.ts';

const handshakeTimeoutMs = 15_000;
const healthAgeMaxMs = 60_000;

interface Connection {
  socket: WebSocket;
  conn_id: string;
  nonce: string;
  peer_port: number;
  client: Client | null;
}

/** Takes a new socket in: sends the challenge and serves it until it closes. */
export function serveSocket(state: GatewayState, actions: GatewayActions, socket: WebSocket): void {
  const connection: Connection = {
    socket,
    conn_id: state.random.uuid('conn'),
    nonce: state.random.uuid('nonce'),
    peer_port: state.random.integer('peer-port', 32_768, 60_999),
    client: null,
  };
  const payload = { nonce: connection.nonce, ts: state.clock.now(), capabilities: ['model-catalog-snapshot'] };
  send(socket, { type: 'event', event: 'connect.challenge', payload });
  const cancel = state.clock.after(handshakeTimeoutMs, () => {
    if (!connection.client) socket.close(1000);
  });
  socket.on('message', (data) => receive(state, actions, connection, String(data)));
  socket.on('close', () => {
    cancel();
    if (connection.client) state.clients.delete(connection.client);
  });
  socket.on('error', () => socket.terminate());
}

function receive(state: GatewayState, actions: GatewayActions, connection: Connection, text: string): void {
  const frame = parseFrame(text);
  if (frame === undefined) {
    const message = `parse/handle error: SyntaxError: Unexpected token '${text.charAt(1)}', "${text.slice(0, 20)}" is not valid JSON`;
    state.log.write({ level: 'ERROR', subsystem: 'gateway', message });
    if (!connection.client) connection.socket.close(1000);
    return;
  }
  const fault = findFrameFault(frame);
  if (!connection.client) {
    greet(state, connection, frame, fault);
    return;
  }
  const id = isObject(frame) && typeof frame['id'] === 'string' ? frame['id'] : 'invalid';
  if (fault || !isObject(frame)) {
    answerError(connection.socket, id, invalidRequest(`invalid request frame: ${fault ?? 'must be object'}`));
    return;
  }
  void serve(state, actions, connection.client, id, String(frame['method']), frame['params'] ?? {});
}

async function serve(
  state: GatewayState,
  actions: GatewayActions,
  client: Client,
  id: string,
  method: string,
  params: unknown,
): Promise<void> {
  const started_ms = state.clock.now();
  const result = await runMethod(state, actions, client, method, params);
  const conn = `${client.conn_id.slice(0, 8)}…${client.conn_id.slice(-4)}`;
  const took = `${state.clock.now() - started_ms}ms`;
  if ('error' in result) {
    answerError(client.socket, id, result.error);
    const error = `errorCode=${result.error.code} errorMessage=${result.error.message}`;
    const message = `⇄ res ✗ ${method} ${took} ${error} conn=${conn} id=${id}`;
    state.log.write({ level: 'INFO', subsystem: 'gateway/ws', message, traced: true });
    return;
  }
  send(client.socket, { type: 'res', id, ok: true, payload: result.payload });
  if (result.loud) {
    const message = `⇄ res ✓ ${method} ${took} conn=${conn} id=${id}`;
    state.log.write({ level: 'INFO', subsystem: 'gateway/ws', message, traced: true });
  }
  result.afterwards?.();
}

function greet(state: GatewayState, connection: Connection, frame: unknown, fault: string | null): void {
  const id = isObject(frame) && typeof frame['id'] === 'string' ? frame['id'] : 'invalid';
  if (fault || !isObject(frame) || frame['method'] !== 'connect') {
    const message = `invalid handshake: ${fault ? 'invalid request frame' : 'first request must be connect'}`;
    turnAway(state, connection, id, null, refuse(invalidRequest(message), 'invalid-handshake'));
    return;
  }
  if (state.phase === 'silent' || state.phase === 'starting') {
    answerError(connection.socket, id, unavailable('startup-sidecars'));
    connection.socket.close(1013, 'gateway starting');
    return;
  }
  const result = decideConnect(state, frame['params'], connection.nonce);
  if ('refusal' in result) turnAway(state, connection, id, frame['params'], result.refusal);
  else welcome(state, connection, id, result.grant);
}

function welcome(state: GatewayState, connection: Connection, id: string, grant: Grant): void {
  const { socket, conn_id } = connection;
  const client: Client = { socket, conn_id, scopes: grant.scopes, device_id: grant.device_id, sequence: 0 };
  connection.client = client;
  state.clients.add(client);
  send(socket, { type: 'res', id, ok: true, payload: buildHello(state, grant, conn_id) });
  if (state.clock.now() - state.health_told_ms > healthAgeMaxMs) tellHealth(state);
  if (!grant.pairing) return;
  const message = `device pairing auto-approved device=${grant.device_id} role=${grant.role}`;
  state.log.write({ level: 'INFO', subsystem: 'gateway', message, traced: true });
  const payload = {
    requestId: state.random.uuid('pair-request'),
    deviceId: grant.device_id,
    decision: 'approved',
    ts: state.clock.now(),
  };
  broadcast(state, 'device.pair.resolved', payload, 'operator.pairing');
}

function turnAway(
  state: GatewayState,
  connection: Connection,
  id: string,
  raw: unknown,
  refusal: HandshakeRefusal,
): void {
  answerError(connection.socket, id, refusal.error);
  connection.socket.close(refusal.close_code, refusal.error.message.slice(0, 120));
  logRefusal(state, connection, isObject(raw) ? raw : {}, refusal); // only read for words
}

function logRefusal(
  state: GatewayState,
  connection: Connection,
  params: Partial<ConnectParams>,
  refusal: HandshakeRefusal,
): void {
  const endpoint = `127.0.0.1:${connection.peer_port}->127.0.0.1:${state.port}`;
  const client = `client=${params.client?.id ?? 'n/a'} ${params.client?.mode ?? 'n/a'} v${params.client?.version ?? 'n/a'}`;
  const reason = String(refusal.error.details?.['authReason'] ?? '');
  if (reason) {
    const message = `unauthorized conn=${connection.conn_id} peer=${endpoint} remote=127.0.0.1 ${client} role=${params.role ?? 'operator'} scopes=${params.scopes?.length ?? 0} auth=token device=${params.device ? 'yes' : 'no'} platform=${params.client?.platform ?? 'n/a'} reason=${reason} guidance=${refusal.error.message}`;
    state.log.write({ level: 'WARN', subsystem: 'gateway/ws', message });
  }
  state.log.write({
    level: 'WARN',
    subsystem: 'gateway/ws',
    facts: { cause: refusal.cause, handshake: 'failed', durationMs: 5, endpoint },
    message: `closed before connect conn=${connection.conn_id} peer=${endpoint} remote=127.0.0.1 fwd=n/a origin=n/a host=127.0.0.1:${state.port} ua=n/a code=${refusal.close_code} reason=${refusal.error.message}`,
    console: false,
  });
}

function parseFrame(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A request frame is `{type:"req", id, method}`; the words are the real validator's. */
function findFrameFault(frame: unknown): string | null {
  if (!isObject(frame)) return 'must be object';
  const faults: string[] = [];
  if (typeof frame['id'] !== 'string') faults.push("must have required property 'id'");
  if (frame['type'] !== 'req') faults.push('at /type: must be equal to constant');
  else if (typeof frame['method'] !== 'string') faults.push("must have required property 'method'");
  return faults.length > 0 ? faults.join('; ') : null;
}

function answerError(socket: WebSocket, id: string, error: GatewayError): void {
  send(socket, { type: 'res', id, ok: false, error });
}
