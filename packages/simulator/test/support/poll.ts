// Waiting for something to become true, with a deadline instead of a sleep.

/** Asks again and again until the answer is not null; rejects when the deadline passes. */
export async function pollUntil<T>(
  ask: () => T | null | Promise<T | null>,
  what: string,
  timeout_ms = 90_000,
): Promise<T> {
  const deadline = performance.now() + timeout_ms;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${timeout_ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
