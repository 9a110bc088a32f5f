// Composition of what installs on this machine and finds what is there: hosts, service managers, methods, their doors.
import { randomBytes } from 'node:crypto';
import { createLaunchdControl } from './adapters/control-launchd.ts';
import { createSystemdControl } from './adapters/control-systemd.ts';
import { engineElsewhere } from './adapters/docker-context.ts';
import { dockerEngines } from './adapters/docker-engine.ts';
import { createHostFiles } from './adapters/gateway-files.ts';
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createLocalHost, minimalPath } from './adapters/host-local.ts';
import { makeNpmArchive } from './adapters/npm-archive.ts';
import { createDockerServices, dockerSocket } from './adapters/service-docker.ts';
import type { Ledger } from './audit/ledger.ts';
import type { composeJobs } from './compose-jobs.ts';
import type { ComposedKeeper } from './compose-keeper.ts';
import type { ComposedSsh } from './compose-ssh.ts';
import type { FormerWatch } from './gateway/former-watch.ts';
import type { Managed } from './gateway/managed.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { createDiscoverHandlers } from './http/handlers/discover.ts';
import { createInstallHandlers } from './http/handlers/install.ts';
import { createPrerequisiteHandlers } from './http/handlers/prerequisites.ts';
import type { Clock } from './ports/clock.ts';
import type { HostExecutor } from './ports/host-executor.ts';
import type { Settings } from './settings.ts';
import { isOwnHome } from './settings.ts';
import { createDiscover } from './setup/discover.ts';
import { createInstallLocal } from './setup/install-local.ts';
import type { InstallMethod } from './setup/install-method.ts';
import { brewMethod, installedProfile, npmMethod } from './setup/native-methods.ts';
import type { NativeParts } from './setup/plans/native/native-plan.ts';
import { createPrerequisiteLook } from './setup/prerequisites/look.ts';
import { gatewayVariables, programEnvironment } from './setup/program-env.ts';
import { createReleases } from './setup/releases.ts';
import { sayFormer } from './setup/say-former.ts';
import type { Wizard } from './setup/wizard.ts';

interface Given {
  settings: Settings;
  clock: Clock;
  keeper: ComposedKeeper;
  ledger: Ledger;
  managed: Managed;
  former: FormerWatch;
  observer: GatewayObserver;
  work: Pick<ReturnType<typeof composeJobs>, 'jobs' | 'confirmations'>;
  ssh: ComposedSsh;
  rememberSecret: (secret: string) => void;
  redact: (text: string) => string;
  wizard: Pick<Wizard, 'keepPrerequisites'>;
  /** Further ways of installing, such as Docker. */
  methods: (parts: NativeParts) => InstallMethod[];
}

/** This machine as a place to install on: how it is reached, and what plans on it are given. */
function composePlace({ settings, clock, keeper, rememberSecret }: Given) {
  const env = isOwnHome(settings.gateway_home) ? process.env : {};
  const program_env = programEnvironment(process.env);
  const path = process.env.PATH ?? minimalPath;
  const openHost = (): HostExecutor => createLocalHost({ home: settings.gateway_home, path });
  const wait = (delay_ms: number) => new Promise<void>((resolve) => void clock.after(delay_ms, resolve));
  const parts: NativeParts = {
    clock,
    random: (length) => new Uint8Array(randomBytes(length)),
    probe: createGatewayProbe(),
    services: [createSystemdControl(), createLaunchdControl(wait), keeper.control],
    node: { path: process.execPath, version: process.versions.node, platform: process.platform, arch: process.arch },
    programEnv: (host) => (host.key === 'local' ? program_env : {}),
    gatewayEnv: (host) => (host.key === 'local' ? gatewayVariables(env, installedProfile().env_prefix) : {}),
    npmArchive: () => makeNpmArchive(openHost(), { directory: settings.home, env: program_env }),
    rememberSecret,
  };
  return { env, program_env, openHost, parts };
}

export function composeInstall(given: Given) {
  const { settings, clock, managed, former, observer, work, ledger } = given;
  const { env, program_env, openHost, parts } = composePlace(given);
  const releases = createReleases(clock);
  const files = createHostFiles();
  const docker_socket = dockerSocket(process.env, process.getuid?.() ?? 0, files);
  const install = createInstallLocal({
    methods: [npmMethod({ parts, releases }), brewMethod({ parts, releases }), ...given.methods(parts)],
    jobs: work.jobs,
    openHost,
    prerequisites: { program_env, docker_socket, engines: dockerEngines, clock, gateway_home: settings.gateway_home },
    env,
    sayFormer: () => sayFormer({ managed, former }, null),
    adopt: (kind) => managed.set({ kind }),
  });
  work.jobs.register(install.kind);
  work.confirmations.register(install.action);
  const containers = createDockerServices({ socket_path: docker_socket, files });
  const discover = createDiscover({
    openHost,
    env,
    containers,
    managed,
    jobs: work.jobs,
    ledger,
    status: () => observer.status(),
  });
  const look = createPrerequisiteLook({
    clock,
    openLocal: openHost,
    remote_hosts: given.ssh.remote_hosts,
    redact: given.redact,
    program_env,
    docker_socket,
    docker_elsewhere: engineElsewhere(process.env, files),
    engines: dockerEngines,
  });
  return {
    /** For plans on other machines. */
    parts,
    handlers: {
      ...createInstallHandlers({ confirmations: work.confirmations, install }),
      ...createDiscoverHandlers({ discover }),
      ...createPrerequisiteHandlers({ look, keep: given.wizard.keepPrerequisites }),
    },
  };
}
