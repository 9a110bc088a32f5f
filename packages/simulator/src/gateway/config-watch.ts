// Notices that the configuration changed: a good change is applied, by a restart where it needs one; a bad one is
// named and left alone, and the gateway carries on with what it has.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigDocument } from '../config/document.ts';
import { listChangedPaths } from '../config/merge.ts';
import { findConfigNode, needsRestart } from '../config/schema.ts';
import { formatIssues, isObject } from '../config/validate.ts';
import type { GatewayRuntime } from './runtime.ts';
import { type GatewayState, readPath } from './state.ts';

/** The real one takes about two seconds. */
const restartDelayMs = 200;

export function watchConfig(runtime: GatewayRuntime): void {
  const { state, say } = runtime;
  const document = readConfigDocument(state.paths.config_path, state.hash_key);
  if (document.hash === state.document.hash) return;
  state.document = document;
  if (!document.valid) {
    say(`config reload skipped (invalid config): ${formatIssues(document.issues)}`, {
      subsystem: 'gateway/reload',
      level: 'WARN',
    });
    return;
  }
  const changed = listChangedPaths(state.applied, document.parsed);
  if (changed.length === 0) return;
  if (readPath(document.parsed, 'gateway.reload.mode') === 'off') {
    say('config reload disabled (gateway.reload.mode=off)', { subsystem: 'gateway/reload' });
    return;
  }
  const unset = findUnsetSecret(state, document.parsed);
  if (unset === null) return applyConfig(runtime, changed);
  say(`config reload failed: SecretRefResolutionError: Environment variable "${unset}" is missing or empty.`, {
    subsystem: 'gateway/reload',
    level: 'ERROR',
  });
}

/** The variable that the gateway's own door needs and nobody set; other references may be unset without harm. */
function findUnsetSecret(state: GatewayState, config: Record<string, unknown>): string | null {
  const token = readPath(config, 'gateway.auth.token');
  if (!isObject(token) || token['source'] !== 'env') return null;
  const name = String(token['id']);
  const dotenv = join(state.paths.state_dir, '.env');
  const lines = existsSync(dotenv) ? readFileSync(dotenv, 'utf8').split('\n') : [];
  return process.env[name] || lines.some((line) => line.startsWith(`${name}=`)) ? null : name;
}

/** Makes the document on disk the one that the gateway runs on. */
export function applyConfig(runtime: GatewayRuntime, changed_paths: string[]): void {
  const { state, say } = runtime;
  const listed = changed_paths.join(', ');
  say(`config change detected; evaluating reload (${listed})`, { subsystem: 'gateway/reload' });
  if (needsRestart(changed_paths)) {
    const message = `config change requires gateway restart (${listed}) — deferring until 1 gateway request(s) complete`;
    say(message, { subsystem: 'gateway/reload', level: 'WARN' });
    runtime.later(restartDelayMs, () => runtime.restart(`config reload: ${listed}`));
    return;
  }
  state.applied = state.document.parsed;
  state.applied_hash = state.document.revision ?? '';
  if (changed_paths.some((path) => findConfigNode(path)?.reload === 'hot')) {
    say(`config hot reload applied (${listed})`, { subsystem: 'gateway/reload' });
  }
}
