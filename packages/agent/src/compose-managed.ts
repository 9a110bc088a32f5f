// The part of composition that follows the managed gateway: its observer on this machine, or the one over a forward.
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { composeObserver } from './compose-observer.ts';
import type { ComposedSsh } from './compose-ssh.ts';
import { createFormerWatch, type FormerWatch } from './gateway/former-watch.ts';
import { type LeftLines, openLeftLines } from './gateway/left-lines.ts';
import { type Managed, openManaged } from './gateway/managed.ts';
import { createManagedObserver } from './gateway/managed-observer.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { createRemoteObserver } from './gateway/remote-observer.ts';
import { createRemoteSecrets, type RemoteSecrets } from './gateway/remote-secrets.ts';
import type { Log } from './ports/log.ts';
import type { SecretStore } from './ports/secret-store.ts';
import type { Db } from './store/schema.ts';
import { version } from './version.ts';

/** Which gateway is looked after, what it is watched with over SSH, and what became of former ones. */
export interface ComposedManaged {
  managed: Managed;
  held: RemoteSecrets;
  left: LeftLines;
  former: FormerWatch;
}

export async function composeManaged(given: { db: Db; secrets: SecretStore; log: Log }): Promise<ComposedManaged> {
  const held = createRemoteSecrets(given.secrets);
  const left = await openLeftLines(given.db);
  const former = createFormerWatch({
    ...{ held, left, managed: await openManaged(given.db) },
    onError: (error) => given.log.warn('former watch key not dropped', { cause: String(error) }),
  });
  return { managed: former.managed, held, left, former };
}

type Given = Parameters<typeof composeObserver>[0] & { looked_after: ComposedManaged; ssh: ComposedSsh };

export function composeManagedObserver({ looked_after, ssh, ...given }: Given): GatewayObserver {
  const { clock, log, secrets, redact, rememberSecret } = given;
  const { managed, held } = looked_after;
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
