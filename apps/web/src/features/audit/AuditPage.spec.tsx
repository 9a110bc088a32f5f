// @vitest-environment jsdom
import type { AuditRecord } from '@moltbot-ops/sdk/types';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { auditPage } from '../../api/queries.ts';
import { AuditPage } from './AuditPage.tsx';

vi.mock('../../api/queries.ts', () => ({ auditPage: vi.fn<typeof import('../../api/queries.ts').auditPage>() }));
vi.mock('../../api/client.ts', async () => {
  const { createStore: create } = await import('../../util/store.ts');
  return { keeper: { state: create({ phase: 'in', session: { device: { role: 'admin' } } }) } };
});

const record = (index: number): AuditRecord => ({
  ...{ audit_event_id: `aud_${index}`, index, at: '2026-11-22T08:00:00.000Z', event: 'device.updated' },
  ...{ outcome: 'done', actor: 'host', subject: null, reason: null, count: 1, hash: 'c'.repeat(64) },
});
let total = 0;
const scrolled: [Element, unknown][] = [];

beforeEach(() => {
  scrolled.length = 0;
  Element.prototype.scrollIntoView = function scrollIntoView(options) {
    scrolled.push([this, options]);
  };
  vi.mocked(auditPage).mockImplementation(async (before, limit) => {
    const first = before === null ? total : before - 1;
    const count = Math.min(limit, first);
    return { records: Array.from({ length: count }, (_, n) => record(first - n)) };
  });
});
afterEach(() => {
  cleanup();
  vi.mocked(auditPage).mockClear();
});

/** Opens the place as by a link. */
function open(address: string) {
  const root = createRootRoute();
  const signed = createRoute({ getParentRoute: () => root, id: 'signed' });
  const records = createRoute({ getParentRoute: () => signed, path: '/records', component: AuditPage });
  const routeTree = root.addChildren([signed.addChildren([records])]);
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <QueryClientProvider client={new QueryClient()}>
      {/* a router of this test alone, which the console's own types do not know */}
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
}
const current = () => document.querySelector('tr[aria-current="true"]');

it('brings the wanted record into sight, marked, and the keyboard to it', async () => {
  total = 40;
  open('/records?record=aud_7');
  await waitFor(() => expect(current()?.textContent).toContain('#7 '));
  expect(document.querySelectorAll('tr[aria-current]')).toHaveLength(1);
  expect(document.activeElement).toBe(current());
  expect(scrolled).toEqual([[current(), { block: 'center', behavior: 'instant' }]]);
});

it('reads earlier pages by itself until the wanted record is there', async () => {
  total = 450;
  open('/records?record=aud_3');
  await waitFor(() => expect(current() !== null && document.activeElement === current()).toBe(true), {
    timeout: 60_000,
  });
  expect(current()?.textContent).toContain('#3 ');
  expect(vi.mocked(auditPage).mock.calls.map(([before, limit]) => [before, limit])).toEqual([
    [null, 200],
    [251, 200],
    [51, 200],
  ]);
});

it('says so when there is no such record, and marks none', async () => {
  total = 12;
  open('/records?record=aud_none');
  await screen.findByText('That record is not here.');
  expect(current()).toBe(null);
});

it('marks nothing and takes no focus when no record is asked for', async () => {
  total = 60;
  open('/records');
  await screen.findByText('Show earlier records');
  expect([current(), document.activeElement, scrolled]).toEqual([null, document.body, []]);
});
