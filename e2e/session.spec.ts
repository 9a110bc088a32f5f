import type { BrowserContext, Page } from '@playwright/test';
import { expect, pairByLink, stateHeading, test } from './support/test.ts';

/** Takes the short-lived cookie away, as its expiry does. */
async function expireAccess(context: BrowserContext): Promise<void> {
  const cookies = await context.cookies();
  const access = cookies.filter(({ name }) => name.includes('access'));
  expect(access).toHaveLength(1);
  await context.clearCookies({ name: access[0]?.name ?? '' });
}

async function openHelp(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
}

test('two tabs whose session runs out at once renew it once, and both stay in', async ({ page, stage }) => {
  await pairByLink(page, stage);
  const second = await page.context().newPage();
  await second.goto(`${stage.url}/settings`);
  await expect(second.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  for (let round = 0; round < 3; round += 1) {
    await expireAccess(page.context());
    await Promise.all([page.reload(), second.reload()]);
    await expect(stateHeading(page, 'Running')).toBeVisible();
    await expect(second.getByText('This browser', { exact: true })).toBeVisible();
  }
  expect(await stage.host('audit', 'verify')).not.toContain('reuse');
});

test('a place that was asked for before pairing is where pairing ends', async ({ page, stage }) => {
  await page.goto(`${stage.url}/help?runbook=disk_full`);
  await expect(page).toHaveURL(/\/pair$/);
  const code = (await page.getByText(/^moltbot-ops approve /).textContent())?.split(' ').at(-1) ?? '';
  await stage.host('approve', code);
  await expect(page.getByRole('heading', { level: 1, name: 'The disk is full' })).toBeVisible();
  await expect(page).toHaveURL(`${stage.url}/help?runbook=disk_full`);
});

test('back and forward walk through the places', async ({ console: page }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await openHelp(page);
  await page.getByRole('link', { name: 'The disk is full' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The disk is full' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.goBack();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});

test('every place outlives a reload', async ({ console: page, stage }) => {
  for (const [path, heading] of [
    ['/', /MoltBot is/],
    ['/records', 'Audit'],
    ['/settings', 'Settings'],
    ['/help', 'Help'],
    ['/help?runbook=crash-loop', 'The gateway crashes again and again'],
    ['/nowhere', 'Nothing here'],
  ] as const) {
    await page.goto(stage.url + path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page).toHaveURL(stage.url + path);
  }
});

test('a reason leads to its runbook, which can be read while the agent is away', async ({ console: page, stage }) => {
  await openHelp(page);
  await page.getByRole('link', { name: 'Overview' }).click();
  await stage.gateway.kill();
  await expect(stateHeading(page, 'Stopped')).toBeVisible();
  await stage.stopAgent();
  await expect(page.getByText('The agent does not answer.')).toBeVisible();
  await page
    .getByRole('link', { name: /^Runbook/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'The gateway is stopped or was killed' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'It is over when' })).toBeVisible();
});

test('a newer console asks before it takes over', async ({ page, stage }) => {
  await pairByLink(page, stage);
  await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
  await page.reload();
  await expect.poll(() => page.evaluate<boolean>('navigator.serviceWorker.controller !== null')).toBe(true);
  // The same worker under another address is a newer one to the browser.
  await page.evaluate("navigator.serviceWorker.register('/sw.js?newer').then(() => null)");
  await expect(page.getByText('A newer console is ready.')).toBeVisible();
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Reload into it' }).click();
  await reloaded;
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await expect(page.getByText('A newer console is ready.')).toBeHidden();
});
