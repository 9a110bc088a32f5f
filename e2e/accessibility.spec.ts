import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, stateHeading, test } from './support/test.ts';

const places = [
  { path: '/', heading: /MoltBot is/ },
  { path: '/wizard', heading: 'Where should the gateway run?' },
  { path: '/gateway/config', heading: 'Configuration' },
  { path: '/runs', heading: 'Jobs' },
  { path: '/settings', heading: 'Settings' },
  { path: '/records', heading: 'Audit' },
  { path: '/help', heading: 'Help' },
  { path: '/ui', heading: 'Primitives' },
];

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(found).toEqual([]);
}

/** Nothing may still be fading in while its contrast is measured. */
async function visit(page: Page, origin: string, place: (typeof places)[number]): Promise<void> {
  await page.goto(origin + place.path);
  await expect(page.getByRole('heading', { level: 1, name: place.heading })).toBeVisible();
  await expect(page.locator('.skeleton:not(.page .gallery-grid .skeleton)')).toHaveCount(0);
}

for (const theme of ['dark', 'light'] as const) {
  for (const width of [1440, 390]) {
    test(`every place passes axe, ${theme}, ${width} px`, async ({ console: page, stage }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await expect(stateHeading(page, 'Running')).toBeVisible();
      for (const place of places) {
        await visit(page, stage.url, place);
        await expectNoViolations(page);
      }
    });
  }

  test(`pairing and the layers pass axe, ${theme}`, async ({ page, stage }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto(stage.url);
    await expect(page.getByText(/^moltbot-ops approve /)).toBeVisible();
    await expectNoViolations(page);
    await page.goto(await stage.invite());
    const pair = page.getByRole('button', { name: 'Pair this browser' });
    await expect(pair).toBeVisible();
    await expectNoViolations(page);
    await pair.click();
    await expect(stateHeading(page, 'Running')).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByPlaceholder('Where to, or what to do?')).toBeVisible();
    await expectNoViolations(page);
    await page.goto(`${stage.url}/settings?open=approve`);
    await expect(page.getByRole('dialog', { name: 'Approve a device' })).toBeVisible();
    await expectNoViolations(page);
  });

  test(`a gateway in trouble passes axe, ${theme}`, async ({ console: page, stage }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(stateHeading(page, 'Running')).toBeVisible();
    await stage.gateway.kill();
    await expect(stateHeading(page, 'Stopped')).toBeVisible();
    await expectNoViolations(page);
  });
}

for (const width of [1024, 390, 360]) {
  test(`no place scrolls sideways at ${width} px`, async ({ console: page, stage }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const place of places) {
      await visit(page, stage.url, place);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow, place.path).toBeLessThanOrEqual(0);
    }
  });
}

test('nothing moves for those who ask for stillness', async ({ console: page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(stage.url);
  await expect(stateHeading(page, 'Running')).toBeVisible();
  await stage.gateway.kill();
  await expect(stateHeading(page, 'Stopped')).toBeVisible();
  const moving = await page.evaluate<number>('document.getAnimations().length');
  expect(moving).toBe(0);
});

test('the switch for stillness stops motion where the system allows it', async ({ console: page }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Keep still' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'still');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0);
});

for (const [name, media] of [
  ['colours of the system', { forcedColors: 'active' }],
  ['more contrast', { contrast: 'more' }],
] as const) {
  test(`every place stands with ${name}`, async ({ console: page, stage }) => {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    for (const place of places) {
      await visit(page, stage.url, place);
      await expectNoViolations(page);
    }
    await page.goto(`${stage.url}/settings`);
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
  });
}

test('at a zoom of 200 % nothing is cut off and every place is in reach', async ({ console: page, stage }) => {
  await page.setViewportSize({ width: 720, height: 450 }); // what 1440 × 900 leaves at that zoom
  for (const place of places) {
    await visit(page, stage.url, place);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, place.path).toBeLessThanOrEqual(0);
  }
  await page.goto(stage.url);
  await page.getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeInViewport();
});
