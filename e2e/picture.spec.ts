import { join } from 'node:path';
import { expect, stateHeading, test } from './support/test.ts';

/** `MOLTBOT_PICTURES=1 npm test -- e2e` renews the README's picture; other runs keep theirs among the artefacts. */
const directory = process.env.MOLTBOT_PICTURES === '1' ? join(import.meta.dirname, '..', 'docs', 'images') : null;

test('the Overview of a running gateway can be looked at', async ({ console: page }, info) => {
  await expect(stateHeading(page, 'Running')).toBeVisible();
  const path = directory ? join(directory, 'overview.png') : info.outputPath('overview.png');
  const picture = await page.screenshot({ path, animations: 'disabled' });
  expect(picture.length).toBeGreaterThan(10_000);
});
