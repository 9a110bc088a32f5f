import type { Timeline } from '@moltbot-ops/sdk/types';
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { addMarkTo, timelineQuery } from './queries.ts';

const { queryKey } = timelineQuery(24);
const mark = { at: '2026-11-22T08:01:00.000Z', kind: 'state', severity: 'info', message: 'It runs.' } as const;
const timeline: Timeline = { from: '2026-11-22T08:00:00.000Z', to: '2026-11-22T08:01:00.000Z', spans: [], marks: [] };

test('a mark is added once, and spans that were to be read anew still are', async () => {
  const held = new QueryClient();
  held.setQueryData(queryKey, timeline);
  addMarkTo(held, mark);
  expect(held.getQueryState(queryKey)?.isInvalidated).toBe(false);
  await held.invalidateQueries({ queryKey: ['timeline'] });
  addMarkTo(held, mark);
  expect(held.getQueryData(queryKey)?.marks).toEqual([mark]);
  expect(held.getQueryState(queryKey)?.isInvalidated).toBe(true);
});

test('where nothing was read, a mark is nothing to begin with', () => {
  const held = new QueryClient();
  addMarkTo(held, mark);
  expect(held.getQueryData(queryKey)).toBeUndefined();
});
