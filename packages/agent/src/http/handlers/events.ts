import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { Principal } from '../../access/principal.ts';
import { AppError } from '../../errors.ts';
import type { EventHub } from '../../events/hub.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventSink, RequestContext } from '../context.ts';
import type { Handlers, InputOf } from '../operation.ts';

const streams_per_device_max = 12;

export interface EventDependencies {
  hub: EventHub;
  /** What is known of the gateway now. */
  status: () => MoltBotStatus;
  clock: Clock;
  /** Calls back when a session ends or loses its device; the answer stops listening. */
  onSessionEnded: (listener: (ended: { session_id: string; reason: string }) => void) => () => void;
  /** Aborted when the agent closes. */
  closing: AbortSignal;
}

/** `eventStream`: one open stream until the client leaves, its session ends, its token expires or the agent closes. */
export function createEventHandlers(deps: EventDependencies): Pick<Handlers, 'eventStream'> {
  const open = new Map<string, number>();
  const isoNow = () => new Date(deps.clock.now()).toISOString();

  async function eventStream({ headers }: InputOf<'eventStream'>, context: RequestContext): Promise<void> {
    const key = keyOf(context.principal);
    if ((open.get(key) ?? 0) >= streams_per_device_max)
      throw new AppError('too_many_requests', { retry_after_seconds: 5 });
    open.set(key, (open.get(key) ?? 0) + 1);
    let sink: EventSink | null = null;
    try {
      sink = context.openStream();
      await pump(sink, lastEventId(headers), context);
    } finally {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
      sink?.end();
    }
  }

  async function pump(sink: EventSink, last_event_id: string | null, context: RequestContext): Promise<void> {
    // Whoever comes for the first time has asked for the status before the stream was open, and may have missed a change.
    const from = last_event_id ?? deps.hub.latestId();
    const watch = watchForEnd(sink, context, from);
    try {
      if (last_event_id === null)
        await sink.send({ type: 'status.changed', at: isoNow(), status: deps.status() }, from);
      for await (const { id, event } of deps.hub.read(from, watch.signal)) {
        watch.sent(id);
        await sink.send(event, id);
        if (watch.signal.aborted) break;
      }
    } finally {
      watch.release();
    }
  }

  function watchForEnd(sink: EventSink, context: RequestContext, last_event_id: string) {
    const stop = new AbortController();
    let lastId = last_event_id;
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
      sent: (id: string) => {
        lastId = id;
      },
      release: () => {
        cancelExpiry();
        forgetSession();
        deps.closing.removeEventListener('abort', onClosing);
      },
    };
  }
  return { eventStream };
}

function lastEventId(headers: InputOf<'eventStream'>['headers']): string | null {
  // Node gives header names in lower case; the contract writes them as HTTP does.
  return (headers as Record<string, string | undefined>)['last-event-id'] ?? null;
}

function keyOf(principal: Principal | null): string {
  return principal?.kind === 'device' ? principal.device_id : 'host';
}
