// The big answers: health, status, system.info, channels.status and the readiness probe, in the real shapes.

import { statfsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { describeHealthChannel, labelChannel, listChannels } from './channels.ts';
import { buildEventLoop } from './event-loop.ts';
import type { GatewayState } from './state.ts';
import { gatewayVersion } from './state.ts';

const plugins = [
  'anthropic',
  'browser',
  'canvas',
  'device-pair',
  'file-transfer',
  'github',
  'linux-node',
  'memory-core',
  'ollama',
  'openai',
  'talk-voice',
  'xai',
];

const heartbeatEveryMs = 1_800_000;

export function buildHealth(state: GatewayState): Record<string, unknown> {
  const names = listChannels(state);
  const database = join(state.paths.state_dir, 'agents', 'main', 'agent', 'openclaw-agent.sqlite');
  const sessions = { path: database, count: 0, recent: [] };
  const heartbeat = { enabled: true, every: '30m', everyMs: heartbeatEveryMs, target: 'owner', ackMaxChars: 300 };
  return {
    ok: true,
    ts: state.clock.now(),
    durationMs: 4,
    plugins: { loaded: plugins, errors: [], unavailable: [] },
    configReload: { hotReloadStatus: 'active' },
    channels: Object.fromEntries(names.map((name) => [name, describeHealthChannel(state)])),
    channelOrder: names,
    channelLabels: Object.fromEntries(names.map((name) => [name, labelChannel(name)])),
    heartbeatSeconds: heartbeatEveryMs / 1000,
    defaultAgentId: 'main',
    agents: [{ agentId: 'main', name: 'main', isDefault: true, heartbeat, sessions }],
    sessions,
    eventLoop: buildEventLoop(state),
  };
}

export function buildStatus(state: GatewayState, admin: boolean): Record<string, unknown> {
  const database = join(state.paths.state_dir, 'agents', 'main', 'agent', 'openclaw-agent.sqlite');
  return {
    runtimeVersion: gatewayVersion,
    hostDesktop: { enabled: false, state: 'disabled', port: 5900 },
    heartbeat: {
      defaultAgentId: 'main',
      agents: [{ agentId: 'main', enabled: true, every: '30m', everyMs: heartbeatEveryMs, waitingForRoute: true }],
    },
    channelSummary: listChannels(state).map(
      (name) => `${labelChannel(name)}: ${state.conditions.channels_down ? 'error' : 'configured'}`,
    ),
    queuedSystemEvents: [],
    degradedSecretOwners: [],
    degradedPlugins: [],
    tasks: {
      total: 0,
      active: 0,
      terminal: 0,
      failures: 0,
      byStatus: { queued: 0, running: 0, succeeded: 0, failed: 0, timed_out: 0, cancelled: 0, lost: 0 },
      byRuntime: { subagent: 0, acp: 0, cli: 0, cron: 0 },
    },
    taskAudit: { total: 0, warnings: 0, errors: 0 },
    sessions: {
      paths: admin ? [database] : [],
      count: 0,
      defaults: { model: null, contextTokens: null },
      recent: [],
      byAgent: [{ agentId: 'main', path: admin ? database : '[redacted]', count: 0, recent: [] }],
    },
    modelRuntime: { degraded: false, pendingAgents: [] },
    eventLoop: buildEventLoop(state),
    processMemory: buildMemory(state),
    pid: state.pid,
    shutdownBudget: { timeoutMs: 325_000, reserveMs: 10_000, nativeStopBudget: false },
  };
}

export function buildSystemInfo(state: GatewayState): Record<string, unknown> {
  const virtual = state.clock.kind === 'virtual';
  const disk = virtual ? { total: 2 ** 38, available: 2 ** 36 } : readDisk(state.paths.state_dir);
  const availableBytes = state.conditions.disk_available_bytes ?? disk.available;
  return {
    machineName: state.hostname,
    hostname: state.hostname,
    platform: process.platform,
    release: virtual ? '6.0.0' : process.release.name,
    arch: process.arch,
    osLabel: virtual ? 'Linux 6.0.0' : process.platform,
    port: state.port,
    nodeVersion: process.version,
    pid: state.pid,
    processInstanceId: state.process_instance_id,
    uptimeMs: state.clock.now() - state.process_started_ms,
    cpuCount: virtual ? 2 : availableParallelism(),
    cpuModel: 'simulated',
    loadAverage: [0.1, 0.1, 0.1],
    memoryTotalBytes: virtual ? 2 ** 34 : totalmem(),
    memoryFreeBytes: virtual ? 2 ** 33 : freemem(),
    eventLoop: buildEventLoop(state),
    processMemory: buildMemory(state),
    disks: [{ path: '/', totalBytes: disk.total, availableBytes }],
    diskTotalBytes: disk.total,
    diskAvailableBytes: availableBytes,
    diskPath: state.paths.state_dir,
    defaultAgentUtilityModel: { status: 'auto', model: 'openai/gpt-5.6-luna' },
  };
}

/** What `/readyz` says. A dead channel fails it; channels that were kept off are only named. */
export function buildReadiness(state: GatewayState): { ready: boolean; failing: string[]; suppressed?: string[] } {
  if (state.phase === 'draining') return { ready: false, failing: ['gateway-draining'] };
  if (state.phase !== 'ready') return { ready: false, failing: ['startup-sidecars'] };
  const channels = listChannels(state);
  if (state.conditions.channels_down) return { ready: channels.length === 0, failing: channels };
  return {
    ready: true,
    failing: [],
    ...(state.conditions.safe_mode && channels.length > 0 ? { suppressed: channels } : {}),
  };
}

function buildMemory(state: GatewayState): Record<string, number> {
  const grown = state.conditions.memory_growth_bytes;
  if (state.clock.kind === 'virtual') {
    return {
      rssBytes: 700_000_000 + grown,
      heapUsedBytes: 200_000_000,
      heapTotalBytes: 250_000_000,
      externalBytes: 8_000_000,
      arrayBuffersBytes: 4_000_000,
    };
  }
  const usage = process.memoryUsage();
  return {
    rssBytes: usage.rss,
    heapUsedBytes: usage.heapUsed,
    heapTotalBytes: usage.heapTotal,
    externalBytes: usage.external,
    arrayBuffersBytes: usage.arrayBuffers,
  };
}

function readDisk(path: string): { total: number; available: number } {
  const found = statfsSync(path);
  return { total: found.blocks * found.bsize, available: found.bavail * found.bsize };
}
