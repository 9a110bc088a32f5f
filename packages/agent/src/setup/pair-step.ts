import { pairDevice } from '../gateway/pair-device.ts';
import { watcherDevice } from '../gateway/remote-secrets.ts';
import type { PlanStep } from '../jobs/plan.ts';
import { installedProfile } from './native-methods.ts';
import { type SshInstallDeps, type SshInstallParams, watchedPort } from './ssh-install-request.ts';

type Deps = Pick<SshInstallDeps, 'held' | 'managed' | 'connectWithin' | 'openDevice' | 'clock' | 'rememberSecret'>;

/**
 * A gateway in a container takes whoever comes by its published port for a stranger, and pairs strangers by hand only.
 * The account that installs may use the engine anyway, so the agent is made known once from within; watching then needs
 * neither the engine nor the shared token.
 */
export function pairWatch(deps: Deps): PlanStep<SshInstallParams> {
  return {
    step: 'pair_watch',
    title: 'Make the agent known to the gateway',
    cancel: 'now',
    async check({ facts }) {
      const place = String(facts.watch_candidate);
      const [now, next] = [await deps.held.readWatchKey(), await deps.held.readCandidate(place)];
      // The key that watches already is this one, so the identity beside it is too: unless another gateway stands there
      // now, whose shared token is another.
      const same_gateway = (await deps.held.readToken()) === (next?.token ?? null);
      const is_same = same_gateway && now !== null && now.public_key === next?.key.public_key;
      const identity = await deps.openDevice(is_same ? watcherDevice : deps.held.deviceName(place));
      return identity.deviceToken() === null ? null : [{ label: 'device', value: 'known already' }];
    },
    async run({ facts, host, params }) {
      const place = String(facts.watch_candidate);
      const token = (await deps.held.readCandidate(place))?.token ?? null;
      if (token === null) return [{ label: 'device', value: 'not made known: the token is not known here' }];
      const container = typeof facts.container === 'string' ? facts.container : installedProfile().gateway_title;
      const port = watchedPort(facts, params.install);
      const connector = await deps.connectWithin(host, container, port);
      const identity = await deps.openDevice(deps.held.deviceName(place));
      const why = await pairDevice({ ...deps, connector, port, identity, token });
      return [
        {
          label: 'device',
          value: why === null ? 'known, for reading only' : `not known, so it is watched from outside: ${why}`,
        },
      ];
    },
  };
}
