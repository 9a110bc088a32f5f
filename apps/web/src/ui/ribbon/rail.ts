// The ribbon for one hand: newest first, down the page, as long as it lasted but never longer than a thumb can pass.
import type { GatewayState } from '@moltbot-ops/sdk/types';
import type { RibbonMark, RibbonSpan } from './layout.ts';

export interface RailItem {
  key: string;
  state: GatewayState;
  from_ms: number;
  to_ms: number;
  ongoing: boolean;
  /** Height of its piece of rail. */
  height_px: number;
  marks: RibbonMark[];
}

/** Spans newest first, each with the marks that fell into it (newest first). */
export function layoutRail(spans: RibbonSpan[], marks: RibbonMark[], nowMs: number): RailItem[] {
  const ordered = [...spans].sort((a, b) => Date.parse(b.from) - Date.parse(a.from));
  return ordered.map((span, index) => {
    const from = Date.parse(span.from);
    const to = Date.parse(span.to);
    const upTo = index === 0 ? Number.POSITIVE_INFINITY : to;
    const inside = marks.filter((mark) => Date.parse(mark.at) >= from && Date.parse(mark.at) < upTo);
    return {
      key: `${span.from}-${span.state}`,
      state: span.state,
      from_ms: from,
      to_ms: to,
      ongoing: index === 0 && nowMs - to < 2000,
      height_px: railHeight(to - from),
      marks: inside.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)),
    };
  });
}

/** Logarithmic: seconds and days both stay readable. 44 px (a thumb) to 132 px. */
export function railHeight(lastedMs: number): number {
  const minutes = Math.max(0, lastedMs) / 60_000;
  return Math.round(Math.min(132, 44 + 12 * Math.log2(1 + minutes / 4)));
}
