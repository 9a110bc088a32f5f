import type { GatewayChannel, MoltBotStatus } from '@moltbot-ops/sdk/types';
import { managerWords } from '../../ui/managers.ts';
import { stateOf } from '../../ui/states.ts';
import { durationWords } from '../../util/time.ts';

/** `2 of 3 channels up`; `null` when none is configured or nothing is known of them. */
export function channelWords(channels: GatewayChannel[]): string | null {
  const meant = channels.filter((channel) => channel.state !== 'disabled');
  if (meant.length === 0) return null;
  const up = meant.filter((channel) => channel.state === 'up').length;
  const noun = meant.length === 1 ? 'channel' : 'channels';
  return up === meant.length && up === 1 ? '1 channel up' : `${up} of ${meant.length} ${noun} up`;
}

/** Seconds the present process has lived, by its start time rather than by the age of the answer; `null` when it does not run. */
export function uptimeSeconds(status: MoltBotStatus, nowMs: number): number | null {
  if (!status.running) return null;
  if (status.last_start_time) return Math.max(0, (nowMs - Date.parse(status.last_start_time)) / 1000);
  return status.uptime_seconds ?? null;
}

/** What follows the state's word in the headline: how long, which version, who keeps it, how many channels. */
export function headlineParts(status: MoltBotStatus, nowMs: number): string[] {
  const state = stateOf(status);
  const uptime = uptimeSeconds(status, nowMs);
  const lasting = status.state_since ? Math.max(0, (nowMs - Date.parse(status.state_since)) / 1000) : null;
  const seconds = state === 'running' ? (uptime ?? lasting) : lasting;
  const parts = [
    seconds === null || state === 'not_installed' ? null : `for ${durationWords(seconds)}`,
    status.version ? versionWords(status.version) : null,
    status.installed ? managerWords(status.service_manager) : null,
    status.running ? channelWords(status.channels ?? []) : null,
  ];
  return parts.filter((part) => part !== null);
}

function versionWords(version: string): string {
  return version.replace(/^v/, '');
}

/** Versions of binary, process and unit that are not the same; empty when they agree or only one is known. */
export function versionSkew(status: MoltBotStatus): string[] {
  const { cli, running, unit } = status.versions ?? { cli: null, running: null, unit: null };
  const known = Object.entries({ binary: cli, running, unit }).filter(([, version]) => version !== null);
  const distinct = new Set(known.map(([, version]) => version));
  return distinct.size > 1 ? known.map(([place, version]) => `${place} ${version}`) : [];
}
