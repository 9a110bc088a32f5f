// Starts a managed gateway that is down, by whatever keeps it: the first one that is known of it and takes the order.
// Starts only: what a manager keeps is not written, and a gateway that nobody keeps is left to its owner.
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceControl, ServiceSpec } from '../ports/service-control.ts';
import type { ServiceManagerName } from '../ports/service-manager.ts';

/** What keeps a gateway: a unit, a label or a container. */
export interface GatewayKeeper {
  manager: ServiceManagerName;
  unit: string;
}

export interface StartDeps {
  openHost(): Promise<HostExecutor>;
  home: string;
  keepers(): readonly GatewayKeeper[];
  controls: readonly ServiceControl[];
  startContainer(host: HostExecutor, name: string): Promise<void>;
  /** Starts the one that the agent itself keeps alive; false where it keeps none. */
  startKept(): Promise<boolean>;
  log: Log;
}

/** Answers whether somebody took the order; that the gateway runs is seen elsewhere. */
export function createServiceStart(deps: StartDeps): () => Promise<boolean> {
  return async () => {
    if (await deps.startKept().catch(() => false)) return true;
    const host = await deps.openHost();
    try {
      for (const keeper of deps.keepers()) {
        const failed = (error: unknown) => {
          deps.log.warn('a gateway was not started', { manager: keeper.manager, cause: String(error) });
          return false;
        };
        if (await startOne(deps, host, keeper).catch(failed)) return true;
      }
      return false;
    } finally {
      await host.close();
    }
  };
}

async function startOne(deps: StartDeps, host: HostExecutor, { manager, unit }: GatewayKeeper): Promise<boolean> {
  if (manager === 'docker') {
    await deps.startContainer(host, unit);
    return true;
  }
  const control = deps.controls.find(({ name }) => name === manager);
  if (control === undefined) return false;
  // Starting a unit that is there needs its name and the home that it lies in, and nothing else of it.
  const named = { systemd_unit: unit, launchd_label: unit, home: deps.home } as ServiceSpec;
  await control.start(host, named);
  return true;
}
