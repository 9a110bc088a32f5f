import { describe, expect, it } from 'vitest';
import type { RibbonSpan } from './layout.ts';
import { extendToNow, readAt, readingWords, shareAnswering, stopsIn } from './reading.ts';

const start = Date.parse('2026-03-14T00:00:00Z');
const hour = 3_600_000;
const iso = (hours: number) => new Date(start + hours * hour).toISOString();
const spans: RibbonSpan[] = [
  { state: 'running', from: iso(0), to: iso(9) },
  { state: 'stopped', from: iso(9), to: iso(10) },
];
const domain = { from_ms: start, to_ms: start + 10 * hour };

describe('readAt', () => {
  it('names the state, how long it lasted and the marks nearby, nearest first', () => {
    const marks = [
      { at: iso(9.2), kind: 'boot' as const, message: 'far' },
      { at: iso(9.05), kind: 'state' as const, message: 'near' },
    ];
    const reading = readAt(spans, marks, start + 9.1 * hour, hour / 5, start + 10 * hour);
    expect(reading.state).toBe('stopped');
    expect(reading.marks.map((mark) => mark.message)).toEqual(['near', 'far']);
    expect(readingWords(reading, start + 10 * hour)).toMatch(/Stopped for 1 h\. near far$/);
  });
  it('says that nobody watched rather than that it was down', () => {
    const reading = readAt(spans, [], start - hour, 1, start);
    expect(reading.state).toBeNull();
    expect(readingWords(reading, start)).toContain('not watched');
  });
});

it('stopsIn lists every change once, in order', () => {
  const stops = stopsIn(spans, [{ at: iso(9), kind: 'state', message: 'a' }], domain);
  expect(stops).toEqual([start, start + 9 * hour, start + 10 * hour]);
});

describe('shareAnswering', () => {
  it('counts watched time only', () => {
    expect(shareAnswering(spans, domain)).toBeCloseTo(0.9);
    expect(
      shareAnswering([...spans, { state: 'unknown', from: iso(10), to: iso(20) }], {
        ...domain,
        to_ms: start + 20 * hour,
      }),
    ).toBeCloseTo(0.9);
  });
  it('claims nothing when nobody watched', () => {
    expect(shareAnswering([], domain)).toBeNull();
  });
});

it('extendToNow stretches the newest span only', () => {
  const extended = extendToNow(spans, start + 11 * hour);
  expect(extended[0]).toEqual(spans[0]);
  expect(extended[1]?.to).toBe(iso(11));
});
