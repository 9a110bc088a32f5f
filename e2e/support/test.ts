import { test as base, expect, type Page } from '@playwright/test';
import { openStage, type Stage } from './stage.ts';

interface Fixtures {
  stage: Stage;
  /** A page whose browser is paired as owner and stands on the Overview. */
  console: Page;
  /** Breaches of the content policy and errors of scripts, which no page may have. */
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  // Playwright wants a destructured first argument even where nothing is taken from it.
  // oxlint-disable-next-line no-empty-pattern
  stage: async ({}, use, info) => {
    const stage = await openStage();
    await use(stage);
    if (info.status !== info.expectedStatus) {
      await info.attach('agent.log', { body: stage.log(), contentType: 'text/plain' });
      await info.attach('gateway.log', { body: stage.gateway.output(), contentType: 'text/plain' });
    }
    await stage.close();
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  console: async ({ page, stage }, use) => {
    await pairByLink(page, stage);
    await use(page);
  },
});

export { expect };

/** Opens a link of the host and enters with it. */
export async function pairByLink(page: Page, stage: Pick<Stage, 'invite'>): Promise<void> {
  await page.goto(await stage.invite());
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(page.getByRole('navigation', { name: 'Places' }).first()).toBeVisible();
}

/** The page's heading that names the gateway's state. */
export function stateHeading(page: Page, word: string) {
  return page.getByRole('heading', { level: 1, name: `MoltBot is ${word}` });
}
