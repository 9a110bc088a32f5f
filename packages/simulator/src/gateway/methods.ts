// The methods a connected client may call: one table of name, scope and handler. A name that is not in it is
// refused as the real gateway refuses an unknown one: first for the scope, then for the name.
import { isObject } from '../config/validate.ts';
import { invalidRequest, missingScope } from '../protocol/errors.ts';
import { buildChannelsStatus } from './channels.ts';
import { hasScope } from './clients.ts';
import { getConfig, lookupConfigSchema, patchConfig, showConfigSchema } from './config-methods.ts';
import { buildHealth, buildStatus, buildSystemInfo } from './facts.ts';
import { tailLog } from './log-methods.ts';
import type { GatewayActions, MethodCall, MethodResult } from './method-call.ts';
import { listPairedDevices } from './pairing.ts';
import { secretMethods } from './secret-methods.ts';
import type { Client, GatewayState } from './state.ts';

interface Method {
  /** Null where no scope is asked for. */
  scope: 'operator.read' | 'operator.admin' | 'operator.pairing' | null;
  run: (call: MethodCall) => MethodResult | Promise<MethodResult>;
}

const restartCounts = {
  queueSize: 0,
  pendingReplies: 0,
  embeddedRuns: 0,
  cronRuns: 0,
  backgroundExecSessions: 0,
  rootRequests: 0,
  activeTasks: 0,
  totalActive: 0,
};
const restartPreflight = { safe: true, counts: restartCounts, blockers: [], summary: 'safe to restart now' };

const methods: Record<string, Method> = {
  health: {
    scope: null,
    run: ({ state }) => ({ payload: { ...buildHealth(state), modelRuntime: { degraded: false, pendingAgents: [] } } }),
  },
  status: {
    scope: 'operator.read',
    run: ({ state, client }) => ({ payload: buildStatus(state, hasScope(client.scopes, 'operator.admin')) }),
  },
  'system.info': { scope: 'operator.read', run: ({ state }) => ({ payload: buildSystemInfo(state) }) },
  'channels.status': { scope: 'operator.read', run: ({ state }) => ({ payload: buildChannelsStatus(state) }) },
  'channels.start': { scope: 'operator.admin', run: (call) => switchChannel(call, true) },
  'channels.stop': { scope: 'operator.admin', run: (call) => switchChannel(call, false) },
  'logs.tail': { scope: 'operator.read', run: tailLog },
  'config.get': { scope: 'operator.read', run: getConfig },
  'config.schema': { scope: 'operator.read', run: showConfigSchema },
  'config.schema.lookup': { scope: 'operator.read', run: lookupConfigSchema },
  'config.patch': { scope: 'operator.admin', run: patchConfig },
  ...secretMethods,
  'device.pair.list': {
    scope: 'operator.pairing',
    run: ({ state }) => ({ payload: { pending: [], paired: listPairedDevices(state) } }),
  },
  'device.pair.remove': { scope: 'operator.pairing', run: removeDevice },
  'gateway.restart.preflight': { scope: 'operator.read', run: () => ({ payload: restartPreflight }) },
  'gateway.restart.request': { scope: 'operator.admin', run: requestRestart },
  'gateway.identity.get': {
    scope: 'operator.read',
    run: ({ state }) => ({ payload: { deviceId: state.hash_key, publicKey: state.hash_key.slice(0, 43) } }),
  },
  'update.status': {
    scope: 'operator.admin',
    run: () => ({
      payload: {
        sentinel: null,
        updateAvailable: null,
        effectiveChannel: 'stable',
        schedule: { channel: 'stable', autoEnabled: false, install: { kind: 'package' } },
      },
    }),
  },
  'audit.list': { scope: 'operator.read', run: () => ({ payload: { events: [] } }) },
  'diagnostics.stability': { scope: 'operator.read', run: ({ state }) => ({ payload: describeStability(state) }) },
  'models.authStatus': {
    scope: 'operator.read',
    run: ({ state }) => ({ payload: { ts: state.clock.now(), providers: [], providerCapabilities: [] } }),
  },
  'usage.cost': {
    scope: 'operator.read',
    run: ({ state }) => ({ payload: { updatedAt: state.clock.now(), days: 30, daily: [] } }),
  },
  'system-presence': { scope: 'operator.read', run: () => ({ payload: [] }) },
};

export function methodNames(): string[] {
  return Object.keys(methods);
}

/** Runs one call for a client that has been let in. */
export async function runMethod(
  state: GatewayState,
  actions: GatewayActions,
  client: Client,
  name: string,
  params: unknown,
): Promise<MethodResult> {
  const method = methods[name];
  const scope = method ? method.scope : 'operator.admin';
  if (scope && !hasScope(client.scopes, scope)) return { error: missingScope(scope) };
  if (!method) return { error: invalidRequest(`unknown method: ${name}`) };
  if (!isObject(params)) return { error: invalidRequest(`invalid ${name} params: must be object`) };
  return method.run({ state, actions, client, params });
}

function requestRestart({ state, actions, params }: MethodCall): MethodResult {
  const reason = typeof params['reason'] === 'string' ? params['reason'] : 'gateway.restart.request';
  const restart = {
    ok: true,
    pid: state.pid,
    signal: 'SIGUSR2',
    reason,
    mode: 'emit',
    cooldownMsApplied: 0,
    delayMs: 0,
    coalesced: false,
    emitHooksQueued: false,
  };
  const payload = { ok: true, status: 'scheduled', preflight: restartPreflight, restart };
  return { payload, afterwards: () => actions.restart(reason) };
}

function removeDevice({ state, params }: MethodCall): MethodResult {
  const device_id = String(params['deviceId'] ?? '');
  if (!state.database.removeDevice(device_id)) return { error: invalidRequest('unknown deviceId') };
  const closeAll = (): void => {
    for (const client of state.clients) if (client.device_id === device_id) client.socket.close(4001, 'device removed');
  };
  return { payload: { deviceId: device_id }, afterwards: closeAll };
}

function switchChannel({ state, params }: MethodCall, running: boolean): MethodResult {
  const channel = String(params['channel'] ?? '');
  if (!channel) return { error: invalidRequest("must have required property 'channel'") };
  if (running) state.conditions.safe_mode = false;
  return { payload: { channel, accountId: 'default', [running ? 'started' : 'stopped']: true } };
}

function describeStability(state: GatewayState): unknown {
  return { generatedAt: new Date(state.clock.now()).toISOString(), capacity: 1000, count: 0, dropped: 0, events: [] };
}
