// The shape of `connect`: what a client may say, and the sentence it gets when it says something else.
import { isObject } from '../config/validate.ts';

export interface ConnectParams {
  minProtocol: number;
  maxProtocol: number;
  client: { id: string; version: string; platform: string; mode: string; deviceFamily?: string };
  role?: string;
  scopes?: string[];
  auth?: { token?: string; deviceToken?: string; password?: string };
  device?: { id: string; publicKey: string; signature: string; signedAt: number; nonce: string };
}

const clientIds = [
  'webchat-ui',
  'openclaw-control-ui',
  'openclaw-browser-copilot',
  'openclaw-tui',
  'webchat',
  'cli',
  'gateway-client',
  'openclaw-macos',
  'openclaw-linux',
  'openclaw-ios',
  'openclaw-watchos',
  'openclaw-android',
  'node-host',
  'openclaw-worker',
  'test',
  'fingerprint',
  'openclaw-probe',
];
const clientModes = ['webchat', 'cli', 'ui', 'backend', 'node', 'worker', 'probe', 'test'];

const rootKeys = [
  'minProtocol',
  'maxProtocol',
  'client',
  'caps',
  'commands',
  'computerUse',
  'workerRuns',
  'permissions',
  'pathEnv',
  'role',
  'scopes',
  'modelCatalog',
  'device',
  'auth',
  'locale',
  'userAgent',
];

/** Checks params in the order the real validator does; the answer is the fault's sentence or null. */
export function findConnectFault(params: unknown): string | null {
  if (!isObject(params)) return 'must be object';
  const missing = findMissing(params, ['minProtocol', 'maxProtocol', 'client'], '');
  if (missing) return missing;
  const unexpected = Object.keys(params).find((key) => !rootKeys.includes(key));
  if (unexpected) return `at root: unexpected property '${unexpected}'`;
  return findClientFault(params['client']) ?? findDeviceFault(params['device']);
}

function findClientFault(client: unknown): string | null {
  if (!isObject(client)) return 'at /client: must be object';
  const missing = findMissing(client, ['id', 'version', 'platform', 'mode'], '/client');
  if (missing) return missing;
  if (!clientIds.includes(String(client['id']))) return 'at /client/id: must be equal to one of the allowed values';
  if (!clientModes.includes(String(client['mode'])))
    return 'at /client/mode: must be equal to one of the allowed values';
  return null;
}

function findDeviceFault(device: unknown): string | null {
  if (device === undefined) return null;
  if (!isObject(device)) return 'at /device: must be object';
  return findMissing(device, ['id', 'publicKey', 'signature', 'signedAt', 'nonce'], '/device');
}

function findMissing(value: Record<string, unknown>, keys: string[], path: string): string | null {
  const key = keys.find((name) => value[name] === undefined);
  return key ? `${path ? `at ${path}: ` : ''}must have required property '${key}'` : null;
}
