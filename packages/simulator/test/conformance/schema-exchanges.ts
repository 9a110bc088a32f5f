// Whether the simulator's slice of the configuration schema is honest: every path of it, its kind, its choices and
// how a change is taken up, as the target itself describes them.
import { listConfigPaths } from '../../src/config/schema.ts';
import type { Target } from '../support/target.ts';
import { connect } from './handshake-exchanges.ts';
import type { Recording } from './recordings.ts';

type Json = Record<string, unknown>;

export async function recordSchema(target: Target): Promise<Recording> {
  const admin = await connect(target, { token: target.token, scopes: ['operator.admin'] });
  const recording: Recording = {};
  for (const path of listConfigPaths()) {
    const frame = await admin.socket.request('config.schema.lookup', { path });
    recording[`the schema of ${path}`] = frame?.ok ? describe(frame.payload ?? {}) : frame?.error;
  }
  admin.socket.close();
  return recording;
}

/** Real schemas write a choice as an enum or as constants; both are the same to whoever fills in a form. */
function describe(payload: Json): unknown {
  const schema = (payload['schema'] ?? {}) as Json; // an object in every answer
  const hint = (payload['hint'] ?? {}) as Json; // the same
  const constants = ((schema['anyOf'] ?? []) as Json[]).map((item) => item['const']); // a list where there is one
  const choices = schema['enum'] ?? (constants.length > 0 && !constants.includes(undefined) ? constants : null);
  const sensitive = hint['sensitive'] === true;
  const kind = choices ? 'choice' : sensitive ? 'secret' : (schema['type'] ?? 'any');
  return { kind, choices, reload: payload['reloadKind'] };
}
