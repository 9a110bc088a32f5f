import type { Clock } from '../ports/clock.ts';

/** Resolves after the time, or as soon as one of the signals aborts. */
export function sleep(clock: Clock, delay_ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delay_ms, done);
    for (const signal of signals) signal.addEventListener('abort', done, { once: true });
    if (signals.some(({ aborted }) => aborted)) done();
  });
}
