// What the wizard asks of the agent. Credentials pass through here on their way and are kept by nobody.
import type {
  GatewayCandidates,
  InstallLocalRequest,
  InstallSshRequest,
  MoltBotStatus,
  OpsPreview,
  OpsPreviewRequest,
  PrerequisiteReport,
  PrerequisitesRequest,
  SetupReport,
  SetupState,
  SetupUpdateRequest,
  SshHostKey,
  SshHostKeyPin,
} from '@moltbot-ops/sdk/types';
import { queryOptions } from '@tanstack/react-query';
import { client, expectData } from './client.ts';

export const setupQuery = queryOptions({
  queryKey: ['setup', 'state'],
  queryFn: ({ signal }): Promise<SetupState> => expectData(client.GET('/setup', { signal })),
});

export const setupReportQuery = queryOptions({
  queryKey: ['setup', 'report'],
  queryFn: ({ signal }): Promise<SetupReport> => expectData(client.GET('/setup/report', { signal })),
  staleTime: 0,
});

export const gatewaysQuery = queryOptions({
  queryKey: ['setup', 'gateways'],
  queryFn: ({ signal }): Promise<GatewayCandidates> => expectData(client.GET('/setup/gateways', { signal })),
  staleTime: 10_000,
});

export const updateSetup = (change: SetupUpdateRequest): Promise<SetupState> =>
  expectData(client.PUT('/setup', { body: change }));

export const runPrerequisites = (body: PrerequisitesRequest): Promise<PrerequisiteReport> =>
  expectData(client.POST('/setup/prerequisites', { body }));

export const adoptGateway = (gateway_id: string): Promise<MoltBotStatus> =>
  expectData(client.POST('/setup/adopt', { body: { gateway_id } }));

export const readHostKey = (host: string, port: number): Promise<SshHostKey> =>
  expectData(client.POST('/ssh/host-key', { body: { host, port } }));

export const approveHostKey = (host: string, port: number, fingerprint: string): Promise<SshHostKeyPin> =>
  expectData(client.POST('/ssh/host-keys', { body: { host, port, fingerprint } }));

/** Takes the pin of one machine away; `false` when there was none. */
export async function forgetHostKey(host: string, port: number): Promise<boolean> {
  const { host_keys } = await expectData(client.GET('/ssh/host-keys'));
  const pin = host_keys.find((one) => one.host === host && one.port === port);
  if (!pin) return false;
  await expectData(
    client.DELETE('/ssh/host-keys/{host_key_id}', { params: { path: { host_key_id: pin.host_key_id } } }),
  );
  return true;
}

/** What would happen, and the token to let it. `params` is the operation's own body without its token. */
export const previewAction = (action: OpsPreviewRequest['action'], params: object): Promise<OpsPreview> =>
  // The contract leaves `params` free: it is the body of whichever operation is named.
  expectData(client.POST('/ops/preview', { body: { action, params: params as Record<string, unknown> } }));

export const installLocal = (body: InstallLocalRequest): Promise<{ job_id: string }> =>
  expectData(client.POST('/install/local', { body }));

export const installSsh = (body: InstallSshRequest): Promise<{ job_id: string }> =>
  expectData(client.POST('/install/ssh', { body }));
