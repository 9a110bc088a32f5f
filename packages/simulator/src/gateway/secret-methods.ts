// The gateway's own store of secrets: written and listed by name over the connection, never read back.
import { invalidRequest } from '../protocol/errors.ts';
import type { MethodCall, MethodResult } from './method-call.ts';

const namePattern = /^(?:[A-Z][A-Z0-9_]{0,127}|github-setup-[a-f0-9]{32})$/;

export const secretMethods = {
  'secrets.store.list': { scope: 'operator.admin', run: listSecrets },
  'secrets.store.set': { scope: 'operator.admin', run: setSecret },
  'secrets.store.delete': { scope: 'operator.admin', run: deleteSecret },
  'secrets.reload': { scope: 'operator.admin', run: () => ({ payload: { ok: true, warningCount: 0 } }) },
} as const;

function listSecrets({ state }: MethodCall): MethodResult {
  const entries = [...state.stored_secrets].map(([name, { at_ms }]) => ({
    name,
    scopeKind: 'team',
    scopeId: '',
    createdAtMs: at_ms,
    updatedAtMs: at_ms,
    updatedBy: 'gateway-client',
    kind: 'secret',
    allowedHosts: [],
  }));
  return { payload: { entries } };
}

function setSecret({ state, params }: MethodCall): MethodResult {
  const { name, value, kind } = params;
  const problem = findSetProblem(params);
  if (problem) return { error: invalidRequest(`invalid secrets.store.set params: ${problem}`) };
  if (value === '')
    return {
      error: invalidRequest(
        'Secret store value is empty. Secret entries require a value; check the command that produced it.',
      ),
    };
  // Checked above; the second test of each is for the compiler alone.
  if (typeof name === 'string' && typeof value === 'string' && (kind === 'secret' || kind === 'env'))
    state.stored_secrets.set(name, { value, at_ms: state.clock.now() });
  return { payload: { ok: true, reloaded: false } };
}

const setParams = ['name', 'value', 'kind', 'allowedHosts'];

/** What the gateway's own validator says first of all. */
function findSetProblem(params: Record<string, unknown>): string | null {
  const { name, value, kind } = params;
  for (const needed of ['name', 'value', 'kind'])
    if (params[needed] === undefined) return `must have required property '${needed}'`;
  if (typeof name !== 'string' || !namePattern.test(name))
    return `at /name: must match pattern "${namePattern.source}"`;
  if (typeof value !== 'string') return 'at /value: must be string';
  if (kind !== 'secret' && kind !== 'env')
    return 'at /kind: must be equal to constant; at /kind: must match a schema in anyOf';
  const strange = Object.keys(params).find((key) => !setParams.includes(key));
  return strange === undefined ? null : `at root: unexpected property '${strange}'`;
}

function deleteSecret({ state, params }: MethodCall): MethodResult {
  if (typeof params['name'] !== 'string')
    return { error: invalidRequest("invalid secrets.store.delete params: must have required property 'name'") };
  state.stored_secrets.delete(params['name']);
  return { payload: { ok: true, reloaded: false } };
}
