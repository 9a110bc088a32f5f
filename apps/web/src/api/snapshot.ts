// The last known state, kept for the moment the agent is gone. Public facts of the gateway only: no evidence, no paths,
// no names of devices, nothing that signs in. It is wiped when this browser is signed out.
import type { MoltBotStatus, Timeline } from '@moltbot-ops/sdk/types';
import { readStored, writeStored } from '../util/storage.ts';

const key = 'moltbot-ops.last-known';

export interface Snapshot {
  version: 1;
  seen_at_ms: number;
  status: MoltBotStatus;
  timeline: Timeline | null;
}

/** Keeps only what the Overview shows. */
export function makeSnapshot(status: MoltBotStatus, timeline: Timeline | null, seenAtMs: number): Snapshot {
  const { config_path: _path, boot_id: _boot, pid: _pid, ...facts } = status;
  return {
    version: 1,
    seen_at_ms: seenAtMs,
    status: {
      ...facts,
      reasons: (status.reasons ?? []).map(({ code, message, next_step }) => ({ code, message, next_step })),
      channels: (status.channels ?? []).map(({ channel, state, label }) => ({
        channel,
        state,
        ...(label ? { label } : {}),
      })),
    },
    timeline: timeline && { ...timeline, marks: timeline.marks.filter((mark) => mark.kind !== 'access').slice(-60) },
  };
}

export function writeSnapshot(snapshot: Snapshot | null): void {
  writeStored(key, snapshot);
}

/** The kept state, or `null` when there is none or it is of another version. */
export function readSnapshot(): Snapshot | null {
  const value = readStored(key);
  if (typeof value !== 'object' || value === null) return null;
  if (!('version' in value) || value.version !== 1 || !('status' in value) || !('seen_at_ms' in value)) return null;
  // Written by `writeSnapshot` of this version only; an edited value can mislead nobody but its editor.
  return value as Snapshot;
}
