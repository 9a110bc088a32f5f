// The part of composition that installs on other machines: the same plans as here, over SSH.
import { dockerEngines } from './adapters/docker-engine.ts';
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { createLocalHost, minimalPath } from './adapters/host-local.ts';
import { findDockerSocket } from './compose-docker.ts';
import type { composeJobs } from './compose-jobs.ts';
import type { ComposedManaged } from './compose-managed.ts';
import type { ComposedSsh } from './compose-ssh.ts';
import { openDeviceIdentity, watchScopes } from './gateway/watcher-identity.ts';
import { createSshInstallHandlers } from './http/handlers/install-ssh.ts';
import { StepError } from './jobs/plan.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { SecretStore } from './ports/secret-store.ts';
import type { Settings } from './settings.ts';
import type { InstallMethod } from './setup/install-method.ts';
import { npmMethod } from './setup/native-methods.ts';
import type { NativeParts } from './setup/plans/native/native-plan.ts';
import { programEnvironment } from './setup/program-env.ts';
import { createReleases, type Releases } from './setup/releases.ts';
import { createSshInstall } from './setup/ssh-install.ts';
import { version } from './version.ts';

interface Given {
  settings: Settings;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  looked_after: ComposedManaged;
  ssh: ComposedSsh;
  work: Pick<ReturnType<typeof composeJobs>, 'jobs' | 'confirmations'>;
  parts: NativeParts;
  /** Further ways of installing, such as Docker. */
  methods: (parts: NativeParts) => InstallMethod[];
  rememberSecret: (secret: string) => void;
}

export function composeSshInstall(given: Given) {
  const { settings, clock, log, secrets, looked_after, ssh, work, parts, rememberSecret } = given;
  const releases = askHereToo(createReleases(clock), settings);
  const install = createSshInstall({
    methods: [npmMethod({ parts, releases }), ...given.methods(parts)],
    jobs: work.jobs,
    remote_hosts: ssh.remote_hosts,
    host_keys: ssh.host_keys,
    dialer: ssh.dialer,
    ...looked_after,
    probe: createGatewayProbe(),
    engines: dockerEngines,
    clock,
    connectWithin: async (host, container, port) => {
      const engine = dockerEngines.open(host, await findDockerSocket(host));
      return createGatewayConnector(clock, {}, await engine.openTunnel(container, port));
    },
    openDevice: (secret_name) =>
      openDeviceIdentity({
        ...{ secrets, log, secret_name, scopes: watchScopes },
        agent_version: version,
        platform: process.platform,
      }),
    rememberSecret,
  });
  work.jobs.register(install.kind);
  work.confirmations.register(install.action);
  const { former } = looked_after;
  const notSettled = (error: unknown) => log.warn('secrets of an installation not dropped', { cause: String(error) });
  work.jobs.onChange(({ event, job }) => {
    if (event === 'ended' && job.kind === install.kind.kind) void former.settle(job.job_id).catch(notSettled);
  });
  return { handlers: createSshInstallHandlers({ confirmations: work.confirmations, install }) };
}

/** A machine without npm cannot ask its registry; this one can, and the plan brings npm along. */
function askHereToo(releases: Releases, settings: Settings): Releases {
  return {
    async resolveNpm(query, tools) {
      try {
        return await releases.resolveNpm(query, tools);
      } catch (error) {
        if (!(error instanceof StepError) || error.code !== 'npm_missing') throw error;
        const home = settings.gateway_home;
        const host = createLocalHost({ home, path: process.env.PATH ?? minimalPath });
        try {
          return await releases.resolveNpm(query, { host, home, env: programEnvironment(process.env) });
        } finally {
          await host.close();
        }
      }
    },
  };
}
