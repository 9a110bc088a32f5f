import type { Clock } from '../../src/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as an operator or a time server does. */
  jumpWall(ms: number): void;
  /** Timers that wait. */
  pending(): number;
}

export function createFakeClock(start = '2026-11-22T08:00:00.000Z'): FakeClock {
  let wall_ms = Date.parse(start);
  let mono_ms = 5_000;
  let timers: { due_ms: number; task: () => void }[] = [];
  const pass = (ms: number) => {
    wall_ms += ms;
    mono_ms += ms;
  };
  return {
    now: () => wall_ms,
    monotonic: () => mono_ms,
    after: (delay_ms, task) => {
      const timer = { due_ms: mono_ms + Math.max(0, delay_ms), task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const until_ms = mono_ms + ms;
      for (;;) {
        const next = timers.toSorted((a, b) => a.due_ms - b.due_ms)[0];
        if (!next || next.due_ms > until_ms) break;
        timers = timers.filter((other) => other !== next);
        pass(Math.max(0, next.due_ms - mono_ms));
        next.task();
      }
      pass(until_ms - mono_ms);
    },
    jumpWall: (ms) => {
      wall_ms += ms;
    },
    pending: () => timers.length,
  };
}
