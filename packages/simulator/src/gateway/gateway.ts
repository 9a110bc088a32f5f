// One simulated gateway from start to exit: boot, run, restart in place, drain, stop. The order of what it
// says and when the port opens is the real one's; only the time it takes is shorter.
import { keepLastGood, readConfigDocument } from '../config/document.ts';
import { formatIssues } from '../config/validate.ts';
import { findConfigNode } from '../config/schema.ts';
import { createRandomness } from '../world/seed.ts';
import { createListener } from './listener.ts';
import { readStartTime, removeLocks, writeLocks } from './lock.ts';
import type { GatewayActions } from './methods.ts';
import type { GatewayState } from './state.ts';
import { readPath } from './state.ts';
import { broadcast, serveSocket } from './websocket.ts';
import { buildHealth } from './facts.ts';

export interface SimulatedGateway {
  readonly state: GatewayState;
  /** Boots in steps of the clock; ready after `conditions.boot_ms`. */
  start(): void;
  /** Restarts in place: same process, new boot id. */
  restart(reason: string): void;
  /** Drains and exits with 0, as on SIGTERM. */
  stop(signal: string): void;
  /** Dies at once with the given code, leaving locks and an open boot record behind. */
  crash(code: number, message: string): void;
  /** Opens or closes the port while the process lives. */
  setReachable(reachable: boolean): void;
  onExit(callback: (code: number) => void): void;
}

const tickIntervalMs = 30_000;
const healthIntervalMs = 60_000;
const watchIntervalMs = 250;
/** An in-place restart is quicker than a start, by what was measured. */
const restartShare = 0.45;

export function createGateway(state: GatewayState): SimulatedGateway {
  const exits: ((code: number) => void)[] = [];
  let cancels: (() => void)[] = [];
  const say = (message: string, subsystem = 'gateway', level: 'INFO' | 'WARN' | 'ERROR' = 'INFO'): void =>
    state.log.write({ level, subsystem, message });
  const cancelAll = (): void => {
    for (const cancel of cancels) cancel();
    cancels = [];
  };
  const finish = (code: number): void => {
    cancelAll();
    state.phase = 'stopped';
    for (const callback of exits) callback(code);
  };
  const later = (delay_ms: number, step: () => void): void => {
    cancels.push(state.clock.after(delay_ms, step));
  };
  const actions: GatewayActions = {
    restart: (reason) => restart(reason),
    reload: (paths) => reload(paths),
  };
  const listener = createListener({
    state,
    serve: (socket) => serveSocket(state, actions, socket),
    onTaken: (error) => {
      const url = `ws://127.0.0.1:${state.port}`;
      say(
        `Gateway failed to start: another gateway instance is already listening on ${url} | ${error.message}`,
        'gateway',
        'ERROR',
      );
      removeLocks(state.paths);
      finish(1);
    },
  });

  const boot = (total_ms: number): void => {
    state.phase = 'silent';
    const share = total_ms / 100;
    later(share * 55, () => {
      state.document = readConfigDocument(state.paths.config_path, state.hash_key);
      say('starting...');
      process.title = 'openclaw-gateway';
      beginBoot(state);
    });
    later(share * 60, () =>
      say(
        'shutdown budget at startup: drain=315000ms shutdown=325000ms reserve=10000ms exitMargin=5000ms; source=Gateway stop policy=330000ms',
      ),
    );
    later(share * 75, () => say('starting HTTP server...'));
    later(share * 80, () => {
      state.phase = 'starting';
      state.listening_since_ms = state.clock.now();
      if (state.conditions.reachable) void listener.open();
      say('started (interval: 300s, startup-grace: 60s, channel-connect-grace: 120s)', 'gateway/health-monitor');
      say(`http server listening (12 plugins; ${(total_ms / 1000).toFixed(1)}s)`);
      say(`log file: ${state.log.path}`);
    });
    later(share * 90, () => say('starting channels and sidecars...'));
    later(share * 100, becomeReady);
  };

  const becomeReady = (): void => {
    state.phase = 'ready';
    keepLastGood(state.paths.config_path);
    if (state.conditions.safe_mode) say('channel autostart suppressed by crash-loop breaker', 'gateway', 'WARN');
    say('ready');
    say('heartbeat: started', 'gateway/heartbeat');
    cancels.push(
      state.clock.every(tickIntervalMs, () => broadcast(state, 'tick', { ts: state.clock.now() })),
      state.clock.every(healthIntervalMs, () => broadcast(state, 'health', buildHealth(state), 'operator.read')),
      state.clock.every(watchIntervalMs, () => watchConfig(state, reload)),
    );
  };

  const reload = (changed_paths: string[]): void => {
    say(`config change detected; evaluating reload (${changed_paths.join(', ')})`, 'gateway/reload');
    state.applied = state.document.parsed;
    state.applied_hash = state.document.hash;
    const kinds = changed_paths.map((path) => findConfigNode(path)?.reload ?? 'restart');
    if (kinds.includes('restart')) restart(`config change (${changed_paths.join(', ')})`);
    else if (kinds.includes('hot')) say(`config hot reload applied (${changed_paths.join(', ')})`, 'gateway/reload');
  };

  const drain = (reason: string, close_reason: string, expected_ms: number | null, then: () => void): void => {
    state.phase = 'draining';
    say(
      'shutdown budget at shutdown: drain=315000ms shutdown=325000ms reserve=10000ms exitMargin=5000ms; source=Gateway stop policy=330000ms',
    );
    broadcast(state, 'shutdown', { reason, restartExpectedMs: expected_ms });
    if (state.conditions.drain_hangs) {
      say('shutdown is waiting for active work to finish', 'gateway', 'WARN');
      return;
    }
    later(40, () => {
      listener.close(1012, close_reason);
      say('completed cleanly in 40ms', 'shutdown');
      then();
    });
  };

  const restart = (reason: string): void => {
    if (state.phase !== 'ready') return;
    cancelAll();
    say('closed: restart-signal fence', 'admission');
    say('received SIGUSR2; restarting');
    const finished_boot = state.boot_id;
    drain('gateway restarting', 'service restart', 1500, () => {
      state.database.endBoot(finished_boot, 'planned_restart', `restart (SIGUSR2: ${reason})`, state.clock.now());
      say('restart mode: in-process restart (container: use in-process restart to keep PID 1 alive)');
      cancelAll();
      boot(Math.ceil(state.conditions.boot_ms * restartShare));
    });
  };

  return {
    state,
    start: () => boot(state.conditions.boot_ms),
    restart,
    stop(signal) {
      if (state.phase === 'stopped' || state.phase === 'draining') return;
      cancelAll();
      say(`received ${signal}; shutting down`);
      drain('gateway stopping', 'service restart', null, () => {
        state.database.endBoot(state.boot_id, 'clean_stop', `stop (${signal})`, state.clock.now());
        state.database.close();
        removeLocks(state.paths);
        finish(0);
      });
    },
    crash(code, message) {
      say(message, 'gateway', 'ERROR');
      finish(code);
    },
    setReachable(reachable) {
      state.conditions.reachable = reachable;
      if (!reachable) listener.close(1006, '');
      else if (state.phase === 'starting' || state.phase === 'ready') void listener.open();
    },
    onExit: (callback) => exits.push(callback),
  };
}

/** A new boot has its own id and its own randomness, so that two boots never look like one. */
function beginBoot(state: GatewayState): void {
  state.random = createRandomness(state.seed, state.database.countBoots() + 1);
  state.boot_id = state.random.uuid('boot');
  state.applied = state.document.parsed;
  state.applied_hash = state.document.hash;
  const now_ms = state.clock.now();
  state.database.startBoot(state.boot_id, state.pid, now_ms);
  writeLocks(state.paths, {
    pid: process.pid,
    ownerId: state.random.uuid('lock-owner'),
    cronOwnerProjection: 'dynamic-default-v1',
    createdAt: new Date(now_ms).toISOString(),
    configPath: state.paths.config_path,
    stateDir: state.paths.state_dir,
    port: state.port,
    startTime: readStartTime(process.pid),
  });
}

/** Notices a hand edit: a good one is applied, a bad one is named and left alone. */
function watchConfig(state: GatewayState, reload: (paths: string[]) => void): void {
  const seen = state.document.hash;
  const document = readConfigDocument(state.paths.config_path, state.hash_key);
  if (document.hash === seen) return;
  state.document = document;
  if (!document.valid) {
    const message = `config reload skipped (invalid config): ${formatIssues(document.issues)}`;
    state.log.write({ level: 'WARN', subsystem: 'gateway/reload', message });
    return;
  }
  const before = state.applied;
  const changed = Object.keys({ ...before, ...document.parsed }).filter(
    (key) => JSON.stringify(readPath(before, key)) !== JSON.stringify(document.parsed[key]),
  );
  if (changed.length > 0) reload(changed);
}
