// Time as the simulator sees it. With the real clock it runs by itself; with the virtual one it stands still
// until somebody advances it over the control socket, so that two runs write the same times.

export interface SimulatorClock {
  readonly kind: 'real' | 'virtual';
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after the given milliseconds; the answer cancels it. */
  after(delay_ms: number, callback: () => void): () => void;
  /** Calls back again and again; the answer cancels it. */
  every(interval_ms: number, callback: () => void): () => void;
  /** Moves virtual time and fires what falls due on the way. The real clock refuses. */
  advance(ms: number): void;
}

/** Where virtual time begins: 2026-01-01T00:00:00.000Z. */
export const virtualEpochMs = 1_767_225_600_000;

export function createRealClock(): SimulatorClock {
  return {
    kind: 'real',
    now: () => Date.now(),
    after(delay_ms, callback) {
      const timer = setTimeout(callback, delay_ms);
      return () => clearTimeout(timer);
    },
    every(interval_ms, callback) {
      const timer = setInterval(callback, interval_ms);
      return () => clearInterval(timer);
    },
    advance() {
      throw new Error('only the virtual clock can be advanced');
    },
  };
}

interface Timer {
  due_ms: number;
  order: number;
  callback: () => void;
}

export function createVirtualClock(start_ms = virtualEpochMs): SimulatorClock {
  let now_ms = start_ms;
  let order = 0;
  const timers = new Set<Timer>();
  const after = (delay_ms: number, callback: () => void): (() => void) => {
    const timer = { due_ms: now_ms + Math.max(0, delay_ms), order: order++, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const nextDue = (until_ms: number): Timer | undefined =>
    [...timers].filter((timer) => timer.due_ms <= until_ms).sort((a, b) => a.due_ms - b.due_ms || a.order - b.order)[0];
  return {
    kind: 'virtual',
    now: () => now_ms,
    after,
    every(interval_ms, callback) {
      let cancel = (): unknown => undefined;
      const arm = (): void => {
        cancel = after(interval_ms, () => {
          arm();
          callback();
        });
      };
      arm();
      return () => cancel();
    },
    advance(ms) {
      const until_ms = now_ms + ms;
      for (let timer = nextDue(until_ms); timer; timer = nextDue(until_ms)) {
        timers.delete(timer);
        now_ms = timer.due_ms;
        timer.callback();
      }
      now_ms = until_ms;
    },
  };
}
