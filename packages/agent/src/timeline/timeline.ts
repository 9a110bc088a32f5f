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
  /** Forgets what ended before the given time. */
  forgetBefore(before_ms: number): Promise<void>;
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

interface Dependencies {
  store: TimelineStore;
  clock: Clock;
  log: Log;
  onMark: (mark: TimelineMark) => void;
}

export function createTimeline({ store, clock, log, onMark }: Dependencies): TimelineService {
  let span: { id: number; state: GatewayState; reason: string | null } | null = null;
  let bootId: string | null = null;
  // Writes go one after another, so that a span is never extended before it is open.
  let writing: Promise<unknown> = Promise.resolve();
  let cancelTick = clock.after(extend_every_ms, tick);

  function write(task: () => Promise<unknown>): void {
    // The timeline is a record, not a gate: a full disk must not stop the watching.
    writing = writing.then(task).catch((error: unknown) => log.warn('timeline not written', { cause: String(error) }));
  }

  function tick(): void {
    write(async () => {
      if (span) await store.extendSpan(span.id, clock.now());
      await store.forgetBefore(clock.now() - kept_days * 86_400_000);
    });
    cancelTick = clock.after(extend_every_ms, tick);
  }

  function mark(entry: Parameters<TimelineService['mark']>[0]): void {
    const at_ms = clock.now();
    write(() => store.recordMark({ ...entry, audit_event_id: entry.audit_event_id ?? null, at_ms }));
    onMark({ ...entry, at: new Date(at_ms).toISOString() });
  }

  function changeSpan(state: GatewayState, reason: string | null): void {
    const at_ms = clock.now();
    write(async () => {
      if (span) await store.extendSpan(span.id, at_ms);
      span = { id: await store.openSpan({ state, reason, at_ms }), state, reason };
    });
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
      write(async () => {
        if (span) await store.extendSpan(span.id, clock.now());
      });
      await writing;
      const [to, from] = [clock.now(), clock.now() - hours * 3_600_000];
      return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(await store.readSince(from)) };
    },
    async close(): Promise<void> {
      cancelTick();
      write(async () => {
        if (span) await store.extendSpan(span.id, clock.now());
      });
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
