import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask } from './ssh-sftp.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a request that is never answered ends as a lost connection, and one that goes on does not', async () => {
  const unanswered = ask(() => {}, { timeout_ms: 5 });
  queueMicrotask(() => vi.advanceTimersByTime(5));
  await expect(unanswered).rejects.toMatchObject({ failure: 'lost', code: 'ssh_lost' });
  let left = 5;
  const going = ask<string>(
    (done, alive) => {
      const timer = setInterval(() => {
        alive();
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        done(null, 'whole');
      }, 40);
    },
    { timeout_ms: 160 },
  );
  vi.advanceTimersByTime(200);
  expect(await going).toBe('whole');
});

it('a request that cannot be sent is refused at once', async () => {
  const unsent = ask(() => {
    throw new Error('the server does not support it');
  });
  await expect(unsent).rejects.toThrow('does not support');
});
