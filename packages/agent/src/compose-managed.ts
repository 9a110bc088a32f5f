// The part of composition that follows the managed gateway: its observer on this machine, or the one over a forward.
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { composeObserver } from './compose-observer.ts';
import type { ComposedSsh } from './compose-ssh.ts';
import type { Managed } from './gateway/managed.ts';
import { createManagedObserver } from './gateway/managed-observer.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { createRemoteObserver } from './gateway/remote-observer.ts';
import { createRemoteSecrets } from './gateway/remote-secrets.ts';
import { version } from './version.ts';

type Given = Parameters<typeof composeObserver>[0] & { managed: Managed; ssh: ComposedSsh };

export function composeManagedObserver({ managed, ssh, ...given }: Given): GatewayObserver {
  const { clock, log, secrets, redact, rememberSecret } = given;
  const held = createRemoteSecrets(secrets);
  return createManagedObserver({
    managed,
    local: (gateway) => composeObserver({ ...given, gateway }),
    remote: (gateway) =>
      createRemoteObserver({
        gateway,
        dialer: ssh.dialer,
        pinOf: (address) => ssh.host_keys.pinOf(address),
        readWatchKey: async () => (await held.readWatchKey())?.private_key ?? null,
        readToken: held.readToken,
        clock,
        log,
        secrets,
        redact,
        rememberSecret,
        connector: createGatewayConnector(clock),
        probe: createGatewayProbe(),
        random: () => Math.random(),
        agent_version: version,
        platform: process.platform,
      }),
    onError: (error) => log.error('gateway not watched', { cause: String(error) }),
  });
}
