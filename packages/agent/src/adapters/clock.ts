import type { Clock } from '../ports/clock.ts';

const delay_ms_max = 2_147_483_647;

/** The machine's clock. Its timers never keep the process alive. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (delay_ms, task) => {
      // Node runs a longer delay at once, which would turn a far deadline into a loop.
      const timer = setTimeout(task, Math.min(Math.max(0, delay_ms), delay_ms_max));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
