// Methods, scopes and errors of a connected client, and the configuration over the WebSocket.
import type { Facts } from '../support/normalise.ts';
import { normalise, shapeOf } from '../support/normalise.ts';
import { pollUntil } from '../support/poll.ts';
import type { Target } from '../support/target.ts';
import type { Connected } from './handshake-exchanges.ts';
import { connect } from './handshake-exchanges.ts';
import type { Recording } from './recordings.ts';

type Payload = Record<string, unknown>;

async function call(client: Connected, method: string, params: unknown, facts: Facts): Promise<unknown> {
  const frame = await client.socket.request(method, params);
  return frame?.ok
    ? { ok: true, payload: normalise(frame.payload, facts) }
    : { ok: frame?.ok, error: normalise(frame?.error, facts) };
}

async function shape(client: Connected, method: string, params: unknown = {}): Promise<unknown> {
  const frame = await client.socket.request(method, params);
  return frame?.ok ? shapeOf(frame.payload) : frame?.error;
}

export async function recordMethods(target: Target, facts: Facts): Promise<Recording> {
  const { token } = target;
  const reader = await connect(target, { token });
  const writer = await connect(target, { token, scopes: ['operator.write'] });
  const admin = await connect(target, { token, scopes: ['operator.admin'] });
  const none = await connect(target, { token, scopes: [] });
  const recording: Recording = {
    'health (shape)': await shape(reader, 'health'),
    'status (shape)': await shape(reader, 'status'),
    'system.info (shape)': await shape(reader, 'system.info'),
    'channels.status (shape)': await shape(reader, 'channels.status'),
    'logs.tail (shape)': await shape(reader, 'logs.tail', { limit: 3 }),
    'health is ok': ((await reader.socket.request('health'))?.payload ?? {})['ok'],
    'a reader may not restart': await call(reader, 'gateway.restart.request', {}, facts),
    'a reader may not patch': await call(reader, 'config.patch', {}, facts),
    'a reader may not list devices': await call(reader, 'device.pair.list', {}, facts),
    'a reader is told of the scope before the name of an unknown method': await call(reader, 'nope.nope', {}, facts),
    'an admin is told that a method is unknown': await call(admin, 'nope.nope', {}, facts),
    'no scopes, no status': await call(none, 'status', {}, facts),
    'no scopes, but health': summarise(await none.socket.request('health')),
    'write includes read': summarise(await writer.socket.request('status')),
    'admin includes read': summarise(await admin.socket.request('status')),
    'write does not include admin': await call(writer, 'config.patch', {}, facts),
    'a restart can be asked about first': normalise(await waitUntilSafe(reader), facts),
    'an update can be asked about': await call(admin, 'update.status', {}, facts),
    'logs.tail with too many lines is refused': await call(reader, 'logs.tail', { limit: 99_999 }, facts),
    'logs.tail from a cursor': await followLog(reader),
    'a frame without a method is answered': await sayGarbage(reader, '{"type":"req","id":"x1"}', 'x1'),
    'a frame of another type is answered': await sayGarbage(reader, '{"type":"what"}', 'invalid'),
    'text that is not JSON is ignored': await ignoresText(reader),
  };
  for (const client of [reader, writer, admin, none]) client.socket.close();
  return recording;
}

function summarise(frame: { ok?: boolean; error?: unknown } | null): unknown {
  return frame?.ok ? 'ok' : frame?.error;
}

/** Right after a start the gateway has work of its own that a restart would wait for. */
export function waitUntilSafe(client: Connected): Promise<Payload> {
  return pollUntil(async () => {
    const payload = (await client.socket.request('gateway.restart.preflight'))?.payload ?? {};
    return payload['safe'] === true ? payload : null;
  }, 'a gateway that is safe to restart');
}

/** New lines come from the cursor on, and the cursor moves with them. */
async function followLog(client: Connected): Promise<unknown> {
  const first = (await client.socket.request('logs.tail', { limit: 1 }))?.payload ?? {};
  await client.socket.request('unheard.of');
  const next = await pollUntil(async () => {
    const payload = (await client.socket.request('logs.tail', { cursor: first['cursor'], limit: 50 }))?.payload ?? {};
    const lines = payload['lines'] as string[]; // a list in every answer
    return lines.some((line) => line.includes('unheard.of')) ? payload : null;
  }, 'a new log line');
  return {
    moved: Number(next['cursor']) > Number(first['cursor']),
    reset: next['reset'],
    truncated: next['truncated'],
  };
}

async function sayGarbage(client: Connected, text: string, id: string): Promise<unknown> {
  client.socket.sendText(text);
  return (await client.socket.next((frame) => frame.id === id))?.error;
}

async function ignoresText(client: Connected): Promise<unknown> {
  client.socket.sendText('not json');
  return summarise(await client.socket.request('health'));
}

export async function recordConfig(target: Target, facts: Facts): Promise<Recording> {
  const admin = await connect(target, { token: target.token, scopes: ['operator.admin', 'operator.read'] });
  const get = async (): Promise<Payload> => (await admin.socket.request('config.get'))?.payload ?? {};
  const patch = (params: unknown): Promise<unknown> => call(admin, 'config.patch', params, facts);
  const first = await get();
  const baseHash = first['hash'];
  const recording: Recording = {
    'config.get (shape)': shapeOf({
      ...first,
      runtimeConfig: {},
      config: {},
      resolved: {},
      sourceConfig: {},
      parsed: {},
    }),
    'config.get masks the token': readToken(first['parsed']),
    'config.get masks the token in the raw text too': String(first['raw']).includes(target.token),
    'a patch without raw is refused': await patch({}),
    'a patch with an unknown parameter is refused': await patch({ raw: '{}', surprise: 1 }),
    'a patch against a stale hash is refused': await patch({ raw: '{logging:{level:"debug"}}', baseHash: 'stale' }),
    'a patch that is not JSON5 is refused': await patch({ raw: '{a:', baseHash }),
    'a patch that is not an object is refused': await patch({ raw: '[]', baseHash }),
    'a patch without a hash is refused': await patch({ raw: '{logging:{level:"debug"}}' }),
    'a patch with wrong values changes nothing and lists them': await patch({
      raw: '{gateway:{mode:"bogus",port:"x"}}',
      baseHash,
    }),
    'a patch with unknown keys lists them': await patch({ raw: '{bogusKey:1,gateway:{nope:2}}', baseHash }),
    'a boolean is named with what is allowed': await patch({ raw: '{cron:{enabled:1}}', baseHash }),
    'a patch that changes nothing says so': pick(await patch({ raw: '{}', baseHash }), ['ok', 'noop', 'changedPaths']),
    'the file is untouched by all of these': (await get())['hash'] === baseHash,
  };
  Object.assign(recording, await recordGoodPatches(target, admin, facts));
  Object.assign(recording, await recordHandEdit(target, admin, facts));
  for (const path of [
    'gateway.port',
    'gateway.auth.token',
    'logging.level',
    'gateway.controlUi.allowedOrigins',
    'channels.telegram.botToken',
  ]) {
    recording[`the schema knows ${path}`] = describeLookup(
      await admin.socket.request('config.schema.lookup', { path }),
    );
  }
  recording['a path that the schema does not know'] = await call(
    admin,
    'config.schema.lookup',
    { path: 'nope.x' },
    facts,
  );
  recording['a lookup without a path'] = await call(admin, 'config.schema.lookup', {}, facts);
  const schema = (await admin.socket.request('config.schema'))?.payload ?? {};
  recording['the whole schema is draft-07 with hints'] = describeSchema(schema);
  admin.socket.close();
  return recording;
}

async function recordGoodPatches(target: Target, admin: Connected, facts: Facts): Promise<Recording> {
  const { hash } = (await admin.socket.request('config.get'))?.payload ?? {};
  const raw = JSON.stringify({ gateway: { auth: { token: '__OPENCLAW_REDACTED__' } }, logging: { level: 'debug' } });
  const changed = admin.socket.next((frame) => frame.event === 'config.changed');
  const frame = await admin.socket.request('config.patch', { raw, baseHash: hash, note: 'a note' });
  const event = await changed;
  // It shows the former one until its watcher has seen the file.
  const after = await pollUntil(async () => {
    const payload = (await admin.socket.request('config.get'))?.payload ?? {};
    return payload['hash'] === hash ? null : payload;
  }, 'the new hash');
  return {
    'a good patch says what changed': pick({ payload: frame?.payload }, ['ok', 'changedPaths']),
    'a good patch gives the new hash': frame?.payload?.['hash'] === after['hash'],
    'the mask sent back keeps the secret on disk': readToken(target.readConfig()) === target.token,
    'watchers are told of the change': event ? { event: event.event, payload: normalise(event.payload, facts) } : null,
  };
}

/** A broken hand edit: the running gateway carries on and only `config.get` tells. */
async function recordHandEdit(target: Target, admin: Connected, facts: Facts): Promise<Recording> {
  const good = target.readConfig();
  target.writeConfig({ ...good, gateway: { ...(good['gateway'] as object), mode: 'bogus' } }); // an object since onboarding
  const broken = await pollUntil(async () => {
    const payload = (await admin.socket.request('config.get'))?.payload ?? {};
    return payload['valid'] === false ? payload : null;
  }, 'the broken edit to be noticed');
  const recording: Recording = {
    'a broken hand edit is named': { valid: broken['valid'], issues: broken['issues'] },
    'the gateway still serves': summarise(await admin.socket.request('health')),
    'a patch on a broken file is refused': await call(
      admin,
      'config.patch',
      { raw: '{}', baseHash: broken['hash'] },
      facts,
    ),
  };
  target.writeConfig(good);
  await pollUntil(
    async () => ((await admin.socket.request('config.get'))?.payload?.['valid'] === true ? true : null),
    'the mended file',
  );
  return recording;
}

function readToken(config: unknown): unknown {
  return (config as { gateway?: { auth?: { token?: unknown } } }).gateway?.auth?.token; // absent where it is not
}

function pick(result: unknown, names: string[]): unknown {
  const { payload } = result as { payload?: Payload }; // call() answers have one when they are ok
  return Object.fromEntries(names.map((name) => [name, payload?.[name]]));
}

function describeLookup(frame: { payload?: Payload } | null): unknown {
  const payload = frame?.payload ?? {};
  return {
    path: payload['path'],
    reloadKind: payload['reloadKind'],
    sensitive: (payload['hint'] as Payload | undefined)?.['sensitive'] ?? false,
  };
}

function describeSchema(payload: Payload): unknown {
  const schema = (payload['schema'] ?? {}) as Payload; // an object in every answer
  const hints = (payload['uiHints'] ?? {}) as Record<string, Payload>; // the same
  return {
    draft: schema['$schema'],
    type: schema['type'],
    token_is_sensitive: hints['gateway.auth.token']?.['sensitive'],
  };
}
