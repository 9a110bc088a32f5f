import { expect, stateHeading, test } from './support/test.ts';

test('revoking this browser says the consequence, ends the session and explains itself', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Actions for / }).click();
  await page.getByRole('menuitem', { name: 'Revoke…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke this browser?' });
  await expect(dialog).toContainText('signed out here at once');
  await dialog.getByRole('button', { name: 'Revoke and leave' }).click();
  await expect(page).toHaveURL(/\/pair$/);
  await expect(page.getByText('This browser was revoked')).toBeVisible();
  expect(await page.evaluate<string | null>("localStorage.getItem('moltbot-ops.last-known')")).toBeNull();
});

test('a browser revoked on the host is out at once, with the reason', async ({ console: page, stage }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  const { devices } = JSON.parse(await stage.host('devices', '--json')) as { devices: Array<{ device_id: string }> };
  await stage.host('devices', 'revoke', devices[0]?.device_id ?? '');
  await expect(page).toHaveURL(/\/pair$/);
  await expect(page.getByText('This browser was revoked')).toBeVisible();
});

test('a device is renamed', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Actions for / }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Harbour desk');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Devices' }).getByText('Harbour desk')).toBeVisible();
});

test('the last owner keeps the role, and is told why', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /^Actions for / }).click();
  await page.getByRole('menuitem', { name: 'Change role…' }).click();
  await page.getByRole('combobox', { name: 'Role' }).selectOption('viewer');
  await page.getByRole('button', { name: 'Change role' }).click();
  await expect(page.getByRole('alert')).toContainText('The role was not changed');
});

test('an invitation shows a link, a code and a QR code', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Invite a device…' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the pairing link' })).toBeVisible();
});

test('a chosen theme and stillness outlive a reload', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Day', { exact: true }).click();
  await page.getByRole('switch', { name: 'Keep still' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'day');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'still');
  await expect(page.getByRole('switch', { name: 'Keep still' })).toBeChecked();
});

test('the agent says how it stands, its secret store included', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('region', { name: 'About this agent' }).getByText('Secret store')).toBeVisible();
});
