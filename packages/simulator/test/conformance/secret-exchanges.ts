// The gateway's own store of secrets, over the connection: who may use it, what it takes, and what it tells of a value.
import type { Facts } from '../support/normalise.ts';
import { normalise, shapeOf } from '../support/normalise.ts';
import type { Target } from '../support/target.ts';
import type { Connected } from './handshake-exchanges.ts';
import { connect } from './handshake-exchanges.ts';
import type { Recording } from './recordings.ts';

type Entry = Record<string, unknown>;

const value = 'correct-horse-battery-staple';
const good = { name: 'OPS_CONFORMANCE', value, kind: 'secret' };

export async function recordSecrets(target: Target, facts: Facts): Promise<Recording> {
  const { token } = target;
  const reader = await connect(target, { token });
  const admin = await connect(target, { token, scopes: ['operator.admin'] });
  const ask = async (client: Connected, method: string, params: unknown): Promise<unknown> => {
    const frame = await client.socket.request(method, params);
    return frame?.ok
      ? { ok: true, payload: normalise(frame.payload, facts) }
      : { ok: frame?.ok, error: normalise(frame?.error, facts) };
  };
  const set = (params: unknown) => ask(admin, 'secrets.store.set', params);
  const remove = (params: unknown) => ask(admin, 'secrets.store.delete', params);
  const list = async (): Promise<Entry[]> => {
    const payload = (await admin.socket.request('secrets.store.list', {}))?.payload ?? {};
    return payload['entries'] as Entry[]; // a list in every answer
  };
  const recording: Recording = {
    'a reader may not list secrets': await ask(reader, 'secrets.store.list', {}),
    'a reader may not set a secret': await ask(reader, 'secrets.store.set', good),
    'a reader may not delete a secret': await ask(reader, 'secrets.store.delete', { name: good.name }),
    'there is none at first': await ask(admin, 'secrets.store.list', {}),
    'a name in small letters is refused': await set({ ...good, name: 'small' }),
    'a secret without a value is refused': await set({ name: good.name, kind: 'secret' }),
    'an empty value is refused': await set({ ...good, value: '' }),
    'a kind that is not known is refused': await set({ ...good, kind: 'other' }),
    'an unknown parameter is refused': await set({ ...good, surprise: 1 }),
    'nothing was kept of all that': (await list()).length,
    'a secret is set': await set(good),
    'it is listed by its name': (await list()).map(describe),
    'an entry (shape)': shapeOf((await list())[0]),
    'its value is not told': JSON.stringify(await list()).includes(value),
    'setting it again is no second one': [await set({ ...good, value: `${value}-2` }), (await list()).length],
    'deleting without a name is refused': await remove({}),
    'it is deleted by its name': [await remove({ name: good.name }), (await list()).length],
    'deleting what is not there': await remove({ name: 'OPS_NEVER_SET' }),
    'secrets are read again on demand': await ask(admin, 'secrets.reload', {}),
  };
  for (const client of [reader, admin]) client.socket.close();
  return recording;
}

function describe(entry: Entry): Entry {
  const { name, kind, scopeKind, scopeId } = entry;
  return { name, kind, scopeKind, scopeId };
}
