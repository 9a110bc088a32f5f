// Why a gateway must not even begin to start: 78 for what no restart will cure, in the real sentences.
import type { ConfigDocument } from '../config/document.ts';
import { isObject } from '../config/validate.ts';
import { configExit } from '../gateway/boot.ts';
import { readLiveOwner } from '../gateway/lock.ts';
import { gatewayCommit, gatewayVersion, readPath } from '../gateway/state.ts';
import { readSchemaVersion, stateSchemaVersion } from '../gateway/state-database.ts';
import type { GatewayPaths } from '../world/paths.ts';
import type { Arguments } from './arguments.ts';
import type { SimulatorSettings } from './settings.ts';

export interface Refusal {
  code: number;
  sentence: string;
}

const binds = ['loopback', 'lan', 'tailnet', 'auto', 'custom'];

/** The first reason that holds, or null. */
export function findRefusal(
  paths: GatewayPaths,
  document: ConfigDocument,
  args: Arguments,
  settings: SimulatorSettings,
): Refusal | null {
  const sentence = findConfigRefusal(document, args) ?? findStateRefusal(paths, settings) ?? findOwnerRefusal(paths);
  if (sentence) return { code: configExit, sentence };
  const bind = readPath(document.parsed, 'gateway.bind');
  if (bind === undefined || binds.includes(String(bind))) return null;
  return { code: 1, sentence: 'Invalid --bind. Use "loopback", "lan", "tailnet", "auto", or "custom".' };
}

function findConfigRefusal(document: ConfigDocument, args: Arguments): string | null {
  if (args.options.has('allow-unconfigured')) return null;
  if (!document.exists) {
    return 'Missing config. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).';
  }
  const mode = isObject(document.parsed) ? readPath(document.parsed, 'gateway.mode') : undefined;
  if (mode === 'local') return null;
  if (mode !== undefined) {
    return `Gateway start blocked: set gateway.mode=local (current: ${String(mode)}) or pass --allow-unconfigured.`;
  }
  return 'Gateway start blocked: existing config is missing gateway.mode. Treat this as suspicious or clobbered config. Re-run `openclaw onboard --mode local` or `openclaw setup`, set gateway.mode=local manually, or pass --allow-unconfigured.';
}

function findStateRefusal(paths: GatewayPaths, settings: SimulatorSettings): string | null {
  const found = settings.scenario === 'exit_78' ? stateSchemaVersion + 1 : readSchemaVersion(paths.database_path);
  if (found === null || found <= stateSchemaVersion) return null;
  return [
    'Doctor could not enter maintenance. SqliteSchemaVersionError: This OpenClaw build cannot open your existing data.',
    `OpenClaw state database ${paths.database_path} uses newer schema version ${found}; this build supports ${stateSchemaVersion}.`,
    `Refused by OpenClaw ${gatewayVersion} (${gatewayCommit}).`,
    `Use a build that supports schema ${found} or newer with this state directory. | gateway.maintenance_required`,
  ].join('\n');
}

function findOwnerRefusal(paths: GatewayPaths): string | null {
  if (!readLiveOwner(paths)) return null;
  return 'Gateway failed to start: Doctor could not enter maintenance. StateDatabaseCoordinatorContentionError: another OpenClaw process owns gateway-lifecycle Stop the Gateway service and other OpenClaw processes using this state, then run openclaw doctor --fix from an independent shell. | gateway.maintenance_required';
}
