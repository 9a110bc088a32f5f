// Composition of the wizard: where it stands, what it drafts, and the report at its end.
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { EventHub } from './events/hub.ts';
import type { LeftLine } from './gateway/left-lines.ts';
import { createSetupHandlers } from './http/handlers/setup.ts';
import { readSetupReport } from './setup/last-report.ts';
import { createWizard, type Wizard, type WizardDependencies } from './setup/wizard.ts';
import { version } from './version.ts';

interface Given extends Omit<WizardDependencies, 'hasGateway' | 'publish'> {
  hub: EventHub;
  status: () => MoltBotStatus;
  redact: (text: string) => string;
  leftBehind: () => Promise<LeftLine[]>;
}

export async function composeWizard({ hub, status, redact, leftBehind, ...given }: Given) {
  const wizard: Wizard = await createWizard({
    ...given,
    hasGateway: () => status().installed,
    publish: (revision) => hub.publish({ type: 'setup.changed', revision }),
  });
  const { clock, jobs } = given;
  const readReport = () => readSetupReport({ wizard, jobs, clock, status, redact, leftBehind, agent_version: version });
  return { wizard, handlers: createSetupHandlers({ wizard, readReport }) };
}
