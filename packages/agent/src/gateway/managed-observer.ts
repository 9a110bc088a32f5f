import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { LocalGateway, Managed, ManagedGateway, RemoteGateway } from './managed.ts';
import type { GatewayObserver } from './observer.ts';

export interface ManagedObserverDeps {
  managed: Managed;
  local: (gateway: LocalGateway) => GatewayObserver;
  remote: (gateway: RemoteGateway) => GatewayObserver;
  onError: (error: unknown) => void;
}

/** Whether another observer has to take over: how a gateway of this machine is kept matters only for a container. */
const observedAs = (gateway: ManagedGateway): string =>
  JSON.stringify(
    gateway.kind === 'ssh' ? gateway : { ...gateway, kind: gateway.kind === 'docker' ? 'docker' : 'local' },
  );

/**
 * One observer to the rest of the agent, whichever gateway is looked after: when that changes, the former observer is
 * closed before the next one begins, so that nothing is told twice and nothing is left open.
 */
export function createManagedObserver({ managed, local, remote, onError }: ManagedObserverDeps): GatewayObserver {
  const listeners = new Set<(status: MoltBotStatus) => void>();
  const config_listeners = new Set<(content_hash: string | null) => void>();
  let started = false;
  let closed = false;
  let held = '';
  let current: GatewayObserver;
  let switching: Promise<void> = Promise.resolve();

  const take = (gateway: ManagedGateway): void => {
    held = observedAs(gateway);
    current = gateway.kind === 'ssh' ? remote(gateway) : local(gateway);
    current.subscribe((status) => {
      for (const listener of listeners) listener(status);
    });
    current.onConfigChanged((content_hash) => {
      for (const listener of config_listeners) listener(content_hash);
    });
  };
  const change = async (): Promise<void> => {
    const gateway = managed.get();
    if (closed || observedAs(gateway) === held) return;
    await current.close();
    if (closed) return;
    take(gateway);
    if (started) current.start();
    for (const listener of listeners) listener(current.status());
  };
  take(managed.get());
  const stop = managed.onChange(() => {
    switching = switching.then(change).catch(onError);
  });
  return {
    start() {
      started = true;
      current.start();
    },
    status: () => current.status(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    target: () => current.target(),
    reader: () => current.reader(),
    onConfigChanged: (listener) => {
      config_listeners.add(listener);
      return () => config_listeners.delete(listener);
    },
    async close() {
      closed = true;
      stop();
      listeners.clear();
      config_listeners.clear();
      await switching;
      await current.close();
    },
  };
}
