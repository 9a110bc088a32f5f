// One table of what each gateway state is called, how grave it is, and how high it stands on the ribbon.
import type { GatewayState } from '@moltbot-ops/sdk/types';

export type StateTone = 'ok' | 'warn' | 'bad' | 'idle';

export interface StateLook {
  word: string;
  tone: StateTone;
  /** 0..1: how much of the gateway is there. */
  level: number;
  /** What it means, in one sentence. */
  meaning: string;
}

export const stateLooks: Record<GatewayState, StateLook> = {
  running: { word: 'Running', tone: 'ok', level: 1, meaning: 'The gateway answers and does its work.' },
  degraded: {
    word: 'Degraded',
    tone: 'warn',
    level: 0.66,
    meaning: 'The gateway answers, but something in it does not work.',
  },
  starting: {
    word: 'Starting',
    tone: 'warn',
    level: 0.36,
    meaning: 'A process is alive and not ready yet. This takes up to 90 seconds.',
  },
  unknown: {
    word: 'Unknown',
    tone: 'idle',
    level: 0.5,
    meaning: 'The agent cannot tell. That is not the same as down.',
  },
  crash_loop: {
    word: 'Crash loop',
    tone: 'bad',
    level: 0.18,
    meaning: 'The gateway keeps dying soon after it starts.',
  },
  stopped: { word: 'Stopped', tone: 'bad', level: 0, meaning: 'No gateway process is alive.' },
  not_installed: { word: 'Not installed', tone: 'idle', level: 0, meaning: 'No gateway was found on this machine.' },
};

/** The state of a status, also of an agent too old to send the word. */
export function stateOf(status: { state?: GatewayState; installed: boolean; running: boolean }): GatewayState {
  if (status.state) return status.state;
  if (!status.installed) return 'not_installed';
  return status.running ? 'running' : 'stopped';
}
