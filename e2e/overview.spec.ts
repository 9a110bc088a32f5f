import { expect, pairByLink, stateHeading, test } from './support/test.ts';

test('the gateway’s death and return are seen without a reload', async ({ console: page, stage }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.gateway.kill();
  await expect(stateHeading(page, 'Stopped')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Needs you' }).getByText('Next')).toBeVisible();
  await stage.gateway.restart();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await expect(page.getByRole('slider', { name: /State of the gateway/ })).toBeVisible();
});

test('what needs the operator is named with the next step', async ({ console: page, stage }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.gateway.kill();
  await stage.gateway.restart('channel_down');
  await expect(stateHeading(page, 'Degraded')).toBeVisible({ timeout: 90_000 });
  const card = page.getByRole('region', { name: 'Needs you' });
  await expect(card.getByRole('heading', { level: 3 }).first()).toBeVisible();
  await expect(card.getByText('Next').first()).toBeVisible();
});

test('the ribbon is read by keyboard', async ({ console: page }) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  const ribbon = page.getByRole('slider', { name: /State of the gateway/ });
  await ribbon.focus();
  await page.keyboard.press('End');
  await expect(ribbon).toHaveAttribute('aria-valuetext', /Running for/);
  const end = await ribbon.getAttribute('aria-valuenow');
  await page.keyboard.press('Home');
  await expect(ribbon).not.toHaveAttribute('aria-valuenow', end ?? '');
});

test('a lost agent is said with the age of what is shown, and its return is noticed', async ({
  console: page,
  stage,
}) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.stopAgent();
  await expect(page.getByText('The agent does not answer.')).toBeVisible();
  await expect(page.getByText('Last known')).toBeVisible();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.startAgent();
  // The page tries by itself too, and may be faster than the click.
  const returned = expect(page.getByText('The agent does not answer.')).toBeHidden();
  await Promise.race([page.getByRole('button', { name: 'Try now' }).click(), returned]);
  await returned;
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
});

test('the shell and the last known state open while the agent is away', async ({ page, stage }) => {
  await pairByLink(page, stage);
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
  await page.reload();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.stopAgent();
  await page.reload();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await expect(page.getByText('The agent does not answer.')).toBeVisible();
});
