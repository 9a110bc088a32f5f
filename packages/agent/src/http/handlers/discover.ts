import { actorOf } from '../../access/principal.ts';
import type { Discover } from '../../setup/discover.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export function createDiscoverHandlers({
  discover,
}: {
  discover: Discover;
}): Pick<Handlers, 'gatewayDiscover' | 'gatewayAdopt'> {
  return {
    gatewayDiscover: () => discover.find(),
    gatewayAdopt: ({ body }, context) => discover.adopt(body.gateway_id, actorOf(principalOf(context))),
  };
}
