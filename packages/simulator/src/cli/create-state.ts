// The first state of a gateway that may start: its log, its database, its port, and what the scenario bends.
import { hostname } from 'node:os';
import type { ConfigDocument } from '../config/document.ts';
import type { Conditions, GatewayState } from '../gateway/state.ts';
import { gatewayVersion, readPath } from '../gateway/state.ts';
import { openStateDatabase } from '../gateway/state-database.ts';
import type { GatewayLog } from '../log/jsonl-log.ts';
import { createGatewayLog } from '../log/jsonl-log.ts';
import { scenarios } from '../scenarios/catalog.ts';
import type { SimulatorClock } from '../world/clock.ts';
import type { Environment, GatewayPaths } from '../world/paths.ts';
import { readLogPath } from '../world/paths.ts';
import type { Randomness } from '../world/seed.ts';
import { createRandomness } from '../world/seed.ts';
import type { Arguments } from './arguments.ts';
import { readOption } from './arguments.ts';
import type { SimulatorSettings } from './settings.ts';

export interface Beginning {
  args: Arguments;
  env: Environment;
  paths: GatewayPaths;
  settings: SimulatorSettings;
  clock: SimulatorClock;
  document: ConfigDocument;
  hash_key: string;
}

/** Opens the log and the database, which it creates when they are not there. */
export function createState(from: Beginning): GatewayState {
  const { paths, settings, clock, document } = from;
  const random = createRandomness(settings.seed, 0);
  const now_ms = clock.now();
  return {
    paths,
    clock,
    hostname: nameHost(clock),
    seed: settings.seed,
    port: readPort(from),
    port_fixed: readOption(from.args, 'port') !== undefined || Boolean(from.env['OPENCLAW_GATEWAY_PORT']),
    pid: clock.kind === 'virtual' ? random.integer('pid', 1000, 30_000) : process.pid,
    env_token: from.env['OPENCLAW_GATEWAY_TOKEN'] || null,
    process_started_ms: now_ms,
    process_instance_id: random.uuid('process'),
    hash_key: from.hash_key,
    random,
    log: openLog(from, random),
    database: openStateDatabase(paths.database_path, gatewayVersion, now_ms),
    phase: 'silent',
    boot_id: '',
    listening_since_ms: now_ms,
    document,
    applied: document.parsed,
    applied_hash: document.revision ?? '',
    conditions: { ...defaultConditions(settings.boot_ms), ...scenarios[settings.scenario].conditions },
    clients: new Set(),
    stored_secrets: new Map(),
    health_told_ms: 0,
    event_loop_noise: random.integer('noise', 0, 100),
  };
}

function openLog({ paths, clock, document }: Beginning, random: Randomness): GatewayLog {
  const log = createGatewayLog({
    path: readLogPath(readPath(document.parsed, 'logging.file'), clock.now(), paths.home),
    hostname: nameHost(clock),
    clock,
    random,
    terminal: (line, level) =>
      (level === 'WARN' || level === 'ERROR' ? process.stderr : process.stdout).write(`${line}\n`),
  });
  log.write({ level: 'INFO', subsystem: 'gateway', message: 'loading configuration…' });
  log.write({ level: 'INFO', subsystem: 'gateway', message: 'resolving authentication…' });
  return log;
}

/** Virtual lives must not depend on the machine. */
function nameHost(clock: SimulatorClock): string {
  return clock.kind === 'virtual' ? 'simulator' : hostname();
}

function defaultConditions(boot_ms: number): Conditions {
  return {
    boot_ms,
    drain_hangs: false,
    reachable: true,
    channels_down: false,
    disk_available_bytes: null,
    storage_fault: null,
    memory_growth_bytes: 0,
    safe_mode: false,
  };
}

function readPort({ args, env, document }: Beginning): number {
  const configured = readPath(document.parsed, 'gateway.port');
  return Number(readOption(args, 'port') ?? env['OPENCLAW_GATEWAY_PORT'] ?? configured ?? 18_789);
}
