import type { Clock } from '../ports/clock.ts';
import type { GatewayConnection, GatewayConnector } from '../ports/gateway-connection.ts';
import { parseHello } from './watcher-answers.ts';
import type { WatcherIdentity } from './watcher-identity.ts';

const timeout_ms = 20_000;

export interface PairingTry {
  connector: GatewayConnector;
  /** As the connector knows it. */
  port: number;
  identity: WatcherIdentity;
  /** Shared token of the gateway. */
  token: string;
  clock: Clock;
  rememberSecret: (secret: string) => void;
}

/**
 * Makes a device known to the gateway: connects once with the shared token and keeps the token that is issued to the
 * device. Null when that worked, else why not, in the gateway's words. Never rejects.
 */
export function pairDevice({
  connector,
  port,
  identity,
  token,
  clock,
  rememberSecret,
}: PairingTry): Promise<string | null> {
  return new Promise((resolve) => {
    let connection: GatewayConnection | null = null;
    let answer: string | null = 'it did not answer';
    const cancel = clock.after(timeout_ms, () => connection?.close());
    const finish = (why: string | null) => {
      answer = why;
      connection?.close();
    };
    connection = connector.open(
      port,
      (challenge) => identity.makeConnect(challenge, { kind: 'token', secret: token }),
      {
        hello(payload) {
          const { device_token } = parseHello(payload);
          if (device_token === null) return finish('it issued no token to the device');
          rememberSecret(device_token);
          void identity.keepDeviceToken(device_token).then(() => finish(null));
        },
        refused: ({ detail_code, message }) => finish(`${detail_code} ${message}`.trim()),
        event: () => undefined,
        closed() {
          cancel();
          resolve(answer);
        },
      },
    );
  });
}
