// Which of the agent's reasons ask something of the operator, and which only say what is going on.
import type { StatusReason } from '@moltbot-ops/sdk/types';

/** These pass by themselves within seconds: a word under the heading is enough, a card or a count would cry wolf. */
const passing = new Set([
  'first_look',
  'watcher_connecting',
  'still_starting',
  'gateway_stopping',
  'gateway_restarting',
  'process_unidentified',
]);

/** What somebody has to see to, gravest first. A code of a newer agent counts as such. */
export function pressingReasons(reasons: readonly StatusReason[] | undefined): StatusReason[] {
  return (reasons ?? []).filter((reason) => !passing.has(reason.code));
}

/** What goes on and settles by itself. */
export function passingReasons(reasons: readonly StatusReason[] | undefined): StatusReason[] {
  return (reasons ?? []).filter((reason) => passing.has(reason.code));
}
