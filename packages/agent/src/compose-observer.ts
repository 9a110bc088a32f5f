// The second half of composition: everything that looks at the managed gateway.
import { dirname } from 'node:path';
import { createHostFiles } from './adapters/gateway-files.ts';
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createCommandRunner } from './adapters/process-command.ts';
import { createLinuxProcessTable } from './adapters/process-linux.ts';
import { createPsProcessTable } from './adapters/process-ps.ts';
import { createDockerServices, dockerSocket } from './adapters/service-docker.ts';
import { createLaunchdServices } from './adapters/service-launchd.ts';
import { joinServiceManagers } from './adapters/service-managers.ts';
import { createProcessServices } from './adapters/service-process.ts';
import { createSystemdServices } from './adapters/service-systemd.ts';
import { createRecordFile } from './adapters/supervised-record.ts';
import { composeLocalConnector } from './compose-connector.ts';
import type { LocalGateway } from './gateway/managed.ts';
import { createGatewayObserver, type GatewayObserver, type GatewayObserverDeps } from './gateway/observer.ts';
import { runtimeProfiles } from './gateway/profiles.ts';
import { isOwnHome, type Settings } from './settings.ts';
import { supervisedRecordPath } from './system/state-directory.ts';
import { version } from './version.ts';

type Given = Pick<GatewayObserverDeps, 'clock' | 'log' | 'secrets' | 'boots' | 'redact' | 'rememberSecret'>;

interface Options extends Given {
  settings: Settings;
  /** The gateway of this machine that was chosen, where one was. */
  gateway?: LocalGateway;
}

export function composeObserver({ settings, gateway, ...given }: Options): GatewayObserver {
  const { env, platform } = process;
  const uid = process.getuid?.() ?? 0;
  const files = createHostFiles();
  const runner = createCommandRunner();
  const supervised = createRecordFile(supervisedRecordPath(settings.home));
  const isMac = platform === 'darwin';
  const native = isMac
    ? createLaunchdServices({ runner, files, uid })
    : createSystemdServices({ runner, files, env, uid });
  // A gateway under somebody else's HOME is not to be looked for in this user's variables.
  const ownHome = isOwnHome(settings.gateway_home);
  return createGatewayObserver({
    ...given,
    settings: {
      gateway_home: settings.gateway_home,
      gateway_binary: settings.gateway_binary,
      env: { ...(ownHome ? env : { PATH: env.PATH }), ...stateVariable(gateway) },
      profile: gateway?.profile,
      in_container: gateway?.kind === 'docker',
    },
    files,
    commands: runner,
    processes: isMac ? createPsProcessTable(runner) : createLinuxProcessTable(),
    services: joinServiceManagers([
      native,
      createProcessServices(supervised, () => files.stamp(supervisedRecordPath(settings.home))),
      createDockerServices({ socket_path: dockerSocket(env, uid, files), files }),
    ]),
    connector: composeLocalConnector(given.clock),
    probe: createGatewayProbe(),
    random: () => Math.random(),
    agent_version: version,
    platform,
    own_pid: process.pid,
    keptPid: () => supervised.read()?.pid ?? null,
    node_directory: dirname(process.execPath),
  });
}

/** What the gateway itself takes to find a state that is not in its usual place. */
function stateVariable(gateway: LocalGateway | undefined): Record<string, string> {
  const profile = runtimeProfiles.find(({ name }) => name === gateway?.profile);
  if (profile === undefined || gateway?.state_directory === undefined) return {};
  return { [`${profile.env_prefix}_STATE_DIR`]: gateway.state_directory };
}
