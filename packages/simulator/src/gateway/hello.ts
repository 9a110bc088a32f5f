// The answer to a good `connect`: what the server is, what it can do, and a snapshot. More of the snapshot is
// shown to those who may see more.
import { buildHealth } from './facts.ts';
import type { Grant } from './handshake.ts';
import { methodNames } from './methods.ts';
import type { GatewayState } from './state.ts';
import { gatewayBuildId, gatewayVersion } from './state.ts';

export const eventNames = [
  'connect.challenge',
  'agent',
  'chat',
  'presence',
  'tick',
  'shutdown',
  'health',
  'heartbeat',
  'cron',
  'task',
  'config.changed',
  'device.pair.requested',
  'device.pair.resolved',
  'update.available',
];

export function buildHello(state: GatewayState, grant: Grant, conn_id: string): Record<string, unknown> {
  return {
    type: 'hello-ok',
    protocol: 4,
    server: {
      version: gatewayVersion,
      buildId: gatewayBuildId,
      bootId: state.boot_id,
      controlUiBuildSource: 'bundled',
      connId: conn_id,
    },
    features: { methods: methodNames(), events: eventNames, capabilities: [] },
    snapshot: buildSnapshot(state, grant.scopes),
    auth: buildAuth(state, grant),
    policy: { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 },
  };
}

function buildSnapshot(state: GatewayState, scopes: string[]): Record<string, unknown> {
  const isAdmin = scopes.includes('operator.admin');
  return {
    suspension: { phase: 'accepting' },
    presence: [
      { host: state.hostname, version: gatewayVersion, mode: 'gateway', reason: 'self', ts: state.clock.now() },
    ],
    health: buildHealth(state),
    stateVersion: { presence: 1, health: 1 },
    uptimeMs: state.clock.now() - state.process_started_ms,
    appliedConfigHash: state.applied_hash,
    sessionDefaults: {
      defaultAgentId: 'main',
      mainKey: 'main',
      mainSessionKey: 'agent:main:main',
      scope: 'per-sender',
    },
    ...(isAdmin || scopes.includes('operator.read')
      ? { updateSchedule: { channel: 'stable', autoEnabled: false, install: { kind: 'package' } } }
      : {}),
    ...(isAdmin ? { configPath: state.paths.config_path, stateDir: state.paths.state_dir, authMode: 'token' } : {}),
  };
}

function buildAuth(state: GatewayState, grant: Grant): Record<string, unknown> {
  return {
    method: grant.method,
    role: grant.role,
    scopes: grant.scopes,
    recoveryScope: state.random.token('recovery', 32),
    ...(grant.device_token
      ? { recoveryMigrationAllowed: true, deviceToken: grant.device_token, issuedAtMs: grant.issued_at_ms }
      : {}),
  };
}
