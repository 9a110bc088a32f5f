import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createEventStream,
  type EventStream,
  type EventStreamOptions,
  type StreamStateChange,
  statusEvents,
} from './events.ts';
import { parseEvent } from './resumable.ts';

const event = (type: string, more = {}) => JSON.stringify({ type, at: '2026-03-14T12:00:00Z', ...more });

/** An open answer that the test writes into. */
function openAnswer() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  const response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  return {
    response,
    write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    end: () => controller?.close(),
  };
}

const refuse = (status: number, code: string, headers = {}) =>
  new Response(JSON.stringify({ code, message: code }), { status, headers });

describe('the event stream', () => {
  let streams: EventStream[] = [];
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    for (const stream of streams) stream.close();
    streams = [];
    vi.useRealTimers();
  });

  function start(answers: Array<() => Response | Promise<Response>>, more: Partial<EventStreamOptions> = {}) {
    const states: StreamStateChange[] = [];
    const events: string[] = [];
    const requests: Headers[] = [];
    const stream = createEventStream({
      url: 'http://agent/events',
      fetch: async (_url, init) => {
        requests.push(new Headers(init?.headers));
        const answer = answers.shift();
        if (!answer) throw new TypeError('connection refused');
        return answer();
      },
      onEvent: (one) => events.push(one.type),
      onState: (change) => states.push(change),
      refresh: async () => false,
      random: () => 1,
      ...more,
    });
    streams.push(stream);
    return { stream, states, events, requests, words: () => states.map((change) => change.state) };
  }
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

  it('resumes after a break with the id that it saw last', async () => {
    const [first, second] = [openAnswer(), openAnswer()];
    const { events, requests, words } = start([() => first.response, () => second.response]);
    await pass();
    first.write(`id: boot-7\nevent: status.changed\ndata: ${event('status.changed')}\n\n`);
    await pass();
    first.end();
    await pass(1000);
    expect(events).toEqual(['status.changed']);
    expect(requests[1]?.get('Last-Event-ID')).toBe('boot-7');
    expect(words()).toEqual(['connecting', 'open', 'reconnecting', 'open']);
  });

  it('stops for good when 401 survives a refresh, instead of asking for ever', async () => {
    const refresh = vi.fn<EventStreamOptions['refresh']>(async () => false);
    const { requests, states } = start([() => refuse(401, 'session_ended'), () => refuse(401, 'session_ended')], {
      refresh,
    });
    await pass(600_000);
    expect(requests).toHaveLength(1);
    expect(refresh).toHaveBeenCalledOnce();
    expect(states.at(-1)).toEqual({ state: 'refused', reason: 'session_ended' });
  });

  it('renews on 401 and goes on with the new credential', async () => {
    const open = openAnswer();
    let token = 'old';
    const { requests, words } = start([() => refuse(401, 'token_expired'), () => open.response], {
      headers: () => ({ Authorization: `Bearer ${token}` }),
      refresh: async () => {
        token = 'new';
        return true;
      },
    });
    await pass();
    expect(requests.map((headers) => headers.get('Authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(words()).toEqual(['connecting', 'open']);
  });

  it.each([403, 404])('does not ask again after %d', async (status) => {
    const { requests, states } = start([() => refuse(status, 'forbidden')]);
    await pass(600_000);
    expect(requests).toHaveLength(1);
    expect(states.at(-1)?.state).toBe('refused');
  });

  it('waits as long as Retry-After says', async () => {
    const open = openAnswer();
    const { requests } = start([() => refuse(429, 'too_many_requests', { 'Retry-After': '30' }), () => open.response]);
    await pass(29_000);
    expect(requests).toHaveLength(1);
    await pass(2_000);
    expect(requests).toHaveLength(2);
  });

  it('waits longer each time while nothing answers, up to its bound', async () => {
    const { states } = start([]);
    await pass(120_000);
    const waits = states.flatMap((change) => change.retry_in_ms ?? []);
    expect(waits.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 8000, 15_000]);
    expect(Math.max(...waits)).toBe(15_000);
  });

  it('tries at once when asked to', async () => {
    const open = openAnswer();
    const { stream, words } = start([() => Promise.reject(new TypeError('refused')), () => open.response]);
    await pass();
    stream.reconnect();
    await pass();
    expect(words().at(-1)).toBe('open');
  });

  it('takes silence for a lost line', async () => {
    const [first, second] = [openAnswer(), openAnswer()];
    const { states } = start([() => first.response, () => second.response], { idle_timeout_ms: 45_000 });
    await pass(40_000);
    first.write(': beat\n\n');
    await pass(44_000);
    expect(states.at(-1)?.state).toBe('open');
    await pass(2_000);
    expect(states.some((change) => change.reason === 'silent')).toBe(true);
  });

  it('ends with the reason when the session does', async () => {
    const open = openAnswer();
    const { states, requests } = start([() => open.response]);
    await pass();
    open.write(`data: ${event('session.ended', { reason: 'device_revoked' })}\n\n`);
    await pass(60_000);
    expect(states.at(-1)).toEqual({ state: 'ended', reason: 'device_revoked' });
    expect(requests).toHaveLength(1);
  });

  it('renews and comes straight back when the agent says that the credential expired', async () => {
    const [first, second] = [openAnswer(), openAnswer()];
    const refresh = vi.fn<EventStreamOptions['refresh']>(async () => true);
    const { states } = start([() => first.response, () => second.response], { refresh });
    await pass();
    first.write(`data: ${event('stream.bye', { reason: 'token_expired' })}\n\n`);
    await pass(1);
    expect(refresh).toHaveBeenCalledOnce();
    expect(states.at(-1)?.state).toBe('open');
  });
});

describe('parseEvent', () => {
  it('drops what it does not know, so that a newer agent does no harm', () => {
    expect(parseEvent(statusEvents.types, event('fleet.changed'))).toBeNull();
    expect(parseEvent(statusEvents.types, 'not json')).toBeNull();
    expect(parseEvent(statusEvents.types, 'null')).toBeNull();
    expect(parseEvent(statusEvents.types, event('setup.changed'))?.type).toBe('setup.changed');
  });
});
