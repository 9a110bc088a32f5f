// The big answers: health, status, system.info, channels.status and the readiness probe, in the real shapes.
import { availableParallelism, freemem, totalmem } from 'node:os';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../config/validate.ts';
import type { GatewayState } from './state.ts';
import { gatewayVersion, readPath } from './state.ts';

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

export function buildEventLoop(state: GatewayState): Record<string, unknown> {
  const delay = 20 + (state.event_loop_noise % 10);
  return {
    degraded: false,
    degradedSinceMs: null,
    reasons: [],
    intervalMs: 1000 + delay / 4,
    delayP99Ms: delay,
    delayMaxMs: delay,
    utilization: 0.01,
    cpuCoreRatio: 0.01,
    cpuBreakdown: {
      mainThreadCoreRatio: 0.01,
      hostUtilization: 0.2,
      hostCpuCount: 2,
      workerCoreRatio: 0,
      otherThreadsCoreRatio: 0,
    },
  };
}

/** Names of the configured channels that ought to run. */
export function listChannels(state: GatewayState): string[] {
  const channels = readPath(state.applied, 'channels');
  if (!isObject(channels)) return [];
  return Object.entries(channels).flatMap(([name, entry]) =>
    isObject(entry) && entry['enabled'] !== false ? [name] : [],
  );
}

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
    channels: Object.fromEntries(names.map((name) => [name, describeChannel(state)])),
    channelOrder: names,
    channelLabels: Object.fromEntries(names.map((name) => [name, label(name)])),
    heartbeatSeconds: heartbeatEveryMs / 1000,
    defaultAgentId: 'main',
    agents: [{ agentId: 'main', name: 'main', isDefault: true, heartbeat, sessions }],
    sessions,
    modelRuntime: { degraded: false, pendingAgents: [] },
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
      (name) => `${label(name)}: ${state.conditions.channels_down ? 'error' : 'configured'}`,
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

export function buildChannelsStatus(state: GatewayState): Record<string, unknown> {
  const names = listChannels(state);
  const each = <T>(value: (name: string) => T): Record<string, T> =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  return {
    ts: state.clock.now(),
    channelOrder: names,
    channelLabels: each(label),
    channelDetailLabels: each(label),
    channelSystemImages: {},
    channelMeta: names.map((id) => ({ id, label: label(id), detailLabel: label(id) })),
    eventLoop: buildEventLoop(state),
    channels: each(() => describeChannel(state)),
    channelAccounts: each(() => [{ accountId: 'default', ...describeChannel(state) }]),
    channelDefaultAccountId: each(() => 'default'),
    statusIssues: [],
  };
}

/** What `/readyz` says. A dead channel fails readiness only in words: the code stays 200. */
export function buildReadiness(state: GatewayState): { ready: boolean; failing: string[] } {
  if (state.phase === 'draining') return { ready: false, failing: ['gateway-draining'] };
  if (state.phase !== 'ready') return { ready: false, failing: ['startup-sidecars'] };
  return { ready: true, failing: state.conditions.channels_down ? listChannels(state) : [] };
}

function describeChannel(state: GatewayState): Record<string, unknown> {
  const down = state.conditions.channels_down;
  const idle = state.conditions.safe_mode;
  return {
    configured: true,
    running: !down && !idle,
    connected: !down && !idle,
    lastError: down ? 'Call to getMe failed: network request failed' : null,
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

function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
