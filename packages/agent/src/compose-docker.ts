// The part of composition that installs into containers, here and on other machines.
import { dockerEngines } from './adapters/docker-engine.ts';
import { ownDockerSocket } from './compose-connector.ts';
import type { HostExecutor } from './ports/host-executor.ts';
import { dockerMethod } from './setup/docker-method.ts';
import type { InstallMethod } from './setup/install-method.ts';
import type { NativeParts } from './setup/plans/native/native-plan.ts';

const usual_socket = '/var/run/docker.sock';

export function composeDockerMethod({ clock, random, probe, gatewayEnv, rememberSecret }: NativeParts): InstallMethod {
  const own_socket = ownDockerSocket();
  const socketOf = async (host: HostExecutor) => (host.key === 'local' ? own_socket : findDockerSocket(host));
  return dockerMethod({
    parts: { clock, random, probe, gatewayEnv, rememberSecret, engines: dockerEngines, dockerSocket: socketOf },
  });
}

/** The machine’s engine, else the account’s own. */
export async function findDockerSocket(host: HostExecutor): Promise<string> {
  const { uid } = await host.facts();
  const own = `/run/user/${uid}/docker.sock`;
  const isThere = async (path: string) => (await host.stat(path).catch(() => null)) !== null;
  return !(await isThere(usual_socket)) && (await isThere(own)) ? own : usual_socket;
}
