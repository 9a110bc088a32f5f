// Every read of the console, by key. Changes arrive over the event stream (`live.ts`), so nothing here polls while it is open.
import type { Device, Role, Timeline } from '@moltbot-ops/sdk/types';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, client, expectData } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // An unreachable agent is the stream's business: it knows when to come back and then everything is read again.
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
      retryDelay: (count) => 400 * 2 ** count,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

export const statusQuery = queryOptions({
  queryKey: ['moltbot', 'status'],
  queryFn: ({ signal }) => expectData(client.GET('/moltbot/status', { signal })),
});

export const timelineQuery = (hours: number) =>
  queryOptions({
    queryKey: ['timeline', hours],
    queryFn: ({ signal }) => expectData(client.GET('/timeline', { params: { query: { hours } }, signal })),
  });

export const systemInfoQuery = queryOptions({
  queryKey: ['system', 'info'],
  queryFn: ({ signal }) => expectData(client.GET('/system/info', { signal })),
  refetchInterval: 60_000,
});

export const systemChecksQuery = queryOptions({
  queryKey: ['system', 'checks'],
  queryFn: ({ signal }) => expectData(client.GET('/system/checks', { signal })),
});

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: ({ signal }) => expectData(client.GET('/devices', { signal })),
});

/** One page of audit records older than `beforeIndex`, or the newest. */
export const auditPage = (beforeIndex: number | null, limit: number, signal: AbortSignal) =>
  expectData(
    client.GET('/audit', {
      params: { query: { limit, ...(beforeIndex === null ? {} : { before_index: beforeIndex }) } },
      signal,
    }),
  );

export const deviceUpdate = (device_id: string, change: { name?: string; role?: Role }): Promise<Device> =>
  expectData(client.PATCH('/devices/{device_id}', { params: { path: { device_id } }, body: change }));

export const deviceRevoke = (device_id: string): Promise<Device> =>
  expectData(client.DELETE('/devices/{device_id}', { params: { path: { device_id } } }));

export const pairApprove = (pairing_code: string, role: Role) =>
  expectData(client.POST('/pair/approve', { body: { pairing_code, role } }));

export const pairInvite = (role: Role) => expectData(client.POST('/pair/invite', { body: { role } }));

export const sessionEnd = () => expectData(client.DELETE('/session'));

/** The timeline with one more mark, unless it is there already. */
function addMark(timeline: Timeline, mark: Timeline['marks'][number]): Timeline {
  const known = timeline.marks.some(
    (one) => one.at === mark.at && one.kind === mark.kind && one.message === mark.message,
  );
  return known ? timeline : { ...timeline, marks: [...timeline.marks, mark] };
}

/** Adds a mark to every stretch that is held. One that was to be read anew still is: its spans are not those of now. */
export function addMarkTo(held: QueryClient, mark: Timeline['marks'][number]): void {
  for (const query of held.getQueryCache().findAll({ queryKey: ['timeline'] })) {
    const { isInvalidated } = query.state;
    held.setQueryData<Timeline>(query.queryKey, (timeline) => timeline && addMark(timeline, mark));
    if (isInvalidated) query.invalidate();
  }
}
