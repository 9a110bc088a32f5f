// Open streams of server-sent events: how many there may be, and when one ends although its client would stay.
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSink, RequestContext } from './context.ts';

const streams_per_device_max = 12;

export interface StreamDependencies {
  clock: Clock;
  /** Calls back when a session ends or loses its device; the answer stops listening. */
  onSessionEnded: (listener: (ended: { session_id: string; reason: string }) => void) => () => void;
  /** Aborted when the agent closes. */
  closing: AbortSignal;
}

/** What the pump of a stream works with. */
export interface OpenStream {
  send: EventSink['send'];
  /** Aborted when the client is gone, its session or token ends, or the agent closes. */
  signal: AbortSignal;
}

export interface Streams {
  /** Opens a stream and lets `pump` fill it until it returns; ends it with a word of goodbye where it is cut short. */
  serve(context: RequestContext, first_id: string, pump: (stream: OpenStream) => Promise<void>): Promise<void>;
}

export function createStreams(deps: StreamDependencies): Streams {
  const open = new Map<string, number>();
  const isoNow = () => new Date(deps.clock.now()).toISOString();

  async function serve(
    context: RequestContext,
    first_id: string,
    pump: (stream: OpenStream) => Promise<void>,
  ): Promise<void> {
    const key = keyOf(context);
    if ((open.get(key) ?? 0) >= streams_per_device_max)
      throw new AppError('too_many_requests', { retry_after_seconds: 5 });
    open.set(key, (open.get(key) ?? 0) + 1);
    let sink: EventSink | null = null;
    try {
      sink = context.openStream();
      const watch = watchForEnd(sink, context, first_id);
      try {
        await pump({ send: watch.send, signal: watch.signal });
      } finally {
        watch.release();
      }
    } finally {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
      sink?.end();
    }
  }

  function watchForEnd(sink: EventSink, context: RequestContext, first_id: string) {
    const stop = new AbortController();
    let lastId = first_id;
    // Says goodbye and closes at once: a client that does not read must not hold a session's stream open.
    const finish = (type: 'session.ended' | 'stream.bye', reason: string) => {
      if (stop.signal.aborted) return;
      stop.abort();
      void sink.send({ type, reason, at: isoNow() }, lastId);
      sink.end();
    };
    const { principal, credential_expires_at_ms: expires_at_ms } = context;
    const expire = () => finish('stream.bye', 'token_expired');
    const cancelExpiry =
      expires_at_ms === null ? () => {} : deps.clock.after(Math.max(0, expires_at_ms - deps.clock.now()), expire);
    const forgetSession = deps.onSessionEnded(({ session_id, reason }) => {
      if (principal?.kind === 'device' && principal.session_id === session_id) finish('session.ended', reason);
    });
    const onClosing = () => finish('stream.bye', 'agent_closing');
    deps.closing.addEventListener('abort', onClosing, { once: true });
    sink.signal.addEventListener('abort', () => stop.abort(), { once: true });
    if (sink.signal.aborted) stop.abort();
    if (deps.closing.aborted) onClosing();
    return {
      signal: stop.signal,
      send: async (event: Parameters<EventSink['send']>[0], id: string): Promise<void> => {
        if (stop.signal.aborted) return;
        lastId = id;
        await sink.send(event, id);
      },
      release: () => {
        cancelExpiry();
        forgetSession();
        deps.closing.removeEventListener('abort', onClosing);
      },
    };
  }
  return { serve };
}

/** Node gives header names in lower case; the contract writes them as HTTP does. */
export function lastEventId(headers: object): string | null {
  return (headers as Record<string, string | undefined>)['last-event-id'] ?? null; // strings, by the contract
}

function keyOf({ principal }: RequestContext): string {
  return principal?.kind === 'device' ? principal.device_id : 'host';
}
