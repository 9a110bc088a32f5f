import { describe, expect, it } from 'vitest';
import { createEventHub, type EventHub, type NumberedEvent } from './hub.ts';

const clock = { now: () => 0, monotonic: () => 0, after: () => () => {} };

async function take(hub: EventHub, count: number, lastEventId: string | null = null): Promise<NumberedEvent[]> {
  const stop = new AbortController();
  const taken: NumberedEvent[] = [];
  for await (const numbered of hub.read(lastEventId, stop.signal)) {
    if (taken.push(numbered) === count) break;
  }
  return taken;
}

function publishMany(hub: EventHub, count: number): void {
  for (let n = 1; n <= count; n++) hub.publish({ type: 'pairing.changed', pending_count: n });
}

describe('createEventHub', () => {
  it('gives a reader that comes back exactly what it missed, in order', async () => {
    const hub = createEventHub(clock, 'b1');
    publishMany(hub, 5);
    const missed = await take(hub, 3, 'b1-2');
    expect(missed.map(({ id }) => id)).toEqual(['b1-3', 'b1-4', 'b1-5']);
    expect(missed.map(({ event }) => event.pending_count)).toEqual([3, 4, 5]);
  });

  it.each([
    ['from an earlier run', 'b0-2'],
    ['that nobody could have', 'b1-999'],
    ['that is no id', '../../x'],
  ])('tells a reader with an id %s to read everything again', async (_name, id) => {
    const hub = createEventHub(clock, 'b1');
    publishMany(hub, 2);
    const [reset] = await take(hub, 1, id);
    expect(reset).toMatchObject({ id: 'b1-2', event: { type: 'stream.reset' } });
  });

  it('tells a reader whose place is gone to read everything again', async () => {
    const hub = createEventHub(clock, 'b1');
    publishMany(hub, 600);
    const [reset] = await take(hub, 1, 'b1-5');
    expect(reset?.event.type).toBe('stream.reset');
  });

  it('wakes a waiting reader and lets it go when it leaves', async () => {
    const hub = createEventHub(clock, 'b1');
    const waiting = take(hub, 1);
    await Promise.resolve();
    hub.publish({ type: 'devices.changed' });
    expect((await waiting)[0]?.event.type).toBe('devices.changed');
    const stop = new AbortController();
    const leaving = hub.read(null, stop.signal).next();
    stop.abort();
    expect((await leaving).done).toBe(true);
  });
});
