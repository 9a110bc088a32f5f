// From nothing to ready, in the order of the real gateway: a long silence, the configuration, the lock and the
// boot record, the open port, the channels, ready. A configuration that does not hold ends it with 78, and that
// boot stays on record as one that never ended: three of them within five minutes keep the channels off.
import { keepLastGood, readConfigDocument } from '../config/document.ts';
import { createRandomness } from '../world/seed.ts';
import { breakerSentence } from './breaker.ts';
import { listChannels } from './channels.ts';
import { broadcast, tellHealth } from './clients.ts';
import { watchConfig } from './config-watch.ts';
import { readStartTime, removeLocks, writeLocks } from './lock.ts';
import type { GatewayRuntime } from './runtime.ts';
import { shutdownBudget } from './runtime.ts';
import type { GatewayState } from './state.ts';
import { readPath } from './state.ts';

export const configExit = 78;
const tickIntervalMs = 30_000;
const healthIntervalMs = 60_000;
const watchIntervalMs = 250;
const uncleanBootsMax = 3;
const uncleanWindowMs = 300_000;

/** Schedules a boot that is ready after the given time. */
export function bootGateway(runtime: GatewayRuntime, total_ms: number): void {
  const { state, say, later } = runtime;
  const share = total_ms / 100;
  state.phase = 'silent';
  later(share * 55, () => {
    say('starting...');
    process.title = 'openclaw-gateway';
    beginBoot(state);
    if (state.conditions.safe_mode) say(`gateway ${breakerSentence}`, { level: 'ERROR', shown: breakerSentence });
  });
  later(share * 60, () => say(`shutdown budget at startup: ${shutdownBudget}`));
  later(share * 65, () => refuseBadConfig(runtime));
  later(share * 75, () => say('starting HTTP server...'));
  later(share * 80, () => openPort(runtime, total_ms));
  later(share * 90, () => startChannels(runtime));
  later(share * 100, () => becomeReady(runtime));
}

/** A new boot has its own id and its own randomness, so that two boots never look like one. */
function beginBoot(state: GatewayState): void {
  const now_ms = state.clock.now();
  state.conditions.safe_mode = state.database.countUncleanBoots(now_ms - uncleanWindowMs) >= uncleanBootsMax;
  state.random = createRandomness(state.seed, state.database.countBoots() + 1);
  state.boot_id = state.random.uuid('boot');
  state.document = readConfigDocument(state.paths.config_path, state.hash_key);
  state.applied = state.document.parsed;
  state.applied_hash = state.document.revision ?? '';
  if (!state.port_fixed) state.port = Number(readPath(state.applied, 'gateway.port') ?? state.port);
  state.database.startBoot(state.boot_id, process.pid, now_ms);
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

function refuseBadConfig({ state, say, finish }: GatewayRuntime): void {
  if (state.document.valid) return;
  const issues = state.document.issues.map((issue) => `${issue.path || '<root>'}: ${issue.message}`);
  const message = [
    `Gateway failed to start: Invalid config at ${state.paths.config_path}:`,
    ...issues,
    'Run "openclaw doctor --fix" to repair, then retry.',
  ].join('\n');
  say(message, { level: 'ERROR', subsystem: 'openclaw' });
  removeLocks(state.paths);
  finish(configExit);
}

function openPort({ state, say, listener }: GatewayRuntime, total_ms: number): void {
  state.phase = 'starting';
  state.listening_since_ms = state.clock.now();
  if (state.conditions.reachable) void listener.open();
  say('started (interval: 300s, startup-grace: 60s, channel-connect-grace: 120s)', {
    subsystem: 'gateway/health-monitor',
  });
  say('agent model: openai/gpt-6-astra (thinking=medium, fast=off)');
  say(`http server listening (12 plugins: simulated; ${(total_ms / 1000).toFixed(1)}s)`);
  say(`log file: ${state.log.path}`);
}

function startChannels({ state, say }: GatewayRuntime): void {
  say('starting channels and sidecars...');
  for (const channel of listChannels(state)) {
    const subsystem = `channels/${channel}`;
    if (!state.conditions.safe_mode) {
      say('[default] starting provider', { subsystem });
      continue;
    }
    const message = `channel autostart suppressed by crash-loop breaker; refusing automatic start for ${channel}. Start a channel manually with: openclaw gateway call channels.start --params '{"channel":"${channel}"}'`;
    say(message, { subsystem, level: 'WARN' });
  }
}

function becomeReady(runtime: GatewayRuntime): void {
  const { state, say, keep } = runtime;
  state.phase = 'ready';
  keepLastGood(state.paths.config_path);
  say('gateway ready', { shown: 'ready' });
  say('heartbeat: started', { subsystem: 'gateway/heartbeat', shown: 'started', facts: { intervalMs: 1_800_000 } });
  keep(state.clock.every(tickIntervalMs, () => broadcast(state, 'tick', { ts: state.clock.now() })));
  keep(state.clock.every(healthIntervalMs, () => tellHealth(state)));
  keep(state.clock.every(watchIntervalMs, () => watchConfig(runtime)));
}
