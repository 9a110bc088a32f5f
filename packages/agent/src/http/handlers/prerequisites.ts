import type { PrerequisitesRequest } from '@moltbot-ops/sdk/types';
import type { PrerequisiteLook } from '../../setup/prerequisites/look.ts';
import type { Handlers } from '../operation.ts';

export function createPrerequisiteHandlers(deps: { look: PrerequisiteLook }): Pick<Handlers, 'prerequisitesRun'> {
  return {
    prerequisitesRun: ({ body }: { body: PrerequisitesRequest }) => deps.look(body),
  };
}
