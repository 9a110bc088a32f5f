import type { InstallSshRequest } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { FormerWatch } from '../gateway/former-watch.ts';
import type { LeftLines } from '../gateway/left-lines.ts';
import type { Managed } from '../gateway/managed.ts';
import type { RemoteSecrets } from '../gateway/remote-secrets.ts';
import type { WatcherIdentity } from '../gateway/watcher-identity.ts';
import type { Jobs } from '../jobs/job-service.ts';
import type { JobFacts } from '../jobs/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { DockerEngines } from '../ports/docker-engine.ts';
import type { GatewayConnector } from '../ports/gateway-connection.ts';
import type { GatewayProbe } from '../ports/gateway-probe.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { SshDialer, SshTarget } from '../ports/ssh.ts';
import type { HostKeys } from './host-keys.ts';
import type { InstallMethod, InstallParams, InstallRequest } from './install-method.ts';
import { installedProfile } from './native-methods.ts';
import { isVersion } from './releases.ts';
import type { RemoteHosts } from './remote-hosts.ts';
import { checkTarget } from './ssh-address.ts';

export interface SshInstallDeps {
  /** `docker` and `npm`, for other machines. */
  methods: readonly InstallMethod[];
  jobs: Jobs;
  remote_hosts: RemoteHosts;
  host_keys: Pick<HostKeys, 'pinOf'>;
  dialer: SshDialer;
  held: RemoteSecrets;
  former: FormerWatch;
  left: LeftLines;
  managed: Managed;
  probe: GatewayProbe;
  engines: DockerEngines;
  clock: Clock;
  /** Connects to a port within a container of that host. */
  connectWithin(host: HostExecutor, container: string, port: number): Promise<GatewayConnector>;
  /** The identity of that name in the secret store; made where there is none. */
  openDevice(secret_name: string): Promise<WatcherIdentity>;
  rememberSecret: (secret: string) => void;
}

/** Durable; no credential. */
export interface SshInstallParams {
  target: SshTarget;
  install: InstallParams;
}

export type SshInstallBody = Omit<InstallSshRequest, 'confirmation_token'>;

/** A configuration that was there already may name another port than was asked for. */
export function watchedPort(facts: Readonly<JobFacts>, { port }: Pick<InstallParams, 'port'>): number {
  return typeof facts.port === 'number' ? facts.port : port;
}

export function methodOf({ methods }: Pick<SshInstallDeps, 'methods'>, wanted: string): InstallMethod {
  const name = wanted === 'native' ? 'npm' : wanted;
  const found = methods.find(({ method }) => method === name);
  if (found === undefined) throw new AppError('not_available_yet');
  return found;
}

export const readTarget = ({ host, port = 22, username }: SshInstallBody): SshTarget =>
  checkTarget({ host, port, username });

/** Throws `invalid_request` for what is no version. */
export function readInstallRequest({ channel = 'stable', version, gateway_port }: SshInstallBody): InstallRequest {
  if (version !== null && version !== undefined && !isVersion(version))
    throw new AppError('invalid_request', {
      details: [{ field: 'version', message: 'give a version such as 2026.9.6' }],
    });
  return { channel, version: version ?? null, port: gateway_port ?? installedProfile().default_port };
}
