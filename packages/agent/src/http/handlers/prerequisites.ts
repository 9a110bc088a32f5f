import type { PrerequisiteReport, PrerequisitesRequest } from '@moltbot-ops/sdk/types';
import type { PrerequisiteLook } from '../../setup/prerequisites/look.ts';
import type { Handlers } from '../operation.ts';

export function createPrerequisiteHandlers(deps: {
  look: PrerequisiteLook;
  /** For the wizard, which goes on from what was found. */
  keep: (asked: PrerequisitesRequest, report: PrerequisiteReport) => Promise<void>;
}): Pick<Handlers, 'prerequisitesRun'> {
  return {
    prerequisitesRun: async ({ body }: { body: PrerequisitesRequest }) => {
      const report = await deps.look(body);
      await deps.keep(body, report);
      return report;
    },
  };
}
