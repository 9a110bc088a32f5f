import type { Clock } from '../ports/clock.ts';
import { type AuditEntry, checkEntry } from './entry.ts';

const window_ms = 60_000;
const kinds_max = 200;

type Refusal = Pick<AuditEntry, 'event' | 'reason' | 'actor'>;

interface Counted {
  refusal: Refusal;
  count: number;
}

/**
 * Turns a flood of equal refusals into two records: the first, at once, and the number of the others when the minute is
 * over. Bounded: beyond `kinds_max` kinds a minute the rest is counted as one kind, and what waits to be written is one
 * record of each.
 */
export function createRefusalCounter(deps: {
  clock: Clock;
  write: (entry: AuditEntry) => Promise<unknown>;
  onError: (error: unknown) => void;
}) {
  const counted = new Map<string, Counted>();
  let writing: Promise<unknown> = Promise.resolve();

  const write = (refusal: Refusal, count: number) => {
    writing = writing.then(() => deps.write({ ...refusal, outcome: 'refused', count })).catch(deps.onError);
  };

  const settle = (key: string) => {
    const entry = counted.get(key);
    counted.delete(key);
    if (entry && entry.count > 0) write(entry.refusal, entry.count);
  };

  const note = (refusal: Refusal): void => {
    try {
      checkEntry({ ...refusal, outcome: 'refused' });
    } catch (error) {
      deps.onError(error);
      return;
    }
    const key = `${refusal.event} ${refusal.reason ?? ''} ${refusal.actor}`;
    const known = counted.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    if (counted.size >= kinds_max && refusal.reason !== 'many_kinds') {
      note({ event: 'access.refused', reason: 'many_kinds', actor: 'stranger' });
      return;
    }
    counted.set(key, { refusal, count: 0 });
    write(refusal, 1);
    deps.clock.after(window_ms, () => settle(key));
  };

  const close = async () => {
    for (const key of counted.keys()) settle(key);
    await writing;
  };

  return { note, close };
}
