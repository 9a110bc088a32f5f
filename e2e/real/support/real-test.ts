// The console in a real browser over the built agent, on a machine without a gateway, with the parts of
// `scripts/real-parts.sh`. `test.use({ variables: { DOCKER_HOST: … } })` says what the agent finds in its environment.
import type { Page } from '@playwright/test';
import { type AgentStage, openAgentStage } from '../../support/agent-stage.ts';
import { test as base } from '../../support/test.ts';
import { openWizard } from '../../support/wizard.ts';

interface Fixtures {
  /** Added to the agent's environment. */
  variables: NodeJS.ProcessEnv;
  agent: AgentStage;
  /** A paired owner, at the wizard's first page. */
  wizard: Page;
}

export const test = base.extend<Fixtures>({
  variables: [{}, { option: true }],
  agent: async ({ variables }, use, info) => {
    const agent = await openAgentStage(variables);
    await use(agent);
    if (info.status !== info.expectedStatus)
      await info.attach('agent.log', { body: agent.log(), contentType: 'text/plain' });
    await agent.close();
  },
  wizard: async ({ page, agent }, use) => {
    await openWizard(page, agent);
    await use(page);
  },
});
