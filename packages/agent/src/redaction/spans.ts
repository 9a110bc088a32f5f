import { isMask, maskOf } from './redacted.ts';

/** One stretch of text that has to go: `[start, end)` in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
  kind: string;
}

/** Finds what has to go. Must take time linear in the text. */
export type FindSpans = (text: string) => Span[];

/**
 * Replaces every span by its mask. Overlapping spans become one, named after the one that starts first (on a tie, the
 * longer), so that two rules that see parts of one secret leave nothing between their masks.
 */
export function maskSpans(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let out = '';
  let written_to = 0;
  let open: Span | null = null;
  const close = (span: Span) => {
    const found = text.slice(span.start, span.end);
    out += text.slice(written_to, span.start) + (isMask(found) ? found : maskOf(span.kind));
    written_to = span.end;
  };
  for (const span of sorted) {
    if (span.end <= span.start) continue;
    if (open && span.start < open.end) {
      open.end = Math.max(open.end, span.end);
      continue;
    }
    if (open) close(open);
    open = { ...span };
  }
  if (open) close(open);
  return out + text.slice(written_to);
}

/**
 * Right behind an escape of a URI, of JSON or of a program, whose last letters are no part of a word. No open-ended run of
 * this folder reads over the sign that an escape begins with, so what begins behind one is still read once.
 */
export const behind_escape = String.raw`(?<=%[0-9A-Fa-f]{2}|\\(?:[nrtbfv]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))`;

/**
 * A finder from a regular expression. Group 1, where there is one, is text before the secret that stays.
 * The expressions in this folder have no nested quantifiers over overlapping classes, and open-ended runs start only
 * where a look-behind says that the run starts, so each stretch of text is read a bounded number of times.
 */
export function findByPattern(kind: string, pattern: RegExp, hint?: string): FindSpans {
  return (text) => {
    if (hint !== undefined && !text.includes(hint)) return [];
    const spans: Span[] = [];
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (match[1]?.length ?? 0);
      spans.push({ start, end: match.index + match[0].length, kind });
    }
    return spans;
  };
}
