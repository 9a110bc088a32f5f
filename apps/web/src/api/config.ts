// The gateway's configuration: what is in force, what fields there are, and what would come of a change.
// Bodies may hold secrets that were typed, so they pass through here and are kept in no cache.
import type {
  ChannelProbe,
  ConfigApplyRequest,
  ConfigApplyResult,
  ConfigDiff,
  ConfigDiffRequest,
  ConfigDocument,
  ConfigFields,
  ConfigProbeRequest,
  ConfigValidateRequest,
  ConfigValidationResult,
} from '@moltbot-ops/sdk/types';
import { queryOptions } from '@tanstack/react-query';
import { client, expectData, keeper } from './client.ts';
import { queryClient } from './queries.ts';

export const configQuery = queryOptions({
  queryKey: ['config', 'document'],
  queryFn: ({ signal }): Promise<ConfigDocument> => expectData(client.GET('/config', { signal })),
});

/** Thousands of entries that change only with the gateway's version. */
export const configFieldsQuery = queryOptions({
  queryKey: ['config', 'fields'],
  queryFn: ({ signal }): Promise<ConfigFields> => expectData(client.GET('/config/fields', { signal })),
  staleTime: 10 * 60_000,
  structuralSharing: false,
});

/** Begins to read both for those who may; never waits and never fails. */
export function prefetchConfig(): void {
  const session = keeper.state.get();
  if (session.phase !== 'in' || session.session.device.role === 'viewer') return;
  void queryClient.prefetchQuery(configQuery);
  void queryClient.prefetchQuery(configFieldsQuery);
}

export const validateConfig = (body: ConfigValidateRequest, signal?: AbortSignal): Promise<ConfigValidationResult> =>
  expectData(client.POST('/config/validate', { body, ...(signal ? { signal } : {}) }));

/** Sends the credentials of one channel to its provider, by the gateway’s own program. */
export const probeChannel = (body: ConfigProbeRequest): Promise<ChannelProbe> =>
  expectData(client.POST('/config/channels/probe', { body }));

export const diffConfig = (body: ConfigDiffRequest, signal?: AbortSignal): Promise<ConfigDiff> =>
  expectData(client.POST('/config/diff', { body, ...(signal ? { signal } : {}) }));

export const applyConfig = (body: ConfigApplyRequest): Promise<ConfigApplyResult> =>
  expectData(client.POST('/config/apply', { body }));
