// What the ribbon says about a moment, for the pointer, the keyboard and the screen reader alike.
import type { GatewayState } from '@moltbot-ops/sdk/types';
import { durationWords, momentWords } from '../../util/time.ts';
import { stateLooks } from '../states.ts';
import type { Domain, RibbonMark, RibbonSpan } from './layout.ts';

export interface Reading {
  at_ms: number;
  state: GatewayState | null;
  /** How long the state lasted in all, or lasts so far. */
  lasted_ms: number;
  ongoing: boolean;
  marks: RibbonMark[];
}

/** The state at a moment and the marks within `tolerance_ms` of it, nearest first, at most three. */
export function readAt(
  spans: RibbonSpan[],
  marks: RibbonMark[],
  atMs: number,
  toleranceMs: number,
  nowMs: number,
): Reading {
  const span = spans.findLast((one) => Date.parse(one.from) <= atMs && atMs <= Date.parse(one.to));
  const near = marks
    .map((mark) => ({ mark, distance: Math.abs(Date.parse(mark.at) - atMs) }))
    .filter(({ distance }) => distance <= toleranceMs)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ mark }) => mark);
  return {
    at_ms: atMs,
    state: span?.state ?? null,
    lasted_ms: span ? Date.parse(span.to) - Date.parse(span.from) : 0,
    ongoing: span ? nowMs - Date.parse(span.to) < 2000 : false,
    marks: near,
  };
}

/** `Sat 14:05, Running for 3 h 2 min. The gateway started.` */
export function readingWords(reading: Reading, nowMs: number): string {
  const when = momentWords(reading.at_ms, nowMs);
  const state =
    reading.state === null
      ? 'not watched'
      : `${stateLooks[reading.state].word} for ${durationWords(reading.lasted_ms / 1000)}`;
  return [`${when}, ${state}.`, ...reading.marks.map((mark) => mark.message)].join(' ');
}

/** Moments worth stopping at when walking by keyboard: every change and every mark, in order, once each. */
export function stopsIn(spans: RibbonSpan[], marks: RibbonMark[], domain: Domain): number[] {
  const moments = [
    ...spans.map((span) => Date.parse(span.from)),
    ...marks.map((mark) => Date.parse(mark.at)),
    domain.to_ms,
  ];
  const inside = moments.filter((moment) => moment >= domain.from_ms && moment <= domain.to_ms).sort((a, b) => a - b);
  return inside.filter((moment, index) => index === 0 || moment - (inside[index - 1] ?? 0) > 1000);
}

/** Share of the watched time in which the gateway answered, 0..1; `null` when nobody watched. */
export function shareAnswering(spans: RibbonSpan[], domain: Domain): number | null {
  let watched = 0;
  let answering = 0;
  for (const span of spans) {
    const length = Math.min(Date.parse(span.to), domain.to_ms) - Math.max(Date.parse(span.from), domain.from_ms);
    if (length <= 0 || span.state === 'unknown' || span.state === 'not_installed') continue;
    watched += length;
    if (span.state === 'running' || span.state === 'degraded') answering += length;
  }
  return watched === 0 ? null : answering / watched;
}

/** Spans with the newest one stretched to now, while the line is open and nothing else was heard. */
export function extendToNow(spans: RibbonSpan[], nowMs: number): RibbonSpan[] {
  const last = spans.at(-1);
  if (!last || Date.parse(last.to) >= nowMs) return spans;
  return [...spans.slice(0, -1), { ...last, to: new Date(nowMs).toISOString() }];
}
