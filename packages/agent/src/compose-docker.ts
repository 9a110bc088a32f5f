// The part of composition that speaks to Docker engines: installing into containers, here and on other machines, and the
// connection to a gateway that runs in one of this machine.
import { homedir } from 'node:os';
import { dockerEngines } from './adapters/docker-engine.ts';
import { createContainerConnector } from './adapters/gateway-container.ts';
import { createHostFiles } from './adapters/gateway-files.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { dockerSocket } from './adapters/service-docker.ts';
import type { Clock } from './ports/clock.ts';
import type { GatewayConnector } from './ports/gateway-connection.ts';
import type { HostExecutor } from './ports/host-executor.ts';
import { dockerMethod } from './setup/docker-method.ts';
import type { InstallMethod } from './setup/install-method.ts';
import type { NativeParts } from './setup/plans/native/native-plan.ts';

const usual_socket = '/var/run/docker.sock';

const ownSocket = (): string => dockerSocket(process.env, process.getuid?.() ?? 0, createHostFiles());

export function composeDockerMethod({ clock, random, probe, gatewayEnv, rememberSecret }: NativeParts): InstallMethod {
  const own_socket = ownSocket();
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

/** Connects to a port of this machine; where a container publishes it, also from within. */
export function composeLocalConnector(clock: Clock): GatewayConnector {
  const engine = dockerEngines.open(createLocalHost({ home: homedir() }), ownSocket());
  return createContainerConnector({
    published: createGatewayConnector(clock),
    within: (stream) => createGatewayConnector(clock, {}, stream),
    openTunnel: async (port) => {
      const found = await engine.findPublisher(port);
      return found === null ? null : engine.openTunnel(found.name, found.container_port);
    },
  });
}
