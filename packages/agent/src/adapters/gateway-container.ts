// A gateway in a container sees whoever comes by its published port as a stranger of the container's network, and pairs
// strangers by hand only. Whoever may use the engine is root there anyway: so the one connection that is refused for want
// of pairing is made again from the loopback within, where the gateway pairs as it does on a plain host. After that the
// device's own token does by the published port. Nothing in the container is changed but the gateway's list of devices.
import type { Duplex } from 'node:stream';
import type { GatewayConnection, GatewayConnector } from '../ports/gateway-connection.ts';

export interface ContainerConnectorOptions {
  /** By the published port. */
  published: GatewayConnector;
  /** Over a stream to the same gateway. */
  within: (stream: Duplex) => GatewayConnector;
  /** A stream to that port of this machine, from within the container that publishes it; null when none does. */
  openTunnel: (port: number) => Promise<Duplex | null>;
}

export function createContainerConnector({
  published,
  within,
  openTunnel,
}: ContainerConnectorOptions): GatewayConnector {
  return {
    open(port, makeConnect, listener, certificate) {
      let current: GatewayConnection | null = null;
      let over = false;
      let again = false;
      const goWithin = async (giveUp: () => void): Promise<void> => {
        const stream = await openTunnel(port).catch(() => null);
        if (stream === null || over) {
          stream?.destroy();
          giveUp();
        } else current = within(stream).open(port, makeConnect, listener, certificate);
      };
      current = published.open(
        port,
        makeConnect,
        {
          ...listener,
          hello: (payload) => listener.hello(payload),
          event: (name, payload) => listener.event(name, payload),
          refused(refusal) {
            again = /NOT_PAIRED|PAIRING_REQUIRED/.test(`${refusal.code} ${refusal.detail_code}`);
            if (!again) return listener.refused(refusal);
            void goWithin(() => {
              listener.refused(refusal);
              listener.closed({ code: 1008, reason: refusal.message, cause: 'refused' });
            });
          },
          closed(end) {
            if (!again) listener.closed(end);
          },
        },
        certificate,
      );
      return {
        request: (method, timeout_ms, params) =>
          current === null
            ? Promise.resolve({
                ok: false,
                refusal: { code: 'CLOSED', detail_code: 'CLOSED', message: '', retry_after_ms: null },
              })
            : current.request(method, timeout_ms, params),
        close() {
          over = true;
          current?.close();
        },
      };
    },
  };
}
