// One simulated gateway from start to exit, put together from its parts.
import { bootGateway } from './boot.ts';
import { applyConfig } from './config-watch.ts';
import { createListener } from './listener.ts';
import { removeLocks } from './lock.ts';
import type { GatewayActions } from './method-call.ts';
import type { GatewayRuntime } from './runtime.ts';
import { createRuntime } from './runtime.ts';
import { restartGateway, stopGateway } from './shutdown.ts';
import type { GatewayState } from './state.ts';
import { serveSocket } from './websocket.ts';

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

export function createGateway(state: GatewayState): SimulatedGateway {
  const runtime = createRuntime(state);
  runtime.boot = (total_ms) => bootGateway(runtime, total_ms);
  runtime.restart = (reason) => restartGateway(runtime, reason);
  const actions: GatewayActions = {
    restart: runtime.restart,
    reload: (paths) => applyConfig(runtime, paths),
  };
  runtime.listener = createListener({
    state,
    serve: (socket) => serveSocket(state, actions, socket),
    onTaken: (error) => giveUpPort(runtime, error),
  });
  return {
    state,
    start: () => runtime.boot(state.conditions.boot_ms),
    restart: runtime.restart,
    stop: (signal) => stopGateway(runtime, signal),
    crash(code, message) {
      runtime.say(message, { level: 'ERROR' });
      runtime.finish(code);
    },
    setReachable(reachable) {
      state.conditions.reachable = reachable;
      if (!reachable) runtime.listener.close(1001, '');
      else if (state.phase === 'starting' || state.phase === 'ready') void runtime.listener.open();
    },
    onExit: runtime.onExit,
  };
}

/** The port is somebody else's: exit code 1, not 78, because that may pass. */
function giveUpPort({ state, say, finish }: GatewayRuntime, error: Error): void {
  const url = `ws://127.0.0.1:${state.port}`;
  say(
    `Gateway failed to start: another gateway instance is already listening on ${url} | ${error.message} | EADDRINUSE`,
    {
      level: 'ERROR',
      subsystem: 'openclaw',
    },
  );
  state.database.endBoot(state.boot_id, 'startup_failed', 'port in use', state.clock.now());
  removeLocks(state.paths);
  finish(1);
}
