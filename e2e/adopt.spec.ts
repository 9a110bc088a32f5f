import { readFileSync } from 'node:fs';
import { expect, test } from './support/test.ts';

test('a gateway that runs is adopted: found with its facts, looked after, and not touched', async ({
  console: page,
  stage,
}) => {
  const [config, pid] = [readFileSync(stage.gateway.config_path, 'utf8'), stage.gateway.pid];
  await page.getByRole('link', { name: 'Setup' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Where should the gateway run?' })).toBeVisible();
  await page.getByRole('radio', { name: 'A gateway that is here' }).check();
  await page.getByRole('radio', { name: /^openclaw .*runs/ }).check();
  await expect(page.getByText('Adopting is looking, not touching.')).toBeVisible();
  await page.getByRole('button', { name: 'Go on: Adopt' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Look after a gateway that is here' })).toBeVisible();

  const hold = page.getByRole('button', { name: 'Hold to adopt' });
  const kept = page.getByText('The agent looks after it now.');
  await expect(hold.or(kept)).toBeVisible();
  // The agent may have found it before anybody asked; then there is nothing to confirm.
  if (await hold.isVisible()) {
    await hold.focus();
    await page.keyboard.down('Enter');
    await expect(kept).toBeVisible();
    await page.keyboard.up('Enter');
  }
  await page.getByRole('button', { name: 'Go on: Report' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What was set up' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: /^Running/ })).toBeVisible();
  expect(stage.gateway.pid).toBe(pid);
  expect(readFileSync(stage.gateway.config_path, 'utf8')).toBe(config);
});
