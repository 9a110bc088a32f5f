import type { Clock } from '../ports/clock.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { createStreamRedactor, type StreamRedactor } from '../redaction/stream-redactor.ts';

/** Newest lines that are kept of a job, and longest line. */
export const lines_max = 5_000;
const line_chars_max = 2_000;
const flush_ms = 200;

export interface PendingOutput {
  /** Lines in order; neighbours of the same step lie together. */
  batches: { step_name: string; lines: string[] }[];
  /** Lines that came too fast to be kept. */
  dropped: number;
}

/** Lines of output on their way to the record: redacted at once, held for a moment, written together. */
export interface JobOutput {
  push(step_name: string, line: string): void;
  /** Asks for a flush soon, also without lines. */
  nudge(): void;
  /** What waits; it stays until `taken`. */
  peek(): PendingOutput;
  /** What `peek` gave is durable. */
  taken(): void;
  close(): void;
}

export function createJobOutput(deps: { clock: Clock; redactor: Redactor; onDue: () => void }): JobOutput {
  const streams = new Map<string, StreamRedactor>();
  let pending: { step_name: string; line: string }[] = [];
  let dropped = 0;
  // What a transaction that is under way is writing; it comes again when that fails.
  let writing: { lines: typeof pending; dropped: number } = { lines: [], dropped: 0 };
  let cancelFlush: (() => void) | null = null;
  let is_closed = false;

  const streamOf = (step_name: string): StreamRedactor => {
    const stream = streams.get(step_name) ?? createStreamRedactor(deps.redactor);
    streams.set(step_name, stream);
    return stream;
  };

  const nudge = (): void => {
    if (is_closed) return;
    cancelFlush ??= deps.clock.after(flush_ms, () => {
      cancelFlush = null;
      deps.onDue();
    });
  };

  return {
    nudge,
    push(step_name, text) {
      if (is_closed) return;
      const passed: string = streamOf(step_name).push(`${text}\n`);
      for (const line of passed.split('\n').slice(0, -1)) pending.push({ step_name, line: cut(line) });
      // Twice the bound, so that cutting happens seldom.
      if (pending.length > 2 * lines_max) {
        dropped += pending.length - lines_max;
        pending = pending.slice(-lines_max);
      }
      nudge();
    },
    peek() {
      const lines = [...writing.lines, ...pending];
      const kept = lines.length > 2 * lines_max ? lines.slice(-lines_max) : lines;
      writing = { lines: kept, dropped: writing.dropped + dropped + lines.length - kept.length };
      pending = [];
      dropped = 0;
      const batches: PendingOutput['batches'] = [];
      for (const { step_name, line } of writing.lines) {
        const last = batches.at(-1);
        if (last?.step_name === step_name) last.lines.push(line);
        else batches.push({ step_name, lines: [line] });
      }
      return { batches, dropped: writing.dropped };
    },
    taken() {
      writing = { lines: [], dropped: 0 };
    },
    close() {
      is_closed = true;
      cancelFlush?.();
    },
  };
}

function cut(line: string): string {
  return line.length > line_chars_max ? `${line.slice(0, line_chars_max)} … (cut)` : line;
}
