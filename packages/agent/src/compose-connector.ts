// Composition of the connection to a gateway of this machine, which may run in a container.
import { homedir } from 'node:os';
import { dockerEngines } from './adapters/docker-engine.ts';
import { createContainerConnector } from './adapters/gateway-container.ts';
import { createHostFiles } from './adapters/gateway-files.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { dockerSocket } from './adapters/service-docker.ts';
import type { Clock } from './ports/clock.ts';
import type { GatewayConnector } from './ports/gateway-connection.ts';

export const ownDockerSocket = (): string => dockerSocket(process.env, process.getuid?.() ?? 0, createHostFiles());

/** Connects to a port of this machine; where a container publishes it, also from within. */
export function composeLocalConnector(clock: Clock): GatewayConnector {
  const engine = dockerEngines.open(createLocalHost({ home: homedir() }), ownDockerSocket());
  return createContainerConnector({
    published: createGatewayConnector(clock),
    within: (stream) => createGatewayConnector(clock, {}, stream),
    openTunnel: async (port) => {
      const found = await engine.findPublisher(port);
      return found === null ? null : engine.openTunnel(found.name, found.container_port);
    },
  });
}
