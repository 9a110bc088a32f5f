import { join } from 'node:path';
import { expect, stateHeading, test } from './support/test.ts';

/** `MOLTBOT_PICTURES=1 npm test -- e2e` renews the README's picture; other runs keep theirs among the artefacts. */
const directory = process.env.MOLTBOT_PICTURES === '1' ? join(import.meta.dirname, '..', 'docs', 'images') : null;

test('the Overview tells what happened: a start, a death, a return, and a channel that is down', async ({
  console: page,
  stage,
}, info) => {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // a picture holds still
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.gateway.kill();
  await expect(stateHeading(page, 'Stopped')).toBeVisible();
  // It lies there for some seconds, so that the ribbon has something to show.
  await expect(page.getByText(/^for (\d\d s|\d min)/)).toBeVisible();
  await stage.gateway.restart('channel_down');
  // It may be degraded for another reason first, while the watcher finds its way back.
  await expect(page.getByRole('link', { name: /channel_down/ })).toBeVisible({ timeout: 120_000 });
  await expect(stateHeading(page, 'Degraded')).toBeVisible();
  await expect(page.getByText(/^for (\d\d s|\d min)/)).toBeVisible();
  const path = directory ? join(directory, 'overview.png') : info.outputPath('overview.png');
  const picture = await page.screenshot({ path, animations: 'disabled' });
  expect(picture.length).toBeGreaterThan(10_000);
});
