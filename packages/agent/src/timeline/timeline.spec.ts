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
let slept = 0; // what the monotonic clock did not count
let timers: { at: number; task: () => void }[] = [];
const clock = {
  now: () => now,
  monotonic: () => now - slept,
  after: (delay_ms: number, task: () => void) => {
    const timer = { at: now + delay_ms, task }; // a sleep is over before its timers fire
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
    forget: async () => {},
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
    slept = 0;
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

  it('does not cover the time that the machine slept', async () => {
    timeline.observe(status('running'));
    await advance(60_000);
    slept += 3_600_000;
    await advance(3_660_000);
    await timeline.close();
    expect(spans).toEqual([
      { state: 'running', reason: null, from: 1_000, to: 61_000 },
      { state: 'running', reason: null, from: 3_721_000, to: 3_721_000 },
    ]);
  });

  it('closes no span over a sleep either when the state is another one afterwards', async () => {
    timeline.observe(status('running'));
    slept += 3_600_000;
    now += 3_600_000;
    timeline.observe(status('stopped'));
    await timeline.close();
    expect(spans).toEqual([
      { state: 'running', reason: null, from: 1_000, to: 1_000 },
      { state: 'stopped', reason: null, from: 3_601_000, to: 3_601_000 },
    ]);
  });

  it('begins a new span when the clock is set back, so that none ends before it begins', async () => {
    now = 10_000_000;
    timeline.observe(status('running'));
    slept -= 5_000_000;
    now -= 5_000_000;
    timeline.observe(status('stopped'));
    await timeline.close();
    for (const { from, to } of spans) expect(to).toBeGreaterThanOrEqual(from);
    expect(spans.map(({ state }) => state)).toEqual(['running', 'stopped']);
  });

  describe('forgets by age', () => {
    const day_ms = 86_400_000;
    let asked: (number | null)[];
    beforeEach(() => {
      asked = [];
      const store = {
        ...memoryStore(spans, marks),
        forget: async ({ before_ms }: { before_ms: number | null }) => void asked.push(before_ms),
      };
      timeline = createTimeline({ store, clock, log, onMark: () => {} });
    });
    const minutes = async (count: number) => {
      for (let n = 0; n < count; n += 1) await advance(60_000);
    };

    it('once the clock ran for a day, and never in the first', async () => {
      await minutes(24 * 60 - 1);
      expect(asked.filter((before_ms) => before_ms !== null)).toEqual([]);
      await minutes(1);
      expect(asked.at(-1)).toBe(now - 30 * day_ms);
    });

    it.each([90, -90])('not before a day has passed since it was set by %i days', async (days) => {
      await minutes(24 * 60);
      asked = [];
      now += days * day_ms;
      slept += days * day_ms;
      // Timers go by the other clock.
      for (const timer of timers) timer.at += days * day_ms;
      await minutes(24 * 60);
      expect(asked.filter((before_ms) => before_ms !== null)).toEqual([]);
      await minutes(1);
      expect(asked.at(-1)).toBe(now - 30 * day_ms);
    });
  });

  it('answers nothing that lies behind its own end', async () => {
    const later = { from: new Date(9_000).toISOString(), to: new Date(99_000).toISOString() };
    const store = {
      ...memoryStore(spans, marks),
      readSince: async () => ({
        spans: [
          { state: 'running' as const, from: new Date(500).toISOString(), to: later.to },
          { state: 'stopped' as const, ...later },
        ],
        marks: [{ at: later.from, kind: 'state' as const, message: 'later' }],
      }),
    };
    const read = await createTimeline({ store, clock, log, onMark: () => {} }).read(1);
    expect(read.spans).toEqual([{ state: 'running', from: new Date(500).toISOString(), to: read.to }]);
    expect(read.marks).toEqual([]);
  });

  it('never goes on with a former state where the change could not be written', async () => {
    const store = memoryStore(spans, marks);
    let isFull = false;
    const { openSpan, extendSpan } = store;
    const failWhenFull = () => {
      if (isFull) throw new Error('ENOSPC');
    };
    store.openSpan = async (span) => (failWhenFull(), openSpan(span));
    store.extendSpan = async (id, to_ms) => (failWhenFull(), extendSpan(id, to_ms));
    const other = createTimeline({ store, clock, log, onMark: () => {} });
    other.observe(status('running'));
    await advance(10_000);
    isFull = true;
    other.observe(status('stopped'));
    await advance(50_000);
    isFull = false;
    await advance(60_000);
    await other.close();
    expect(spans).toEqual([
      { state: 'running', reason: null, from: 1_000, to: 1_000 },
      { state: 'stopped', reason: null, from: 11_000, to: 121_000 },
    ]);
  });
});
