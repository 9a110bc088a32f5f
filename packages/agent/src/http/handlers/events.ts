import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { EventHub } from '../../events/hub.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Handlers } from '../operation.ts';
import { lastEventId, type Streams } from '../streams.ts';

export interface EventDependencies {
  hub: EventHub;
  /** What is known of the gateway now. */
  status: () => MoltBotStatus;
  clock: Clock;
  streams: Streams;
}

/** `eventStream`: one open stream until the client leaves, its session ends, its token expires or the agent closes. */
export function createEventHandlers(deps: EventDependencies): Pick<Handlers, 'eventStream'> {
  return {
    eventStream: ({ headers }, context) => {
      const last_event_id = lastEventId(headers);
      // Whoever comes for the first time has asked for the status before the stream was open, and may have missed a change.
      const from = last_event_id ?? deps.hub.latestId();
      return deps.streams.serve(context, from, async ({ send, signal }) => {
        const at = new Date(deps.clock.now()).toISOString();
        if (last_event_id === null) await send({ type: 'status.changed', at, status: deps.status() }, from);
        for await (const { id, event } of deps.hub.read(from, signal)) await send(event, id);
      });
    },
  };
}
