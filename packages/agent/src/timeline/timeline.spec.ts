import type { GatewayState, MoltBotStatus, TimelineMark } from '@moltbot-ops/sdk/types';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTimeline, type TimelineService, type TimelineStore } from './timeline.ts';

interface Span {
  state: GatewayState;
  reason: string | null;
  from: number;
  to: number;
}

let now = 0;
let timers: { at: number; task: () => void }[] = [];
const clock = {
  now: () => now,
  monotonic: () => now,
  after: (delay_ms: number, task: () => void) => {
    const timer = { at: now + delay_ms, task };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};

async function advance(ms: number): Promise<void> {
  now += ms;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { task } of due) task();
  await new Promise(setImmediate);
}

function memoryStore(spans: Span[], marks: TimelineMark[]): TimelineStore {
  return {
    openSpan: async ({ state, reason, at_ms }) => spans.push({ state, reason, from: at_ms, to: at_ms }) - 1,
    extendSpan: async (id, to_ms) => {
      const span = spans[id];
      if (span) span.to = to_ms;
    },
    recordMark: async ({ at_ms, ...mark }) =>
      void marks.push({ ...mark, audit_event_id: mark.audit_event_id ?? '', at: new Date(at_ms).toISOString() }),
    readSince: async () => ({ spans: [], marks }),
    forgetBefore: async () => {},
  };
}

const status = (state: GatewayState, more: Partial<MoltBotStatus> = {}): MoltBotStatus => ({
  installed: true,
  running: state === 'running',
  service_manager: 'process',
  gateway_connected: state === 'running',
  state,
  reasons: [],
  ...more,
});

describe('createTimeline', () => {
  let spans: Span[];
  let marks: TimelineMark[];
  let told: TimelineMark[];
  let timeline: TimelineService;
  const log = { debug() {}, info() {}, warn() {}, error() {} };

  beforeEach(() => {
    now = 1_000;
    timers = [];
    spans = [];
    marks = [];
    told = [];
    timeline = createTimeline({ store: memoryStore(spans, marks), clock, log, onMark: (mark) => told.push(mark) });
  });

  it('makes one span of a state that lasts, and closes it where the next begins', async () => {
    timeline.observe(status('running'));
    await advance(500);
    timeline.observe(status('running'));
    await advance(500);
    timeline.observe(status('stopped'));
    await advance(100);
    await timeline.close();
    expect(spans).toEqual([
      { state: 'running', reason: null, from: 1_000, to: 2_000 },
      { state: 'stopped', reason: null, from: 2_000, to: 2_100 },
    ]);
  });

  it('marks a change of state and a new boot, but not the first look', async () => {
    timeline.observe(status('running', { boot_id: 'a' }));
    timeline.observe(status('running', { boot_id: 'b' }));
    timeline.observe(status('stopped'));
    await timeline.close();
    expect(told.map(({ kind }) => kind)).toEqual(['boot', 'state']);
    expect(marks).toHaveLength(2);
  });

  it('extends the open span while nothing changes, so that a crash of the agent loses a minute at most', async () => {
    timeline.observe(status('running'));
    await advance(60_000);
    expect(spans[0]?.to).toBe(61_000);
  });

  it('goes on when the record cannot be written', async () => {
    const broken = { ...memoryStore(spans, marks), openSpan: async () => Promise.reject(new Error('ENOSPC')) };
    const other = createTimeline({ store: broken, clock, log, onMark: (mark) => told.push(mark) });
    other.observe(status('running'));
    other.observe(status('stopped'));
    expect((await other.read(1)).marks).toHaveLength(1);
    expect(told).toHaveLength(1);
  });
});
