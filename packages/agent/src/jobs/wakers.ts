/** Wakes those who wait for news of a job. */
export interface Wakers {
  /**
   * Resolves at the next news of the job, or when the signal aborts. To be called before looking at what there is, so
   * that nothing that comes in between is missed.
   */
  next(job_id: string, signal: AbortSignal): Promise<void>;
  wake(job_id: string): void;
}

export function createWakers(): Wakers {
  const sleepers = new Map<string, Set<() => void>>();
  return {
    next: (job_id, signal) =>
      new Promise((resolve) => {
        const mine = sleepers.get(job_id) ?? new Set();
        sleepers.set(job_id, mine);
        const wake = (): void => {
          mine.delete(wake);
          if (mine.size === 0 && sleepers.get(job_id) === mine) sleepers.delete(job_id);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        mine.add(wake);
        signal.addEventListener('abort', wake, { once: true });
        if (signal.aborted) wake();
      }),
    wake: (job_id) => {
      for (const wake of [...(sleepers.get(job_id) ?? [])]) wake();
    },
  };
}
