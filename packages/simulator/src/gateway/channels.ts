// Channels: what is configured, and how each one is doing. A channel that cannot connect fails readiness while
// `health` stays ok; one that the crash-loop breaker keeps off is only named.
import { isObject } from '../config/validate.ts';
import { breakerSentence } from './breaker.ts';
import { buildEventLoop } from './event-loop.ts';
import type { GatewayState } from './state.ts';
import { readPath } from './state.ts';

/** Names of the configured channels that ought to run. */
export function listChannels(state: GatewayState): string[] {
  const channels = readPath(state.applied, 'channels');
  if (!isObject(channels)) return [];
  return Object.entries(channels).flatMap(([name, entry]) =>
    isObject(entry) && entry['enabled'] !== false ? [name] : [],
  );
}

export function buildChannelsStatus(state: GatewayState): Record<string, unknown> {
  const names = listChannels(state);
  const each = <T>(value: (name: string) => T): Record<string, T> =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  return {
    ts: state.clock.now(),
    channelOrder: names,
    channelLabels: each(labelChannel),
    channelDetailLabels: each(labelChannel),
    channelSystemImages: {},
    channelMeta: names.map((id) => ({ id, label: labelChannel(id), detailLabel: labelChannel(id) })),
    eventLoop: buildEventLoop(state),
    channels: each(() => describeAccount(state)),
    channelAccounts: each(() => [describeAccount(state)]),
    channelDefaultAccountId: each(() => 'default'),
    statusIssues: listStatusIssues(state),
  };
}

export function describeHealthChannel(state: GatewayState): Record<string, unknown> {
  const account = { ...describeAccount(state), lastProbeAt: null };
  return { ...account, accounts: { default: account } };
}

/** One account of a channel, as `health` and `channels.status` show it. */
function describeAccount(state: GatewayState): Record<string, unknown> {
  const { channels_down, safe_mode } = state.conditions;
  const started = safe_mode ? null : state.listening_since_ms;
  const health = safe_mode ? 'not-running' : channels_down ? 'disconnected' : null;
  return {
    accountId: 'default',
    enabled: true,
    lastStartAt: started,
    lastStopAt: null,
    restartPending: false,
    lifecycle: safe_mode ? 'stopped' : channels_down ? 'starting' : 'running',
    lastInboundAt: null,
    lastOutboundAt: null,
    tokenSource: 'config',
    tokenStatus: 'available',
    mode: 'polling',
    configured: true,
    running: !safe_mode,
    ...(safe_mode ? {} : { connected: !channels_down }),
    lastError: safe_mode ? `gateway ${breakerSentence}` : null,
    ...(health ? { healthState: health } : {}),
  };
}

function listStatusIssues(state: GatewayState): unknown[] {
  const { channels_down, safe_mode } = state.conditions;
  if (!channels_down && !safe_mode) return [];
  const message = safe_mode
    ? 'Channel is enabled and configured, but its runtime is not running.'
    : 'Channel reports running, but the runtime is disconnected.';
  const fix = 'restart the channel or gateway';
  return listChannels(state).map((channel) => ({ channel, accountId: 'default', kind: 'runtime', message, fix }));
}

export function labelChannel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
