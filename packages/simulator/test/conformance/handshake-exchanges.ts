// The WebSocket side of coming in: every way to connect that is refused, and what those who come in are told.
import type { GatewaySocket } from '../support/gateway-socket.ts';
import { openSocket, readChallenge } from '../support/gateway-socket.ts';
import type { ConnectOptions } from '../support/identity.ts';
import { backendClient, buildConnectParams, cliClient, createIdentity } from '../support/identity.ts';
import type { Facts } from '../support/normalise.ts';
import { normalise, shapeOf } from '../support/normalise.ts';
import { pollUntil } from '../support/poll.ts';
import type { Target } from '../support/target.ts';
import type { Recording } from './recordings.ts';

export const allScopes = ['operator.admin', 'operator.read', 'operator.write', 'operator.pairing'];

export interface Connected {
  socket: GatewaySocket;
  ok: boolean;
  hello: Record<string, unknown>;
  error: Record<string, unknown> | undefined;
}

/** Opens a socket, reads the challenge and says `connect`. */
export async function connect(target: Target, options: ConnectOptions): Promise<Connected> {
  const socket = await openSocket(target.port);
  const challenge = await readChallenge(socket);
  const frame = await socket.request('connect', buildConnectParams(options, challenge));
  return { socket, ok: frame?.ok === true, hello: frame?.payload ?? {}, error: frame?.error };
}

/** Connects and reports only how it ended. */
export async function tryConnect(target: Target, facts: Facts, options: ConnectOptions): Promise<unknown> {
  const { socket, ok, hello, error } = await connect(target, options);
  const close = ok ? 'open' : await socket.closed();
  socket.close();
  return ok ? { auth: normalise(hello['auth'], facts), close } : { error: normalise(error, facts), close };
}

export async function recordHandshake(target: Target, facts: Facts): Promise<Recording> {
  const { token } = target;
  const attempt = (options: ConnectOptions): Promise<unknown> => tryConnect(target, facts, options);
  const client = (change: Record<string, string>): ConnectOptions => ({
    token,
    client: { ...backendClient, ...change },
  });
  const change = (edit: (params: Record<string, unknown>) => void): ConnectOptions => ({ token, tamper: edit });
  return {
    ...(await recordGreeting(target, facts)),
    'the shared token grants the scopes asked for': await attempt({ token, scopes: ['operator.read'] }),
    'the shared token grants any scope at all': await attempt({ token, scopes: allScopes }),
    'the shared token with no scopes comes in with none': await attempt({ token, scopes: [] }),
    'no token and no device is refused': await attempt({}),
    'no auth at all is refused': await attempt(change((params) => delete params['auth'])),
    'a wrong token is refused': await attempt({ token: 'wrong' }),
    'an older protocol is refused': await attempt(
      change((params) => Object.assign(params, { minProtocol: 3, maxProtocol: 3 })),
    ),
    'a newer protocol is refused': await attempt(
      change((params) => Object.assign(params, { minProtocol: 5, maxProtocol: 5 })),
    ),
    'a client id that is not on the list is refused': await attempt(client({ id: 'moltbot-ops' })),
    'a client mode that is not on the list is refused': await attempt(client({ mode: 'sideways' })),
    'an unknown role is refused': await attempt({ token, role: 'boss' }),
    'a node without a device is refused': await attempt({ token, role: 'node', scopes: [] }),
    'an unknown property is refused': await attempt(change((params) => Object.assign(params, { surprise: 1 }))),
    'a missing client is refused': await attempt(change((params) => delete params['client'])),
    'a browser client without an origin is refused': await attempt(client({ id: 'webchat', mode: 'webchat' })),
    'a probe without a device comes in without scopes': await attempt(client({ mode: 'probe' })),
    'a frame that is not JSON before connect closes': await sayFirst(target, 'not json'),
    'another method before connect is refused': await sayFirst(
      target,
      '{"type":"req","id":"1","method":"health","params":{}}',
    ),
  };
}

async function recordGreeting(target: Target, facts: Facts): Promise<Recording> {
  const socket = await openSocket(target.port);
  await readChallenge(socket);
  const challenge = normalise(socket.frames[0], facts);
  socket.close();
  const reader = await connectWhenSettled(target);
  const admin = await connect(target, { token: target.token, scopes: allScopes });
  const none = await connect(target, { token: target.token, scopes: [] });
  for (const item of [reader, admin, none]) item.socket.close();
  const { features, controlUiWidgetKinds: _, controlUiLinkReaders: __, ...hello } = reader.hello;
  const server = normalise(reader.hello['server'], facts);
  return {
    'the server challenges first': challenge,
    'hello says what the server is': { type: hello['type'], protocol: hello['protocol'], server },
    'hello (shape)': shapeOf(hello),
    'the snapshot of a reader': snapshotKeys(reader.hello),
    'the snapshot of an admin': snapshotKeys(admin.hello),
    'the snapshot of a client without scopes': snapshotKeys(none.hello),
    'hello lists methods and events': listsOf(features),
  };
}

/** The first snapshots after a start have an empty `health` and no or half an update schedule; later ones have both. */
function connectWhenSettled(target: Target): Promise<Connected> {
  return pollUntil(async () => {
    const client = await connect(target, { token: target.token });
    const snapshot = (client.hello['snapshot'] ?? {}) as { health?: object; updateSchedule?: { install?: object } }; // as recorded below
    if (snapshot.updateSchedule?.install && Object.keys(snapshot.health ?? {}).length > 0) return client;
    client.socket.close();
    return null;
  }, 'a complete snapshot');
}

function snapshotKeys(hello: Record<string, unknown>): string[] {
  const names = Object.keys(hello['snapshot'] ?? {}); // an object in every hello
  return names.sort();
}

/** The names the product relies on; the real lists are hundreds long. */
const wanted = [
  'health',
  'status',
  'system.info',
  'channels.status',
  'logs.tail',
  'config.get',
  'config.patch',
  'gateway.restart.request',
  'tick',
  'shutdown',
];

function listsOf(features: unknown): unknown {
  const { methods = [], events = [] } = (features ?? {}) as { methods?: string[]; events?: string[] };
  return {
    methods: wanted.filter((name) => methods.includes(name)),
    events: wanted.filter((name) => events.includes(name)),
  };
}

async function sayFirst(target: Target, text: string): Promise<unknown> {
  const socket = await openSocket(target.port);
  await readChallenge(socket);
  socket.sendText(text);
  const close = await socket.closed();
  const answer = socket.frames.find((frame) => frame.type === 'res');
  return { error: answer?.error, close };
}

export async function recordPairing(target: Target, facts: Facts): Promise<Recording> {
  const { token } = target;
  const attempt = (options: ConnectOptions): Promise<unknown> =>
    tryConnect(target, facts, { client: cliClient, ...options });
  const identity = createIdentity();
  const stranger = createIdentity();
  const tamper = (edit: (device: Record<string, unknown>) => void): ConnectOptions => ({
    token,
    identity: stranger,
    tamper: (params) => edit(params['device'] as Record<string, unknown>), // there is one: an identity is given
  });
  const admin = await connect(target, { token, scopes: allScopes });
  const first = await connect(target, { token, identity, client: cliClient });
  const auth = first.hello['auth'] as { deviceToken?: string } | undefined;
  const device_token = auth?.deviceToken ?? '';
  const again = await connect(target, { token, identity, client: cliClient });
  const sameToken = (again.hello['auth'] as { deviceToken?: string } | undefined)?.deviceToken === device_token;
  again.socket.close();
  const recording: Recording = {
    'a backend with a device is let in and not paired': await attempt({
      token,
      identity: stranger,
      client: backendClient,
    }),
    'a command line client with a device is paired silently': normalise(auth, facts),
    'the same device with the same scopes gets the same token': sameToken,
    'an admin is told of the pairing': describeEvent(
      await admin.socket.next((frame) => frame.event === 'device.pair.resolved'),
      facts,
    ),
    'a paired device is listed': normalise(
      pickDevice(await admin.socket.request('device.pair.list'), identity.id),
      facts,
    ),
    'the device token alone opens the scopes it was paired with': await attempt({ device_token, identity }),
    'the device token as auth.token does too': await attempt({ token: device_token, identity }),
    'once paired, a backend may use the device token': await attempt({ device_token, identity, client: backendClient }),
    'fewer scopes than paired are fine': await attempt({ device_token, identity, scopes: [] }),
    'more scopes than paired are refused': await attempt({
      device_token,
      identity,
      scopes: ['operator.read', 'operator.write'],
    }),
    'a wrong device token is refused': await attempt({ device_token: 'wrong', identity }),
    'a device token of another device is refused': await attempt({ device_token, identity: stranger }),
    'a device token without a device is refused': await attempt({ device_token }),
    'a device that is not paired and brings no token is refused': await attempt({ identity: stranger }),
    'a bad signature is refused': await attempt(
      tamper((device) => (device['signature'] = Buffer.alloc(64).toString('base64url'))),
    ),
    'a nonce of another connection is refused': await attempt(tamper((device) => (device['nonce'] = 'other'))),
    'a device without a nonce is refused': await attempt(tamper((device) => delete device['nonce'])),
    'an old signature is refused': await attempt(tamper((device) => (device['signedAt'] = 1))),
    'an id that is not the hash of the key is refused': await attempt(tamper((device) => (device['id'] = '00'))),
  };
  Object.assign(recording, await recordWidening(target, facts, { identity, device_token, admin, live: first }));
  admin.socket.close();
  return recording;
}

interface Paired {
  identity: ReturnType<typeof createIdentity>;
  device_token: string;
  admin: Connected;
  live: Connected;
}

async function recordWidening(target: Target, facts: Facts, paired: Paired): Promise<Recording> {
  const { identity, device_token, admin } = paired;
  const attempt = (options: ConnectOptions): Promise<unknown> =>
    tryConnect(target, facts, { client: cliClient, identity, ...options });
  const widened = await connect(target, {
    token: target.token,
    identity,
    client: cliClient,
    scopes: ['operator.read', 'operator.write'],
  });
  const fresh = (widened.hello['auth'] as { deviceToken?: string } | undefined)?.deviceToken ?? '';
  widened.socket.close();
  const recording: Recording = {
    'asking for more scopes with the shared token makes a new device token': fresh !== '' && fresh !== device_token,
    'the old device token is dead then': await attempt({ device_token }),
    'the new one works': await attempt({ device_token: fresh }),
  };
  const removed = await admin.socket.request('device.pair.remove', { deviceId: identity.id });
  recording['a device can be removed'] = { ok: removed?.ok, payload: normalise(removed?.payload, facts) };
  recording['its live connection is closed'] = await paired.live.socket.closed();
  recording['its token is dead'] = await attempt({ device_token: fresh });
  return recording;
}

function describeEvent(frame: { event?: string; payload?: unknown } | null, facts: Facts): unknown {
  return frame ? { event: frame.event, payload: normalise(frame.payload, facts) } : null;
}

function pickDevice(frame: { payload?: Record<string, unknown> } | null, id: string): unknown {
  const paired = (frame?.payload?.['paired'] ?? []) as { deviceId: string }[]; // a list in every answer
  return paired.find((device) => device.deviceId === id);
}
