/** Time, as the product sees it. The only way to wait or to ask the hour, so that tests own both. */
export interface Clock {
  /** Wall-clock milliseconds since the epoch; may jump. */
  now(): number;
  /** Monotonic milliseconds; never jumps. For durations and deadlines. */
  monotonic(): number;
  /** Runs `task` once after `delay_ms`; the answer cancels it. Never keeps the process alive by itself. */
  after(delay_ms: number, task: () => void): () => void;
}
