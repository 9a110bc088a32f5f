// `gateway run`: checks what the real gateway checks before it starts, then boots and stays until a signal.
// Exit codes: 78 for a state that no restart will cure, 1 for a taken port or a crash, 0 for a clean stop.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { breakConfig, mendConfig } from '../config/breakage.ts';
import { readConfigDocument } from '../config/document.ts';
import { serveControl } from '../control/server.ts';
import { createGateway } from '../gateway/gateway.ts';
import type { Conditions, GatewayState } from '../gateway/state.ts';
import { gatewayVersion, readPath } from '../gateway/state.ts';
import { openStateDatabase } from '../gateway/state-database.ts';
import { createGatewayLog } from '../log/jsonl-log.ts';
import { scenarios } from '../scenarios/catalog.ts';
import { createDirector } from '../scenarios/director.ts';
import { recallScenario } from '../scenarios/memory.ts';
import { createRealClock, createVirtualClock } from '../world/clock.ts';
import type { Environment, GatewayPaths } from '../world/paths.ts';
import { readLogPath } from '../world/paths.ts';
import { createRandomness } from '../world/seed.ts';
import type { Arguments } from './arguments.ts';
import { readOption } from './arguments.ts';
import { findRefusal } from './refusal.ts';
import type { SimulatorSettings } from './settings.ts';

/** Runs until the gateway exits; the answer is the exit code. */
export async function runGateway(
  args: Arguments,
  env: Environment,
  paths: GatewayPaths,
  given: SimulatorSettings,
): Promise<number> {
  process.title = 'openclaw';
  const settings = { ...given, scenario: recallScenario(paths.state_dir) ?? given.scenario };
  const hash_key = createHash('sha256').update(settings.seed).digest('hex');
  if (settings.scenario === 'invalid_config') breakConfig(paths.config_path);
  else mendConfig(paths.config_path);
  const document = readConfigDocument(paths.config_path, hash_key);
  const clock = settings.clock === 'virtual' ? createVirtualClock() : createRealClock();
  const refusal = findRefusal(paths, document, args, settings);
  if (refusal) {
    process.stderr.write(`${new Date(clock.now()).toISOString().replace('Z', '+00:00')} ${refusal.sentence}\n`);
    return refusal.code;
  }
  const random = createRandomness(settings.seed, 0);
  const host = clock.kind === 'virtual' ? 'simulator' : hostname();
  const log = createGatewayLog({
    path: readLogPath(readPath(document.parsed, 'logging.file'), clock.now(), paths.home),
    hostname: host,
    clock,
    random,
    terminal: (line, level) =>
      (level === 'WARN' || level === 'ERROR' ? process.stderr : process.stdout).write(`${line}\n`),
  });
  const database = openStateDatabase(paths.database_path, gatewayVersion, clock.now());
  log.write({ level: 'INFO', subsystem: 'gateway', message: 'loading configuration…' });
  log.write({ level: 'INFO', subsystem: 'gateway', message: 'resolving authentication…' });
  const state: GatewayState = {
    paths,
    clock,
    hostname: host,
    seed: settings.seed,
    port: readPort(args, env, document.parsed),
    pid: clock.kind === 'virtual' ? random.integer('pid', 1000, 30_000) : process.pid,
    env_token: env['OPENCLAW_GATEWAY_TOKEN'] || null,
    process_started_ms: clock.now(),
    process_instance_id: random.uuid('process'),
    hash_key,
    random,
    log,
    database,
    phase: 'silent',
    boot_id: '',
    listening_since_ms: clock.now(),
    document,
    applied: document.parsed,
    applied_hash: document.hash,
    conditions: {
      ...defaultConditions(settings.boot_ms),
      ...scenarios[settings.scenario].conditions,
    },
    clients: new Set(),
    health_told_ms: 0,
    event_loop_noise: random.integer('noise', 0, 100),
  };
  const gateway = createGateway(state);
  const director = createDirector(gateway, settings.scenario);
  const control = serveControl(
    settings.control_path ?? join(paths.state_dir, 'tmp', 'simulator.sock'),
    director.answer,
  );
  return new Promise((resolve) => {
    gateway.onExit((code) => {
      control.close();
      resolve(code);
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => gateway.stop(signal));
    process.on('SIGUSR2', () => gateway.restart('SIGUSR2'));
    gateway.start();
    director.begin();
  });
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

function readPort(args: Arguments, env: Environment, config: Record<string, unknown>): number {
  const configured = readPath(config, 'gateway.port');
  return Number(readOption(args, 'port') ?? env['OPENCLAW_GATEWAY_PORT'] ?? configured ?? 18_789);
}
