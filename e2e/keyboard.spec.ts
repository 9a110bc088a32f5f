import type { Page } from '@playwright/test';
import { expect, stateHeading, test } from './support/test.ts';

/** Presses Tab until the focus is on what has this role and name. */
async function tabTo(page: Page, role: 'button' | 'link' | 'textbox' | 'radio', name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name }).first();
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${role} ${String(name)}`);
}

test('a browser is paired by keyboard alone', async ({ page, stage }) => {
  await page.goto(await stage.invite());
  await tabTo(page, 'button', 'Pair this browser');
  await page.keyboard.press('Enter');
  await expect(stateHeading(page, 'Running')).toBeVisible();
});

test('every place is reached by the palette and by its keys', async ({ console: page }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  // At once, because the second key has its time.
  const press = (...keys: string[]) => Promise.all(keys.map((key) => page.keyboard.press(key)));
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Where to, or what to do?').fill('sett');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  for (const [key, name] of [
    ['h', 'Help'],
    ['a', 'Audit'],
    ['s', 'Settings'],
  ] as const) {
    await press('g', key);
    await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
    await expect(page).toHaveTitle(`${name} · MoltBot Ops`);
  }
  await press('g', 'o');
  await expect(stateHeading(page, 'Running')).toBeVisible();
});

test('? shows the keys, and Escape gives the focus back', async ({ console: page }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the first Tab offers to skip to the content', async ({ console: page }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.reload();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
});

test('this browser is revoked by keyboard alone', async ({ console: page }) => {
  await tabTo(page, 'link', 'Settings');
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', /^Actions for /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, 'button', 'Revoke and leave');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/pair$/);
});

test('single keys do nothing once they are switched off', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const single = page.getByRole('switch', { name: 'Single keys' });
  await single.click();
  await expect(single).not.toBeChecked();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});
