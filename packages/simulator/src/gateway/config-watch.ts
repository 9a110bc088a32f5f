// Notices that the configuration changed: a good change is applied, by a restart where it needs one; a bad one is
// named and left alone, and the gateway carries on with what it has.
import { readConfigDocument } from '../config/document.ts';
import { listChangedPaths } from '../config/merge.ts';
import { findConfigNode, needsRestart } from '../config/schema.ts';
import { formatIssues } from '../config/validate.ts';
import type { GatewayRuntime } from './runtime.ts';

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
  if (changed.length > 0) applyConfig(runtime, changed);
}

/** Makes the document on disk the one that the gateway runs on. */
export function applyConfig(runtime: GatewayRuntime, changed_paths: string[]): void {
  const { state, say } = runtime;
  const listed = changed_paths.join(', ');
  say(`config change detected; evaluating reload (${listed})`, { subsystem: 'gateway/reload' });
  state.applied = state.document.parsed;
  state.applied_hash = state.document.hash;
  if (needsRestart(changed_paths)) {
    const message = `config change requires gateway restart (${listed}) — deferring until 1 gateway request(s) complete`;
    say(message, { subsystem: 'gateway/reload', level: 'WARN' });
    runtime.later(restartDelayMs, () => runtime.restart(`config reload: ${listed}`));
  } else if (changed_paths.some((path) => findConfigNode(path)?.reload === 'hot')) {
    say(`config hot reload applied (${listed})`, { subsystem: 'gateway/reload' });
  }
}
