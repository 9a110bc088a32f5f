// Changes on their way to open consoles: whoever learns something publishes it here, each stream reads at its own pace.
// Held in memory only; what has to last is in the timeline and the ledger. Never holds a secret: events are public facts.
import type { StreamEvent } from '@moltbot-ops/sdk/types';
import type { Clock } from '../ports/clock.ts';

const kept_events_max = 512;

export interface NumberedEvent {
  id: string;
  event: StreamEvent;
}

export interface EventHub {
  publish(event: Omit<StreamEvent, 'at'>): void;
  /** Id of the newest event; reading on from it misses nothing that comes after this call. */
  latestId(): string;
  /**
   * Events after `last_event_id` as they come, until the signal aborts. A reader that was away too long, or comes from
   * an earlier run of the agent, gets one `stream.reset` first.
   */
  read(last_event_id: string | null, signal: AbortSignal): AsyncGenerator<NumberedEvent, void, void>;
}

/** @param boot Tells this run's event ids from those of earlier runs. */
export function createEventHub(clock: Clock, boot: string): EventHub {
  const events: StreamEvent[] = []; // the newest ones; events[0] has number `first`
  let first = 1;
  const sleepers = new Set<() => void>();
  const at = () => new Date(clock.now()).toISOString();
  const next = () => first + events.length;

  return {
    publish(event): void {
      events.push({ ...event, at: at() });
      if (events.length > kept_events_max) {
        events.shift();
        first += 1;
      }
      for (const wake of [...sleepers]) wake();
    },

    latestId: () => `${boot}-${next() - 1}`,

    async *read(last_event_id, signal) {
      const seen = parseEventId(last_event_id, boot);
      let cursor = seen === null || seen >= next() ? next() : seen + 1;
      const missed = last_event_id !== null && (seen === null || seen >= next() || cursor < first);
      if (missed) {
        cursor = next();
        yield { id: `${boot}-${cursor - 1}`, event: { type: 'stream.reset', at: at(), reason: 'events_missed' } };
      }
      while (!signal.aborted) {
        if (cursor < first) {
          cursor = next();
          yield { id: `${boot}-${cursor - 1}`, event: { type: 'stream.reset', at: at(), reason: 'reader_too_slow' } };
        }
        const event = events[cursor - first];
        if (event) yield { id: `${boot}-${cursor++}`, event };
        else await woken(sleepers, signal);
      }
    },
  };
}

function woken(sleepers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      sleepers.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    sleepers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}

function parseEventId(id: string | null, boot: string): number | null {
  const match = /^(\w{1,40})-(\d{1,12})$/.exec(id ?? '');
  return match && match[1] === boot ? Number(match[2]) : null;
}
