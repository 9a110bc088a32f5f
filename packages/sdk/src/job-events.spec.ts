import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobStream, type JobStream } from './job-events.ts';
import type { JobEvent } from './types.ts';

const frame = (id: string, type: string, more = {}) =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ type, at: '2026-03-14T12:00:00Z', ...more })}\n\n`;

/** An open answer that the test writes into. */
function openAnswer() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
  };
}

describe('the stream of a job', () => {
  let stream: JobStream | undefined;
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    stream?.close();
    vi.useRealTimers();
  });

  function start(answers: Array<() => Response>) {
    const events: JobEvent[] = [];
    const requests: Array<{ url: string; last: string | null }> = [];
    stream = createJobStream({
      base_url: 'http://agent',
      job_id: 'job_12345678',
      fetch: async (url, init) => {
        requests.push({ url: String(url), last: new Headers(init?.headers).get('Last-Event-ID') });
        const answer = answers.shift();
        if (!answer) throw new TypeError('connection refused');
        return answer();
      },
      onEvent: (event) => events.push(event),
      onState: () => undefined,
      refresh: async () => false,
      random: () => 1,
    });
    return { events, requests };
  }
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

  it('goes on after the last event that it saw when the agent was away in the middle', async () => {
    const [first, second] = [openAnswer(), openAnswer()];
    const { events, requests } = start([() => first.response, () => second.response]);
    await pass();
    first.write(frame('7', 'job.output', { line: 'one', step_name: 'download' }));
    await pass();
    first.end();
    await pass(1000);
    second.write(frame('8', 'job.output', { line: 'two', step_name: 'download' }));
    await pass();
    expect(events.map((event) => event.line)).toEqual(['one', 'two']);
    expect(requests).toEqual([
      { url: 'http://agent/jobs/job_12345678/events', last: null },
      { url: 'http://agent/jobs/job_12345678/events', last: '7' },
    ]);
  });

  it('is over with the event that ends the job, and asks no more', async () => {
    const open = openAnswer();
    const { events, requests } = start([() => open.response]);
    await pass();
    open.write(frame('9', 'job.ended'));
    open.end();
    await pass(60_000);
    expect(events.at(-1)?.type).toBe('job.ended');
    expect(stream?.state).toBe('ended');
    expect(requests).toHaveLength(1);
  });

  it('gives up on a job that is not there', async () => {
    const body = JSON.stringify({ code: 'job_not_found', message: 'There is no job by that id.' });
    const { requests } = start([() => new Response(body, { status: 404 })]);
    await pass(60_000);
    expect(stream?.state).toBe('refused');
    expect(requests).toHaveLength(1);
  });
});
