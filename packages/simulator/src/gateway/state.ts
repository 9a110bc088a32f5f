// What one simulated gateway knows about itself. Everything in here is read by the probes and the methods and
// changed by the lifecycle and the scenarios; nothing else keeps state.
import type { WebSocket } from 'ws';
import type { ConfigDocument } from '../config/document.ts';
import type { GatewayLog } from '../log/jsonl-log.ts';
import type { SimulatorClock } from '../world/clock.ts';
import type { GatewayPaths } from '../world/paths.ts';
import type { Randomness } from '../world/seed.ts';
import type { StateDatabase } from './state-database.ts';

export const gatewayVersion = '2026.9.6';
export const gatewayCommit = 'eb377ac';
export const gatewayBuildId = '2026.9.6-release-eb377ac59e6c-2026-09-23T16-33-12.144Z';

export type GatewayPhase = 'silent' | 'starting' | 'ready' | 'draining' | 'stopped';

/** What a scenario may bend. */
export interface Conditions {
  /** Milliseconds from process start to ready. */
  boot_ms: number;
  /** A drain that never ends. */
  drain_hangs: boolean;
  /** Whether the port is open while the gateway runs. */
  reachable: boolean;
  /** Channels that are configured and dead. */
  channels_down: boolean;
  /** Free bytes the gateway reports; null means what the host has. */
  disk_available_bytes: number | null;
  /** The fault every write meets, such as ENOSPC. */
  storage_fault: string | null;
  /** Bytes on top of what a gateway needs. */
  memory_growth_bytes: number;
  /** Channels are not started because the gateway crashed too often. */
  safe_mode: boolean;
}

export interface Client {
  socket: WebSocket;
  conn_id: string;
  scopes: string[];
  device_id: string | null;
  sequence: number;
}

export interface GatewayState {
  readonly paths: GatewayPaths;
  readonly clock: SimulatorClock;
  readonly hostname: string;
  readonly seed: string;
  /** Follows the configuration at every boot, unless it was given on the command line. */
  port: number;
  readonly port_fixed: boolean;
  /** The process id the gateway reports; the true one unless time is virtual. */
  readonly pid: number;
  readonly env_token: string | null;
  readonly process_started_ms: number;
  readonly process_instance_id: string;
  readonly hash_key: string;
  random: Randomness;
  log: GatewayLog;
  database: StateDatabase;
  phase: GatewayPhase;
  boot_id: string;
  listening_since_ms: number;
  document: ConfigDocument;
  /** The configuration the gateway runs on; a broken hand edit does not change it. */
  applied: Record<string, unknown>;
  applied_hash: string;
  conditions: Conditions;
  clients: Set<Client>;
  /** What the gateway's own store holds, by name; gone with the process. */
  stored_secrets: Map<string, { value: string; at_ms: number }>;
  event_loop_noise: number;
  /** When watchers last heard of the health. */
  health_told_ms: number;
}

/** The token that opens the gateway: the environment's or the configuration's. */
export function readSharedToken(state: GatewayState): string | null {
  const token = readPath(state.applied, 'gateway.auth.token');
  return typeof token === 'string' && token ? token : state.env_token;
}

/** The value at a dotted path, or undefined. */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[key]; // an object by the line above
  }
  return current;
}
