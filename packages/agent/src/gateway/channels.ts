// The gateway's own account of its channels → what an operator has to know: can messages pass?
// The gateway calls itself healthy while a channel is dead, so each account is judged here by what it reports.
import type { GatewayChannel } from '@moltbot-ops/sdk/types';
import { arrayOf, type Json, numberOf, objectOf, textOf } from './values.ts';

/** A channel that started less than this ago may still be connecting; the usual time is one to fifteen seconds. */
export const connectGraceMs = 20_000;

type ChannelState = GatewayChannel['state'];

function accountState(account: Json, now_ms: number): ChannelState {
  if (account.enabled === false) return 'disabled';
  if (account.configured === false) return 'disabled';
  if (account.connected === true) return 'up';
  const started = numberOf(account.lastStartAt);
  const young = started !== null && now_ms - started < connectGraceMs;
  if (account.running === true && account.connected === false) return young ? 'unknown' : 'down';
  if (account.running === false) return account.restartPending === true && young ? 'unknown' : 'down';
  if (textOf(account.lastError) !== null) return 'down';
  if (account.running === true) return account.lifecycle === 'starting' && young ? 'unknown' : 'up';
  return 'unknown';
}

function accountDetail(account: Json, state: ChannelState): string | null {
  const error = textOf(account.lastError);
  if (error !== null) return error;
  if (state === 'down') return account.running === false ? 'stopped' : 'not connected';
  return state === 'unknown' ? 'connecting' : null;
}

/** The worst account speaks for the channel, except that a disabled one is silent beside others. */
const severity: Record<ChannelState, number> = { down: 3, unknown: 2, up: 1, disabled: 0 };

/**
 * Reads `channels.status` (accounts listed apart) and the `channels` of `health` (accounts inside each channel).
 * `now_ms` is wall-clock time, as the gateway's own stamps are.
 */
export function parseChannels(payload: unknown, now_ms: number): GatewayChannel[] {
  const body = objectOf(payload);
  const labels = objectOf(body.channelLabels);
  const listed = objectOf(body.channelAccounts);
  return Object.entries(objectOf(body.channels))
    .slice(0, 50)
    .map(([channel, value]) => {
      const summary = objectOf(value);
      const own = arrayOf(listed[channel]).map(objectOf);
      const nested = Object.values(objectOf(summary.accounts)).map(objectOf);
      const accounts = own.length > 0 ? own : nested.length > 0 ? nested : [summary];
      const judged = accounts.map((account) => ({ account, state: accountState(account, now_ms) }));
      const worst = judged.reduce((a, b) => (severity[b.state] > severity[a.state] ? b : a));
      const label = textOf(labels[channel], 80);
      return {
        channel,
        ...(label === null ? {} : { label }),
        state: worst.state,
        detail: accountDetail(worst.account, worst.state),
      };
    });
}
