// Starts a managed gateway that is down, or stops and starts one that runs, by whatever keeps it: the first one that is
// known of it and takes the order. What a manager keeps is not written; a gateway that nobody keeps is left to its owner.
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceControl, ServiceSpec } from '../ports/service-control.ts';
import type { ServiceManagerName } from '../ports/service-manager.ts';

/** What keeps a gateway: a unit, a label or a container. */
export interface GatewayKeeper {
  manager: ServiceManagerName;
  unit: string;
}

export interface OrderDeps {
  openHost(): Promise<HostExecutor>;
  home: string;
  keepers(): readonly GatewayKeeper[];
  controls: readonly ServiceControl[];
  startContainer(host: HostExecutor, name: string): Promise<void>;
  /** Gives the order to the one that the agent itself keeps alive; false where it keeps none. */
  orderKept(order: ServiceOrder): Promise<boolean>;
  log: Log;
}

export type ServiceOrder = 'start' | 'restart';

/** How long a gateway may take to end before its manager kills it; those that we install say 30 s. */
const stop_timeout_ms = 90_000;

/** Answers whether somebody took the order; that the gateway runs is seen elsewhere. */
export function createServiceOrders(deps: OrderDeps): (order: ServiceOrder) => Promise<boolean> {
  return async (order) => {
    if (await deps.orderKept(order).catch(() => false)) return true;
    const host = await deps.openHost();
    try {
      for (const keeper of deps.keepers()) {
        const failed = (error: unknown) => {
          deps.log.warn(`no ${order} of the gateway`, { manager: keeper.manager, cause: String(error) });
          return false;
        };
        if (await orderOne(deps, host, keeper, order).catch(failed)) return true;
      }
      return false;
    } finally {
      await host.close();
    }
  };
}

async function orderOne(
  deps: OrderDeps,
  host: HostExecutor,
  { manager, unit }: GatewayKeeper,
  order: ServiceOrder,
): Promise<boolean> {
  if (manager === 'docker') {
    // What a container was made with does not change by a restart, so nobody asks for one.
    if (order === 'restart') return false;
    await deps.startContainer(host, unit);
    return true;
  }
  const control = deps.controls.find(({ name }) => name === manager);
  if (control === undefined) return false;
  // An order to a unit that is there needs its name, the home that it lies in and some patience, and nothing else of it.
  const named = { systemd_unit: unit, launchd_label: unit, home: deps.home, stop_timeout_ms } as ServiceSpec;
  await control[order](host, named);
  return true;
}
