// Configuration over the WebSocket: read with the secrets masked, looked up, patched against a base hash.
// A patch that would not validate changes nothing.
import JSON5 from 'json5';
import { readConfigDocument, writeConfigDocument } from '../config/document.ts';
import { applyMergePatch, listChangedPaths, listSecrets, redactConfig, redactedSentinel } from '../config/merge.ts';
import { needsRestart } from '../config/schema.ts';
import { buildJsonSchema, buildUiHints, describeSchemaPath } from '../config/schema-view.ts';
import { formatIssues, isObject, validateConfig } from '../config/validate.ts';
import { invalidRequest } from '../protocol/errors.ts';
import { broadcast } from './clients.ts';
import type { MethodCall, MethodResult } from './method-call.ts';
import { gatewayVersion } from './state.ts';

export function getConfig({ state }: MethodCall): MethodResult {
  const document = readConfigDocument(state.paths.config_path, state.hash_key);
  let raw = document.raw;
  for (const secret of listSecrets(document.parsed)) raw = raw.replaceAll(secret, redactedSentinel);
  const shown = redactConfig(document.parsed);
  const payload = {
    path: state.paths.config_path,
    includedPaths: [],
    includeProvenance: [],
    agentRosterIncludeOwned: false,
    bindingsIncludeOwned: false,
    exists: document.exists,
    raw,
    parsed: shown,
    sourceConfig: shown,
    resolved: shown,
    valid: document.valid,
    runtimeConfig: redactConfig(state.applied),
    config: shown,
    hash: document.hash,
    issues: document.issues,
    warnings: [],
    legacyIssues: [],
    configRevisionHash: document.revision,
    appliedConfigHash: state.applied_hash,
  };
  return { payload };
}

export function showConfigSchema({ state }: MethodCall): MethodResult {
  const payload = {
    schema: buildJsonSchema(),
    uiHints: buildUiHints(),
    version: gatewayVersion,
    generatedAt: new Date(state.clock.now()).toISOString(),
  };
  return { payload };
}

export function lookupConfigSchema({ params }: MethodCall): MethodResult {
  const path = params['path'];
  if (typeof path !== 'string') {
    return { error: invalidRequest("invalid config.schema.lookup params: must have required property 'path'") };
  }
  const found = describeSchemaPath(path);
  return found ? { payload: found } : { error: invalidRequest('config schema path not found') };
}

const patchKeys = ['raw', 'baseHash', 'note', 'sessionKey', 'restartDelayMs', 'replacePaths'];

export function patchConfig(call: MethodCall): MethodResult {
  const { state, params } = call;
  if (params['raw'] === undefined) {
    return { error: invalidRequest("invalid config.patch params: must have required property 'raw'") };
  }
  const unexpected = Object.keys(params).find((key) => !patchKeys.includes(key));
  if (unexpected) {
    return { error: invalidRequest(`invalid config.patch params: at root: unexpected property '${unexpected}'`) };
  }
  const document = readConfigDocument(state.paths.config_path, state.hash_key);
  if (params['baseHash'] !== undefined && params['baseHash'] !== document.hash) {
    return { error: invalidRequest('config changed since last load; re-run config.get and retry') };
  }
  const patch = parsePatch(String(params['raw']));
  if ('error' in patch) return { error: invalidRequest(patch.error) };
  if (!document.valid) {
    const message = `invalid config: ${formatIssues(document.issues)}; fix (openclaw doctor) before patching`;
    return { error: invalidRequest(message, { issues: document.issues }) };
  }
  return storePatch(call, document.parsed, patch.value);
}

function storePatch(call: MethodCall, before: Record<string, unknown>, patch: unknown): MethodResult {
  const { state, actions, params, client } = call;
  const after = applyMergePatch(before, patch);
  const issues = validateConfig(after);
  if (issues.length > 0 || !isObject(after)) {
    return { error: invalidRequest(`invalid config: ${formatIssues(issues)}`, { issues }) };
  }
  const changedPaths = listChangedPaths(before, after);
  const path = state.paths.config_path;
  const who = `actor=gateway-client device=unknown-device ip=unknown-ip conn=${client.conn_id}`;
  if (changedPaths.length === 0) {
    state.log.write({ level: 'INFO', subsystem: 'gateway', message: `config.patch noop ${who} (no changed paths)` });
    return { payload: { ok: true, noop: true, changedPaths: [], path, config: redactConfig(after) } };
  }
  if (params['baseHash'] === undefined) {
    const listed = changedPaths.join(', ');
    return {
      error: invalidRequest(`config base hash required for ${listed}; re-run config.get and retry with baseHash`),
    };
  }
  if (state.conditions.storage_fault)
    return { error: { code: 'UNAVAILABLE', message: state.conditions.storage_fault } };
  writeConfigDocument(path, after);
  state.document = readConfigDocument(path, state.hash_key);
  const { hash } = state.document;
  const message = `config.patch write ${who} changedPaths=${changedPaths.join(',')} restartReason=config.patch`;
  state.log.write({ level: 'INFO', subsystem: 'gateway', message });
  broadcast(state, 'config.changed', { path, hash, ts: state.clock.now() }, 'operator.read');
  const requiresRestart = needsRestart(changedPaths);
  const stats = { mode: 'config.patch', root: path, requiresRestart };
  const note = typeof params['note'] === 'string' ? params['note'] : null;
  const sentinel = {
    persisted: true,
    payload: { kind: 'config-patch', status: 'ok', ts: state.clock.now(), message: note, stats },
  };
  const payload = { ok: true, path, hash, config: redactConfig(after), changedPaths, sentinel };
  return { payload, loud: true, afterwards: () => actions.reload(changedPaths) };
}

function parsePatch(raw: string): { value: Record<string, unknown> } | { error: string } {
  try {
    const value: unknown = JSON5.parse(raw);
    return isObject(value) ? { value } : { error: 'config.patch raw must be an object' };
  } catch (error) {
    return { error: String(error) };
  }
}
