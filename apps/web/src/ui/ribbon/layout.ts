// From recorded spans and marks to places on the time axis. Pure: times in, pixels out, nothing drawn.
// A short outage must never vanish: whatever is narrower than `span_px_min` is widened and drawn on top.
import type { GatewayState } from '@moltbot-ops/sdk/types';
import { clockWords, weekdayWords } from '../../util/time.ts';
import { stateLooks } from '../states.ts';

export interface RibbonSpan {
  state: GatewayState;
  from: string;
  to: string;
  reason?: string;
}
export interface RibbonMark {
  at: string;
  kind: 'boot' | 'state' | 'access' | 'agent';
  message: string;
  severity?: 'info' | 'ok' | 'warning' | 'error';
}
/** A stretch of time, epoch ms. */
export interface Domain {
  from_ms: number;
  to_ms: number;
}
/** `state` null: nobody was watching. */
export interface Segment {
  state: GatewayState | null;
  from_ms: number;
  to_ms: number;
  x: number;
  width: number;
  reason: string | undefined;
}
export interface MarkCluster {
  x: number;
  at_ms: number;
  marks: RibbonMark[];
  severity: 'info' | 'ok' | 'warning' | 'error';
}
export interface Tick {
  x: number;
  at_ms: number;
  label: string;
}

const span_px_min = 3;
const gap_ms_min = 1000;

/** Time → pixels from the left, unclamped. */
export function xOf(atMs: number, domain: Domain, widthPx: number): number {
  return ((atMs - domain.from_ms) / (domain.to_ms - domain.from_ms)) * widthPx;
}

/** Pixels → time, kept inside the domain. */
export function timeAt(x: number, domain: Domain, widthPx: number): number {
  const share = Math.min(1, Math.max(0, x / Math.max(1, widthPx)));
  return Math.round(domain.from_ms + share * (domain.to_ms - domain.from_ms));
}

/** Clips spans to the domain, fills what nobody watched, and orders them so that the grave and short lie on top. */
export function layoutSegments(spans: RibbonSpan[], domain: Domain, widthPx: number): Segment[] {
  const segments: Segment[] = [];
  let cursor = domain.from_ms;
  for (const span of [...spans].sort((a, b) => Date.parse(a.from) - Date.parse(b.from))) {
    const from = Math.max(Date.parse(span.from), cursor);
    const to = Math.min(Date.parse(span.to), domain.to_ms);
    if (to <= from) continue;
    if (from - cursor >= gap_ms_min) segments.push(placeSegment(null, cursor, from, domain, widthPx));
    segments.push(placeSegment(span.state, from, to, domain, widthPx, span.reason));
    cursor = to;
  }
  if (domain.to_ms - cursor >= gap_ms_min) segments.push(placeSegment(null, cursor, domain.to_ms, domain, widthPx));
  return segments.sort((a, b) => gravity(a.state) - gravity(b.state));
}

function placeSegment(
  state: GatewayState | null,
  from: number,
  to: number,
  domain: Domain,
  widthPx: number,
  reason?: string,
): Segment {
  const x = xOf(from, domain, widthPx);
  const width = xOf(to, domain, widthPx) - x;
  if (width >= span_px_min || state === null) return { state, from_ms: from, to_ms: to, x, width, reason };
  const start = Math.min(Math.max(0, x - (span_px_min - width) / 2), widthPx - span_px_min);
  return { state, from_ms: from, to_ms: to, x: start, width: span_px_min, reason };
}

function gravity(state: GatewayState | null): number {
  if (state === null) return -1;
  return { ok: 0, idle: 1, warn: 2, bad: 3 }[stateLooks[state].tone];
}

const severityRank = { info: 0, ok: 1, warning: 2, error: 3 } as const;

/** Gathers marks that would touch into one; the cluster stands at its gravest mark. */
export function clusterMarks(marks: RibbonMark[], domain: Domain, widthPx: number, gapPx = 14): MarkCluster[] {
  const clusters: MarkCluster[] = [];
  const inside = marks.filter((mark) => Date.parse(mark.at) >= domain.from_ms && Date.parse(mark.at) <= domain.to_ms);
  for (const mark of inside.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const at = Date.parse(mark.at);
    const x = xOf(at, domain, widthPx);
    const severity = mark.severity ?? 'info';
    const last = clusters.at(-1);
    if (!last || x - last.x >= gapPx) {
      clusters.push({ x, at_ms: at, marks: [mark], severity });
      continue;
    }
    last.marks.push(mark);
    if (severityRank[severity] > severityRank[last.severity]) Object.assign(last, { x, at_ms: at, severity });
  }
  return clusters;
}

const minute = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => minutes * minute);

/** Round local times, at least `gapPx` apart. Midnight carries the name of the day that begins. */
export function layoutTicks(domain: Domain, widthPx: number, gapPx = 92): Tick[] {
  const wanted = ((domain.to_ms - domain.from_ms) * gapPx) / Math.max(1, widthPx);
  const step = steps.find((candidate) => candidate >= wanted) ?? 1440 * minute;
  const midnight = new Date(domain.from_ms).setHours(0, 0, 0, 0);
  const ticks: Tick[] = [];
  for (let at = midnight + Math.ceil((domain.from_ms - midnight) / step) * step; at <= domain.to_ms; at += step) {
    ticks.push({ x: xOf(at, domain, widthPx), at_ms: at, label: tickLabel(new Date(at)) });
  }
  return ticks;
}

function tickLabel(at: Date): string {
  if (at.getHours() === 0 && at.getMinutes() === 0) return weekdayWords(at);
  return clockWords(at);
}

/** Labels for segments that deserve a word, the gravest and longest first, none over another. */
export function placeLabels(
  segments: Segment[],
  widthPx: number,
  words: (segment: Segment) => string | null,
): Array<{ x: number; text: string; segment: Segment }> {
  const placed: Array<{ from: number; to: number; x: number; text: string; segment: Segment }> = [];
  const candidates = segments
    .map((segment) => ({ segment, text: words(segment) }))
    .sort((a, b) => gravity(b.segment.state) - gravity(a.segment.state) || b.segment.width - a.segment.width);
  for (const { segment, text } of candidates) {
    if (text === null) continue;
    const half = text.length * 3.3 + 6;
    const x = Math.min(Math.max(half, segment.x + segment.width / 2), widthPx - half);
    if (placed.some((one) => x - half < one.to && x + half > one.from)) continue;
    placed.push({ from: x - half, to: x + half, x, text, segment });
  }
  return placed.map(({ x, text, segment }) => ({ x, text, segment }));
}
