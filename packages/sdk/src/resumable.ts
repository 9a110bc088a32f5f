// A stream of the agent, kept alive: connect, resume with `Last-Event-ID`, back off, come back at once when asked.
// It must never hammer: a refusal that waiting cannot cure (401 after a refresh, 403, 404) ends it for good, with a word why.
import { createEventSource, type EventSourceClient } from 'eventsource-client';

/** `ended` and `refused` are final; everything else recovers by itself. */
export type StreamState = 'connecting' | 'open' | 'reconnecting' | 'ended' | 'refused';

export interface StreamStateChange {
  state: StreamState;
  /** Why: an error code, the reason the agent gave, or `network`. */
  reason?: string;
  /** When `reconnecting`: milliseconds until the next try. */
  retry_in_ms?: number;
}

/** What every event of the agent has. */
export interface AnyEvent {
  type: string;
  at: string;
  reason?: string;
}

export interface ResumableOptions<Event extends AnyEvent> {
  /** Absolute or page-relative address of the stream. */
  url: string;
  fetch?: typeof globalThis.fetch;
  headers?: () => Record<string, string>;
  /** Where to resume from. */
  last_event_id?: string;
  onEvent(event: Event, id: string | undefined): void;
  onState(change: StreamStateChange): void;
  /** Called on 401 and when the agent says the access credential expired. True: renewed, try again. False: signed out. */
  refresh(): Promise<boolean>;
  /** Silence (not even a heartbeat) after which an open connection counts as lost. */
  idle_timeout_ms?: number;
  backoff_min_ms?: number;
  backoff_max_ms?: number;
  /** In 0..1; spreads reconnects of many tabs. */
  random?: () => number;
}

/** What a stream of one sort carries, and which event is its last. */
export interface StreamSort<Event extends AnyEvent> {
  types: ReadonlySet<Event['type']>;
  /** Why the stream is over for good with this event; `null` when it goes on. */
  endsWith(event: Event): string | null;
}

export interface ResumableStream {
  /** Skips the wait and tries now; does nothing when open or final. */
  reconnect(): void;
  close(): void;
  readonly state: StreamState;
  readonly last_event_id: string | undefined;
}

class StreamRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Opens the stream and keeps it open until `close()`, its last event or a refusal. */
export function createResumableStream<Event extends AnyEvent>(
  sort: StreamSort<Event>,
  options: ResumableOptions<Event>,
): ResumableStream {
  const fetchStream = options.fetch ?? globalThis.fetch.bind(globalThis);
  const idleMs = options.idle_timeout_ms ?? 45_000;
  const backoffMinMs = options.backoff_min_ms ?? 500;
  const backoffMaxMs = options.backoff_max_ms ?? 15_000;
  const random = options.random ?? Math.random;

  let state: StreamState = 'connecting';
  let source: EventSourceClient | undefined;
  let lastEventId = options.last_event_id;
  let failures = 0;
  let retryAfterMs = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  let generation = 0;

  function setState(change: StreamStateChange): void {
    state = change.state;
    options.onState(change);
  }

  function isFinal(): boolean {
    return state === 'ended' || state === 'refused';
  }

  function drop(): void {
    generation += 1;
    clearTimeout(retryTimer);
    clearTimeout(idleTimer);
    source?.close();
    source = undefined;
  }

  function finish(change: StreamStateChange): void {
    drop();
    setState(change);
  }

  function scheduleRetry(reason: string, atOnce = false): void {
    if (isFinal()) return;
    drop();
    const ceiling = Math.min(backoffMaxMs, backoffMinMs * 2 ** Math.min(failures, 10));
    const delay = atOnce ? 0 : Math.max(retryAfterMs, Math.round(ceiling * (0.5 + random() / 2)));
    failures += 1;
    retryAfterMs = 0;
    setState({ state: 'reconnecting', reason, retry_in_ms: delay });
    retryTimer = setTimeout(connect, delay);
  }

  function watchSilence(): void {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => scheduleRetry('silent'), idleMs);
  }

  async function guardedFetch(url: string | URL, init: RequestInit): Promise<Response> {
    let response = await fetchStream(url, init);
    if (response.status === 401 && (await options.refresh())) {
      // The credential may travel in a header, so it has to be asked for again.
      const headers = { ...(init.headers as Record<string, string>), ...options.headers?.() };
      response = await fetchStream(url, { ...init, headers });
    }
    const type = response.headers.get('Content-Type') ?? '';
    if (response.status === 200 && type.includes('text/event-stream')) return response;
    const code = await readErrorCode(response);
    const waits = response.status === 429 || response.status >= 500;
    if (!waits) throw new StreamRefused(code);
    retryAfterMs = (Number(response.headers.get('Retry-After')) || 0) * 1000;
    throw new Error(code);
  }

  function onMessage(message: { id?: string | undefined; event?: string | undefined; data: string }): void {
    watchSilence();
    if (message.id) lastEventId = message.id;
    const event = parseEvent(sort.types, message.data);
    if (!event) return;
    options.onEvent(event, message.id);
    const last = sort.endsWith(event);
    if (last !== null) finish({ state: 'ended', reason: last });
    else if (event.type === 'stream.bye') void sayGoodbye(event.reason ?? 'closing');
  }

  /** An expired credential is renewed and the stream resumed at once; a closing agent gets time to come back. */
  async function sayGoodbye(reason: string): Promise<void> {
    drop();
    const here = generation;
    if (!reason.includes('expired')) return scheduleRetry(reason);
    const renewed = await options.refresh().catch(() => null);
    if (here !== generation || isFinal()) return;
    if (renewed === false) return finish({ state: 'ended', reason: 'token_expired' });
    scheduleRetry(reason, renewed === true);
  }

  function connect(): void {
    drop();
    const here = generation;
    if (failures === 0) setState({ state: 'connecting' });
    source = createEventSource({
      url: options.url,
      headers: options.headers?.() ?? {},
      ...(lastEventId ? { initialLastEventId: lastEventId } : {}),
      fetch: (url, init) =>
        // The library's fetch type is a subset of the platform's; the wrapper takes and returns the real ones.
        guardedFetch(url, init as RequestInit).catch((cause: unknown) => {
          if (here === generation && cause instanceof StreamRefused) finish({ state: 'refused', reason: cause.code });
          throw cause;
        }),
      onConnect() {
        if (here !== generation) return;
        failures = 0;
        setState({ state: 'open' });
        watchSilence();
      },
      onMessage: (message) => (here === generation ? onMessage(message) : undefined),
      onComment: () => (here === generation ? watchSilence() : undefined),
      // The library would retry with a fixed pause for ever; backing off and giving up are decided here instead.
      onScheduleReconnect: () => (here === generation ? scheduleRetry('network') : undefined),
    });
  }

  connect();
  return {
    reconnect() {
      if (state === 'reconnecting') connect();
    },
    close() {
      if (!isFinal()) finish({ state: 'ended', reason: 'closed' });
    },
    get state() {
      return state;
    },
    get last_event_id() {
      return lastEventId;
    },
  };
}

/** Text → event; `null` for what this version does not know, so that a newer agent does no harm. */
export function parseEvent<Event extends AnyEvent>(types: ReadonlySet<Event['type']>, text: string): Event | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    // Only the type is checked here: the agent validates what it sends, and unknown types are dropped.
    return types.has(String(value.type)) ? (value as Event) : null;
  } catch {
    return null;
  }
}

async function readErrorCode(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'code' in body) return String(body.code);
  } catch {
    // Not JSON: the status has to do.
  }
  return `http_${response.status}`;
}
