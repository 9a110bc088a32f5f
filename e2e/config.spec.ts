import { readFileSync, writeFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { test as base, expect } from './support/test.ts';

/** A paired owner in the Config place, all fields read. */
const test = base.extend<{ config: Page }>({
  config: async ({ console: page, stage }, use) => {
    await page.goto(`${stage.url}/gateway/config`);
    await expect(page.getByRole('heading', { level: 2, name: 'A model that answers' })).toBeVisible();
    await use(page);
  },
});

const draft = (page: Page) => page.getByRole('region', { name: 'Draft' });
const level = (page: Page) => page.getByLabel('How much is written', { exact: true });
const view = (page: Page, name: 'Essentials' | 'Everything' | 'Text') =>
  page.getByRole('group', { name: 'View' }).getByText(name, { exact: true });
const editor = (page: Page) => page.getByRole('textbox', { name: 'Configuration as JSON5' });

async function putIntoForce(page: Page): Promise<void> {
  await draft(page).getByRole('button', { name: 'Look at the impact' }).click();
  const button = page.getByRole('button', { name: 'Hold to put it into force' });
  await button.focus();
  await page.keyboard.down('Enter');
  await expect(page.getByRole('progressbar', { name: 'Steps done' })).toBeVisible();
  await page.keyboard.up('Enter');
}

test('a change is checked as it is typed, put into force by a hold, and verified; comments stay', async ({
  config: page,
  stage,
}) => {
  const file = stage.gateway.config_path;
  writeFileSync(file, `// of the harbour\n${readFileSync(file, 'utf8')}`);
  await expect(page.getByText('valid', { exact: true })).toBeVisible();

  const port = page.getByRole('textbox', { name: 'Port' });
  await port.fill('none');
  await expect(
    page.getByText('A whole number is needed here.').or(page.getByText('A number is needed here.')),
  ).toBeVisible();
  await expect(draft(page).getByRole('button', { name: /error/ })).toBeVisible();
  await expect(draft(page).getByRole('button', { name: 'Look at the impact' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.getByRole('button', { name: 'Reset Port' }).click();
  await expect(draft(page).getByText('Nothing is drafted.')).toBeVisible();

  await level(page).selectOption('debug');
  await expect(draft(page).getByText('1 field changed')).toBeVisible();
  await expect(draft(page).getByRole('button', { name: 'Look at the impact' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await putIntoForce(page);
  await expect(page.getByRole('heading', { name: 'Done, and verified.' })).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain('// of the harbour');
  expect(readFileSync(file, 'utf8')).toContain('debug');

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Done, and verified.' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to the configuration' }).click();
  await expect(level(page)).toHaveText(/debug/);
  await expect(draft(page)).toBeHidden();
});

test('any of thousands of fields is found by a few letters and changed by keyboard alone', async ({ config: page }) => {
  await view(page, 'Everything').click();
  await page.getByRole('textbox', { name: 'Search fields' }).fill('gateway port');
  const port = page.locator('[data-path="gateway.port"]').getByRole('textbox');
  await expect(port).toBeVisible();
  await page.keyboard.press('Tab');
  for (let presses = 0; presses < 60 && !(await port.evaluate((one) => one.matches(':focus'))); presses += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.type('9');
  await expect(draft(page).getByText('1 field changed')).toBeVisible();
  await draft(page).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(draft(page).getByText('Nothing is drafted.')).toBeVisible();
});

test('the text holds the same draft, keeps its comments, shows no secret, and is not left while it cannot be read', async ({
  config: page,
}) => {
  await level(page).selectOption('warn');
  await view(page, 'Text').click();
  await expect(editor(page)).toContainText('warn');
  await expect(editor(page)).toContainText('secret, kept');
  await editor(page).click();
  // There is nothing to undo yet, so the text as it was opened stays.
  await page.keyboard.press('Control+z');
  await expect(editor(page)).toContainText('warn');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' ]');
  await expect(page.getByText(/^Line \d+, column \d+: Unexpected \]/)).toBeVisible();
  await view(page, 'Everything').click();
  await expect(page.getByRole('alert')).toContainText('The form cannot show this yet.');
  await expect(editor(page)).toBeVisible();
  await editor(page).press('Control+End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('// mine');
  await view(page, 'Essentials').click();
  await expect(level(page)).toHaveValue(/\d/);
  await view(page, 'Text').click();
  await expect(editor(page)).toContainText('// mine');
});

test('a typed secret is nowhere in the page or the tab’s storage, and a reload keeps the rest of the draft', async ({
  config: page,
}) => {
  const secret = 'typed-here-and-nowhere-else-0123456789';
  await page.getByRole('button', { name: 'Replace Token' }).click();
  await page.getByLabel('Token', { exact: true }).fill(secret);
  await level(page).selectOption('warn');
  await expect(draft(page).getByText('2 fields changed')).toBeVisible();
  await view(page, 'Text').click();
  await expect(editor(page)).toContainText('new secret, hidden');
  expect(await page.content()).not.toContain(secret);
  await expect
    .poll(() => page.evaluate<string>('JSON.stringify({ ...sessionStorage, ...localStorage })'))
    .toContain('warn');
  expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage, ...localStorage })')).not.toContain(secret);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(draft(page).getByText('1 field changed')).toBeVisible();
  await expect(page.getByText('Your draft was kept over the reload.')).toBeVisible();
});

test('the credential of a channel is checked with its provider before anything is saved', async ({
  config: page,
  stage,
}) => {
  const before = readFileSync(stage.gateway.config_path, 'utf8');
  await page.getByLabel('Channel to add', { exact: true }).selectOption('telegram');
  await page.getByRole('button', { name: 'Set it up' }).click();
  const token = page.getByLabel('Telegram Bot Token', { exact: true });
  await token.fill('123456789:not-a-token');
  await page.getByRole('button', { name: 'Check with Telegram' }).click();
  await expect(page.getByText('The provider refuses it')).toBeVisible();
  await token.fill(`123456789:${'Ab1_'.repeat(9)}`);
  await expect(page.getByText('The provider refuses it')).toBeHidden();
  await page.getByRole('button', { name: 'Check with Telegram' }).click();
  await expect(page.getByText('It answers as simulated_bot.')).toBeVisible();
  expect(readFileSync(stage.gateway.config_path, 'utf8')).toBe(before);
});

test('what somebody else changed meanwhile is shown beside mine, and I choose whose stays', async ({
  config: page,
  stage,
}) => {
  await level(page).selectOption('warn');
  await expect(draft(page).getByText('1 field changed')).toBeVisible();
  const file = stage.gateway.config_path;
  const theirs = JSON.parse(readFileSync(file, 'utf8')) as { logging?: object };
  writeFileSync(file, JSON.stringify({ ...theirs, logging: { ...theirs.logging, level: 'trace' } }, null, 2));
  await expect(page.getByRole('heading', { name: 'Somebody else changed the same fields' })).toBeVisible();
  await draft(page).getByRole('button', { name: 'Settle 1 field' }).click();
  await page.getByText('Keep mine').click();
  await page.getByRole('button', { name: 'Go on with this' }).click();
  await putIntoForce(page);
  await expect(page.getByRole('heading', { name: 'Done, and verified.' })).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain('warn');
});

for (const theme of ['dark', 'light'] as const) {
  test(`every view of it passes axe, ${theme}`, async ({ config: page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
        what,
      ).toEqual([]);
    };
    await page.getByRole('button', { name: /\d+ set/ }).click();
    await check('essentials');
    await view(page, 'Everything').click();
    await page.getByRole('textbox', { name: 'Search fields' }).fill('token');
    await expect(page.getByText(/^\d+ fields$/)).toBeVisible();
    await check('search');
    await view(page, 'Text').click();
    await expect(editor(page)).toBeVisible();
    await check('text');
    await view(page, 'Essentials').click();
    await level(page).selectOption('warn');
    await draft(page).getByRole('button', { name: 'Look at the impact' }).click();
    await expect(page.getByRole('button', { name: 'Hold to put it into force' })).toBeVisible();
    await check('review');
  });
}
