import { describe, expect, it } from 'vitest';
import {
  clusterMarks,
  type Domain,
  layoutSegments,
  layoutTicks,
  placeLabels,
  type RibbonSpan,
  timeAt,
} from './layout.ts';

const start = Date.parse('2026-03-14T00:00:00Z');
const hour = 3_600_000;
const domain: Domain = { from_ms: start, to_ms: start + 24 * hour };
const iso = (hours: number) => new Date(start + hours * hour).toISOString();
const span = (state: RibbonSpan['state'], from: number, to: number): RibbonSpan => ({
  state,
  from: iso(from),
  to: iso(to),
});

describe('layoutSegments', () => {
  it('fills what nobody watched, at both ends and between', () => {
    const segments = layoutSegments([span('running', 2, 10), span('running', 12, 20)], domain, 240);
    const unwatched = segments.filter((segment) => segment.state === null);
    expect(unwatched.map((segment) => [Math.round(segment.x), Math.round(segment.width)])).toEqual([
      [0, 20],
      [100, 20],
      [200, 40],
    ]);
  });
  it('never lets a short outage vanish, and draws it over its neighbours', () => {
    const outage = 20 / 3600;
    const segments = layoutSegments(
      [span('running', 0, 12), span('stopped', 12, 12 + outage), span('running', 12 + outage, 24)],
      domain,
      240,
    );
    const last = segments.at(-1);
    expect(last?.state).toBe('stopped');
    expect(last?.width).toBe(3);
    expect(last?.to_ms).toBe(start + 12 * hour + 20_000);
  });
  it('keeps a widened outage inside the picture', () => {
    const [, outage] = layoutSegments([span('running', 0, 23.999), span('stopped', 23.999, 24)], domain, 240);
    expect((outage?.x ?? 0) + (outage?.width ?? 0)).toBeLessThanOrEqual(240);
  });
  it('clips spans that reach beyond the domain', () => {
    const [only] = layoutSegments([span('running', -5, 30)], domain, 240);
    expect(only).toMatchObject({ x: 0, width: 240 });
  });
  it('does not draw overlapping spans twice', () => {
    const segments = layoutSegments([span('running', 0, 14), span('stopped', 12, 24)], domain, 240);
    const total = segments.reduce((sum, segment) => sum + segment.width, 0);
    expect(total).toBeCloseTo(240);
  });
});

describe('clusterMarks', () => {
  it('gathers marks that would touch and stands where the gravest is', () => {
    const clusters = clusterMarks(
      [
        { at: iso(1), kind: 'boot', message: 'a', severity: 'ok' },
        { at: iso(1.5), kind: 'state', message: 'b', severity: 'error' },
        { at: iso(12), kind: 'access', message: 'c' },
      ],
      domain,
      240,
    );
    expect(clusters.map((cluster) => [cluster.marks.length, cluster.severity, Math.round(cluster.x)])).toEqual([
      [2, 'error', 15],
      [1, 'info', 120],
    ]);
  });
  it('leaves out what lies outside the domain', () => {
    expect(clusterMarks([{ at: iso(-1), kind: 'boot', message: 'a' }], domain, 240)).toEqual([]);
  });
});

describe('layoutTicks', () => {
  it('keeps its distance and lies on round local times', () => {
    for (const width of [240, 640, 1100]) {
      const ticks = layoutTicks(domain, width);
      const gaps = ticks.slice(1).map((tick, index) => tick.x - (ticks[index]?.x ?? 0));
      expect(ticks.length).toBeGreaterThan(1);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(91);
      expect(ticks.every((tick) => new Date(tick.at_ms).getMinutes() === 0)).toBe(true);
    }
  });
});

describe('placeLabels', () => {
  it('puts no label over another and the gravest first', () => {
    const segments = layoutSegments(
      [span('degraded', 9.8, 10.4), span('stopped', 10.4, 10.6), span('running', 10.6, 24)],
      domain,
      240,
    );
    const labels = placeLabels(segments, 240, (segment) =>
      segment.state === 'running' || segment.state === null ? null : segment.state,
    );
    expect(labels.map((label) => label.text)).toEqual(['stopped']);
  });
});

it('timeAt stays inside the domain wherever the pointer is', () => {
  expect(timeAt(-50, domain, 240)).toBe(domain.from_ms);
  expect(timeAt(900, domain, 240)).toBe(domain.to_ms);
});
