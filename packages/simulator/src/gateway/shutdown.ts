// The two ways a gateway goes down on purpose: a restart in place and a stop. Watchers are told, sockets are
// closed with 1012, the port closes; then it boots again or exits. A drain that hangs
// keeps the port open and the process alive; only SIGKILL ends it.

import { broadcast } from './clients.ts';
import { removeLocks } from './lock.ts';
import type { GatewayRuntime } from './runtime.ts';
import { shutdownBudget } from './runtime.ts';

/** An in-place restart is quicker than a start, by what was measured. */
const restartShare = 0.45;
const drainMs = 40;
const remindMs = 30_000;

export function restartGateway(runtime: GatewayRuntime, reason: string): void {
  const { state, say } = runtime;
  if (state.phase !== 'ready') return;
  runtime.cancelAll();
  announce(runtime, `restart (SIGUSR2: ${reason})`);
  say('received SIGUSR2; restarting');
  const finished_boot = state.boot_id;
  drain(runtime, { reason: 'gateway restarting', restartExpectedMs: 1500 }, () => {
    state.database.endBoot(finished_boot, 'planned_restart', `restart (SIGUSR2: ${reason})`, state.clock.now());
    say('restart mode: in-process restart (container: use in-process restart to keep PID 1 alive)');
    runtime.boot(Math.ceil(state.conditions.boot_ms * restartShare));
  });
}

export function stopGateway(runtime: GatewayRuntime, signal: string): void {
  const { state, say } = runtime;
  if (state.phase === 'stopped' || state.phase === 'draining') return;
  runtime.cancelAll();
  announce(runtime, `stop (${signal})`);
  say(`received ${signal}; shutting down`);
  drain(runtime, { reason: 'gateway stopping' }, () => {
    if (state.boot_id) state.database.endBoot(state.boot_id, 'clean_stop', `stop (${signal})`, state.clock.now());
    state.database.close();
    removeLocks(state.paths);
    runtime.finish(0);
  });
}

function announce({ say }: GatewayRuntime, what: string): void {
  say(`admission closed: ${what}`, { subsystem: 'gateway/admission', shown: `closed: ${what}` });
}

function drain(runtime: GatewayRuntime, notice: Record<string, unknown>, then: () => void): void {
  const { state, say } = runtime;
  state.phase = 'draining';
  say(`shutdown budget at shutdown: ${shutdownBudget}`);
  if (state.conditions.drain_hangs) {
    hang(runtime);
    return;
  }
  broadcast(state, 'shutdown', notice);
  runtime.later(drainMs, () => {
    say('active-work drain settled; beginning server close');
    runtime.listener.close(1012, 'service restart');
    const message = `completed cleanly in ${drainMs}ms`;
    say(`shutdown ${message}`, { subsystem: 'gateway/shutdown', shown: message });
    then();
  });
}

/** Waits for work that never ends: the port stays open, readiness says draining, nobody is told. */
function hang({ state, say, keep }: GatewayRuntime): void {
  const work = 'activeTasks=1 rootRequests=1 cronRuns=1';
  say(`draining active work before stop with timeout 315000ms: ${work}`);
  const remind = (): void => say(`still draining active work before stop: ${work}`, { level: 'WARN' });
  keep(state.clock.every(remindMs, remind));
}
