import type { SetupReport } from '@moltbot-ops/sdk/types';
import type { Wizard } from '../../setup/wizard.ts';
import type { Handlers } from '../operation.ts';

type SetupOperations = 'setupGet' | 'setupUpdate' | 'setupReport';

export function createSetupHandlers(deps: {
  wizard: Wizard;
  readReport: () => Promise<SetupReport>;
}): Pick<Handlers, SetupOperations> {
  return {
    setupGet: () => deps.wizard.read(),
    setupUpdate: ({ body }) => deps.wizard.update(body),
    setupReport: () => deps.readReport(),
  };
}
