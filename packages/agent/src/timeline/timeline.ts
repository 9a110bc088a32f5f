// The gateway's history: every change of state becomes a span and a mark, written as it is seen and read back for the
// ribbon. In come observed statuses, out go spans and sentences. Never: a span that covers time nobody watched.
import type { GatewayState, MoltBotStatus, Timeline, TimelineMark } from '@moltbot-ops/sdk/types';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/** Where spans and marks rest (`store/timeline.ts`). Times are epoch ms. */
export interface TimelineStore {
  openSpan(span: { state: GatewayState; reason: string | null; at_ms: number }): Promise<number>;
  /** Moves the end of a span forward. */
  extendSpan(span_id: number, to_ms: number): Promise<void>;
  recordMark(mark: {
    at_ms: number;
    kind: TimelineMark['kind'];
    severity: NonNullable<TimelineMark['severity']>;
    message: string;
    audit_event_id: string | null;
  }): Promise<void>;
  readSince(from_ms: number): Promise<Pick<Timeline, 'spans' | 'marks'>>;
  /** Forgets what came before the newest `rows_max`, and what ended before the given time, but never the newest ones. */
  forget(bounds: { before_ms: number | null; rows_min: number; rows_max: number }): Promise<void>;
}

export interface TimelineService {
  /** To be told of every status, changed or not. */
  observe(status: MoltBotStatus): void;
  mark(mark: {
    kind: TimelineMark['kind'];
    severity: NonNullable<TimelineMark['severity']>;
    message: string;
    audit_event_id?: string;
  }): void;
  read(hours: number): Promise<Timeline>;
  /** Writes what is pending. */
  close(): Promise<void>;
}

const extend_every_ms = 60_000;
const kept_days = 30;
const kept_rows = { rows_min: 1_000, rows_max: 20_000 };
/** Age is worth nothing before the clock has run for so long without being set. */
const steady_ms_min = 24 * 3_600_000;
// Between two ticks, so that a busy moment is no gap.
const gap_ms_min = 3 * extend_every_ms;
const clock_jump_ms_min = 5_000;

/** A span as it is meant to be stored; without an id it could not be written yet. */
interface OpenSpan {
  id: number | null;
  state: GatewayState;
  reason: string | null;
  at_ms: number;
}

interface Dependencies {
  store: TimelineStore;
  clock: Clock;
  log: Log;
  onMark: (mark: TimelineMark) => void;
}

export function createTimeline({ store, clock, log, onMark }: Dependencies): TimelineService {
  let current: OpenSpan | null = null;
  let bootId: string | null = null;
  // Writes go one after another, so that a span is never extended before it is open.
  let writing: Promise<unknown> = Promise.resolve();
  let cancelTick = clock.after(extend_every_ms, tick);

  function write(task: () => Promise<unknown>): void {
    // The timeline is a record, not a gate: a full disk must not stop the watching.
    writing = writing.then(task).catch((error: unknown) => log.warn('timeline not written', { cause: String(error) }));
  }

  /** Writes the span up to the given time; one that could not be opened before is opened now, from its true beginning. */
  async function writeSpan(span: OpenSpan, to_ms: number): Promise<void> {
    span.id ??= await store.openSpan({ state: span.state, reason: span.reason, at_ms: span.at_ms });
    await store.extendSpan(span.id, to_ms);
  }

  let watched = { monotonic_ms: clock.monotonic(), ahead_ms: clock.now() - clock.monotonic() };
  let steady_since = watched.monotonic_ms;
  /** Whether nobody watched since the last look (the machine slept), or the wall clock was set meanwhile. */
  function wasInterrupted(): boolean {
    const before = watched;
    watched = { monotonic_ms: clock.monotonic(), ahead_ms: clock.now() - clock.monotonic() };
    const was_set = Math.abs(watched.ahead_ms - before.ahead_ms) > clock_jump_ms_min;
    if (was_set) steady_since = watched.monotonic_ms;
    return was_set || watched.monotonic_ms - before.monotonic_ms > gap_ms_min;
  }

  /** Brings the open span up to now. After an interruption a new one begins: the time between was seen by nobody. */
  function extendCurrent(): void {
    if (wasInterrupted() && current) current = { ...current, id: null, at_ms: clock.now() };
    const [span, to_ms] = [current, clock.now()];
    if (span) write(() => writeSpan(span, to_ms));
  }

  function tick(): void {
    extendCurrent();
    const is_steady = clock.monotonic() - steady_since >= steady_ms_min;
    const before_ms = is_steady ? clock.now() - kept_days * 86_400_000 : null;
    write(() => store.forget({ before_ms, ...kept_rows }));
    cancelTick = clock.after(extend_every_ms, tick);
  }

  function mark(entry: Parameters<TimelineService['mark']>[0]): void {
    const at_ms = clock.now();
    write(() => store.recordMark({ ...entry, audit_event_id: entry.audit_event_id ?? null, at_ms }));
    onMark({ ...entry, at: new Date(at_ms).toISOString() });
  }

  function changeSpan(state: GatewayState, reason: string | null): void {
    const at_ms = clock.now();
    const former = wasInterrupted() ? null : current;
    const next: OpenSpan = { id: null, state, reason, at_ms };
    current = next;
    if (former) write(() => writeSpan(former, at_ms));
    write(() => writeSpan(next, at_ms));
  }

  let last: { state: GatewayState; reason: string | null } | null = null;
  return {
    observe(status): void {
      const state = status.state ?? 'unknown';
      const reason = status.reasons?.[0]?.code ?? null;
      if (status.boot_id && bootId && status.boot_id !== bootId)
        mark({ kind: 'boot', severity: 'info', message: 'The gateway booted anew.' });
      bootId = status.boot_id ?? bootId;
      if (last?.state === state && last.reason === reason) return;
      if (last && last.state !== state) mark({ kind: 'state', ...describeState(state, status) });
      changeSpan(state, reason);
      last = { state, reason };
    },
    mark,
    async read(hours): Promise<Timeline> {
      extendCurrent();
      await writing;
      const [to, from] = [clock.now(), clock.now() - hours * 3_600_000];
      const found = await store.readSince(from);
      const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      // What lies behind `to` was written before the clock was set back.
      return {
        ...window,
        spans: found.spans
          .filter((span) => span.from <= window.to)
          .map((span) => (span.to > window.to ? { ...span, to: window.to } : span)),
        marks: found.marks.filter(({ at }) => at <= window.to),
      };
    },
    async close(): Promise<void> {
      cancelTick();
      extendCurrent();
      await writing;
    },
  };
}

function describeState(
  state: GatewayState,
  status: MoltBotStatus,
): Pick<TimelineMark, 'message'> & { severity: NonNullable<TimelineMark['severity']> } {
  const why = status.reasons?.[0]?.message;
  switch (state) {
    case 'running':
      return {
        severity: 'ok',
        message: status.version ? `The gateway runs, version ${status.version}.` : 'The gateway runs.',
      };
    case 'starting':
      return { severity: 'info', message: 'The gateway is starting.' };
    case 'stopped':
      return { severity: 'error', message: why ?? 'The gateway stopped.' };
    case 'crash_loop':
      return { severity: 'error', message: why ?? 'The gateway keeps crashing.' };
    case 'degraded':
      return { severity: 'warning', message: why ?? 'The gateway is impaired.' };
    case 'not_installed':
      return { severity: 'warning', message: 'No gateway is installed.' };
    case 'unknown':
      return { severity: 'warning', message: why ?? 'The state of the gateway is not known.' };
  }
}
