import type { StreamEvent } from '@moltbot-ops/sdk/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from './event-watch.ts';

const stream =
  ': hello\n\nid: 1\nevent: pairing.changed\ndata: {"type":"pairing.changed","at":"2026-01-01T00:00:00Z","pending_count":1}\n\n' +
  'id: 2\r\nevent: status.changed\r\ndata: {"type":"status.changed",\r\ndata: "at":"2026-01-01T00:00:01Z"}\r\n\r\n';

test('events arrive whole, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
      const seen: StreamEvent[] = [];
      const take = createEventParser((event) => seen.push(event));
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      for (const [index, start] of at.entries()) take(stream.slice(start, at[index + 1] ?? start));
      expect(seen.map(({ type }) => type)).toEqual(['pairing.changed', 'status.changed']);
    }),
  );
});
