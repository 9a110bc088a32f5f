// The wizard as a reader finds it: by its headings, buttons and marks. One helper a page, for every way of installing.
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import type { AgentStage } from './agent-stage.ts';
import { pairByLink } from './test.ts';

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
export const goOn = (page: Page, name: string) => page.getByRole('button', { name: `Go on: ${name}` });
export const verdict = (page: Page, words: string | RegExp) => page.getByRole('heading', { level: 2, name: words });
export const step = (page: Page, title: string | RegExp) => page.getByRole('listitem').filter({ hasText: title });

/** Pairs this browser as owner and opens the first page, on a machine without a gateway. */
export async function openWizard(page: Page, stage: AgentStage): Promise<void> {
  await pairByLink(page, stage);
  await page.getByRole('link', { name: 'Set up a gateway' }).click();
  await expect(heading(page, 'Where should the gateway run?')).toBeVisible();
}

/** Held by keyboard, as long as it takes to be meant; what follows says that it was. */
export async function hold(page: Page, button: Locator, until: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.down('Enter');
  await expect(until).toBeVisible();
  await page.keyboard.up('Enter');
}

/** From the first page, where everything was chosen, past the checks to the page that installs. */
export async function passChecks(page: Page): Promise<void> {
  await goOn(page, 'Check the machine').click();
  await expect(heading(page, 'Is the machine ready?')).toBeVisible();
  await expect(page.getByText(/^Ready\./)).toBeVisible();
  await goOn(page, 'Install').click();
  await expect(heading(page, 'Install the gateway')).toBeVisible();
}

export async function startInstall(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Hold to install' });
  await expect(button).toBeVisible();
  await hold(page, button, page.getByRole('progressbar', { name: 'Steps done' }));
}

/** From the page that installs to a verified gateway. */
export async function install(page: Page, within_ms: number): Promise<void> {
  await startInstall(page);
  await expect(verdict(page, 'Done, and verified.')).toBeVisible({ timeout: within_ms });
}

/** From a finished installation to one with a model's key and bounded logs that is in force, and runs. */
export async function configure(page: Page, api_key: string): Promise<void> {
  await goOn(page, 'Configure').click();
  await expect(heading(page, 'How should it work?')).toBeVisible();
  await page.getByLabel('Key', { exact: true }).fill(api_key);
  await page.getByRole('textbox', { name: 'Size of one file' }).fill('20');
  await goOn(page, 'Validate').click();
  await expect(heading(page, 'Would the gateway accept it?')).toBeVisible();
  await putIntoForce(page, 'logging.maxFileBytes', 180_000);
}

/** From the page that validates to a change that is in force, and a gateway that runs with it. */
export async function putIntoForce(page: Page, changed: string, within_ms: number): Promise<void> {
  await expect(goOn(page, 'Run')).not.toHaveAttribute('aria-disabled', 'true');
  await goOn(page, 'Run').click();
  await expect(page.getByRole('list', { name: 'What changes' })).toContainText(changed);
  await hold(
    page,
    page.getByRole('button', { name: 'Hold to put it into force' }),
    page.getByRole('progressbar', { name: 'Steps done' }),
  );
  await expect(verdict(page, 'Done, and verified.')).toBeVisible({ timeout: within_ms });
  await expect(verdict(page, /^Running/)).toBeVisible();
}

/** Goes on to the report and answers both of its forms as they were downloaded to `path`. */
export async function takeReport(page: Page, path: string): Promise<{ markdown: string; json: string }> {
  await goOn(page, 'Report').click();
  await expect(heading(page, 'What was set up')).toBeVisible();
  const take = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name, exact: true }).click(),
    ]);
    await download.saveAs(path);
    return readFileSync(path, 'utf8');
  };
  return { markdown: await take('Markdown'), json: await take('JSON') };
}
