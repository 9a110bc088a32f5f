// A gateway in a container sees whoever comes by its published port as a stranger of the container's network, and pairs
// strangers by hand only; a request of a stranger that waits keeps the same device from being paired otherwise, too.
// Whoever may use the engine is root there anyway: so a device that is still to be paired comes from the loopback within,
// where the gateway pairs as on a plain host. After that the device's own token does, by the published port. Nothing in
// the container is changed but the gateway's list of devices.
import type { Duplex } from 'node:stream';
import type { GatewayAnswer, GatewayConnection, GatewayConnector } from '../ports/gateway-connection.ts';

export interface ContainerConnectorOptions {
  /** By the published port. */
  published: GatewayConnector;
  /** Over a stream to the same gateway. */
  within: (stream: Duplex) => GatewayConnector;
  /** A stream to that port of this machine, from within the container that publishes it; null when none does. */
  openTunnel: (port: number) => Promise<Duplex | null>;
}

const closed: GatewayAnswer = {
  ok: false,
  refusal: { code: 'CLOSED', detail_code: 'CLOSED', message: '', retry_after_ms: null },
};

export function createContainerConnector({
  published,
  within,
  openTunnel,
}: ContainerConnectorOptions): GatewayConnector {
  return {
    open(port, makeConnect, listener, certificate) {
      if (isPaired(makeConnect({ nonce: '', ts: 0 }))) return published.open(port, makeConnect, listener, certificate);
      let current: GatewayConnection | null = null;
      let over = false;
      const connect = (stream: Duplex | null): void => {
        if (over) stream?.destroy();
        else current = (stream === null ? published : within(stream)).open(port, makeConnect, listener, certificate);
      };
      void openTunnel(port).then(connect, () => connect(null));
      return {
        request: (method, timeout_ms, params) =>
          current?.request(method, timeout_ms, params) ?? Promise.resolve(closed),
        close() {
          if (over) return;
          over = true;
          if (current === null) listener.closed({ code: 1006, reason: '', cause: 'closed' });
          else current.close();
        },
      };
    },
  };
}

/** Whether it would come with the token of a device instead of the shared secret. */
function isPaired({ auth }: Record<string, unknown>): boolean {
  return typeof auth === 'object' && auth !== null && 'deviceToken' in auth && typeof auth.deviceToken === 'string';
}
