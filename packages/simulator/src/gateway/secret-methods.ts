// The gateway's own store of secrets: written and listed by name over the connection, never read back.
import { invalidRequest } from '../protocol/errors.ts';
import type { MethodCall, MethodResult } from './method-call.ts';

const namePattern = /^[A-Z][A-Z0-9_]{0,127}$/;

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
  if (typeof name !== 'string' || !namePattern.test(name) || typeof value !== 'string' || value === '') {
    return { error: invalidRequest('invalid secrets.store.set params') };
  }
  if (kind !== 'secret' && kind !== 'env') return { error: invalidRequest('invalid secrets.store.set params: kind') };
  state.stored_secrets.set(name, { value, at_ms: state.clock.now() });
  return { payload: { ok: true, reloaded: false } };
}

function deleteSecret({ state, params }: MethodCall): MethodResult {
  state.stored_secrets.delete(String(params['name']));
  return { payload: { ok: true, reloaded: false } };
}
