import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServices, type TestServices } from '../../test/support/services.ts';
import { openBootHistory } from './boots.ts';
import { createTimelineStore } from './timeline.ts';

let services: TestServices;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const at = (ms: number) => new Date(ms).toISOString();

test('spans grow forward only, are cut at the beginning that was asked for, and are forgotten when old', async () => {
  const store = createTimelineStore(services.db);
  const first = await store.openSpan({ state: 'running', reason: null, at_ms: 1_000 });
  await store.extendSpan(first, 5_000);
  await store.extendSpan(first, 4_000);
  const second = await store.openSpan({ state: 'stopped', reason: 'killed', at_ms: 5_000 });
  await store.extendSpan(second, 9_000);
  expect((await store.readSince(2_000)).spans).toEqual([
    { state: 'running', from: at(2_000), to: at(5_000) },
    { state: 'stopped', reason: 'killed', from: at(5_000), to: at(9_000) },
  ]);
  await store.forget({ before_ms: 6_000, rows_min: 0, rows_max: 100 });
  expect((await store.readSince(0)).spans).toHaveLength(1);
});

test('the newest spans and marks stay, however old they are, and the oldest go, however new', async () => {
  const store = createTimelineStore(services.db);
  for (let n = 1; n <= 20; n += 1) {
    await store.openSpan({ state: 'running', reason: null, at_ms: n });
    await store.recordMark({ at_ms: n, kind: 'boot', severity: 'info', message: 'Booted.', audit_event_id: null });
  }
  const left = async () => {
    const spans = await services.db.selectFrom('state_spans').select('from_ms').orderBy('span_id').execute();
    const marks = await services.db.selectFrom('timeline_marks').select('at_ms').orderBy('mark_id').execute();
    return [spans.length, spans[0]?.from_ms, marks.length, marks[0]?.at_ms];
  };
  await store.forget({ before_ms: null, rows_min: 5, rows_max: 15 });
  expect(await left()).toEqual([15, 6, 15, 6]);
  await store.forget({ before_ms: 1_000_000, rows_min: 5, rows_max: 15 });
  expect(await left()).toEqual([5, 16, 5, 16]);
});

test('marks come back in order with what was put in', async () => {
  const store = createTimelineStore(services.db);
  const mark = { kind: 'boot' as const, severity: 'info' as const, message: 'Booted.' };
  await store.recordMark({ ...mark, at_ms: 3_000, audit_event_id: 'aud_x' });
  await store.recordMark({ ...mark, at_ms: 2_000, audit_event_id: null });
  await store.recordMark({ ...mark, at_ms: 500, audit_event_id: null });
  expect((await store.readSince(1_000)).marks).toEqual([
    { ...mark, at: at(2_000) },
    { ...mark, at: at(3_000), audit_event_id: 'aud_x' },
  ]);
});

test('boots are answered from memory at once, replaced by key, and there again after a restart', async () => {
  const boot = { boot_id: null, pid: 7, how: 'process' as const, after_clean_stop: false, refused: false };
  const history = await openBootHistory(services.db, (error) => services.errors.push(error));
  history.record({ ...boot, boot_key: 'b', at_ms: 2_000 });
  history.record({ ...boot, boot_key: 'a', at_ms: 1_000 });
  history.record({ ...boot, boot_key: 'b', at_ms: 2_000, boot_id: 'said-later', refused: true });
  const expected = [
    { ...boot, boot_key: 'a', at_ms: 1_000 },
    { ...boot, boot_key: 'b', at_ms: 2_000, boot_id: 'said-later', refused: true },
  ];
  expect(history.since(0)).toEqual(expected);
  await history.close();
  const again = await openBootHistory(services.db, (error) => services.errors.push(error));
  expect(again.since(0)).toEqual(expected);
  expect(again.since(1_500)).toHaveLength(1);
  expect(services.errors).toEqual([]);
});
