import { expect, pairByLink, stateHeading, test } from './support/test.ts';

test('a browser shows a code, the host types it, and the browser is in', async ({ page, stage }) => {
  await page.goto(stage.url);
  await expect(page).toHaveURL(/\/pair$/);
  const command = page.getByText(/^moltbot-ops approve /);
  const code = (await command.textContent())?.split(' ').at(-1) ?? '';
  expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  await page.getByLabel('This browser will be listed as').fill('Bridge console');
  await stage.host('approve', code);
  await expect(stateHeading(page, 'Running')).toBeVisible();
  expect(await stage.host('devices')).toContain('Bridge console');
  expect(stage.log()).not.toContain(code);
});

test('a link of the host lets a browser in and leaves no code behind', async ({ page, stage }) => {
  const link = await stage.invite();
  const code = link.split('#')[1] ?? '';
  await page.goto(link);
  await expect(page).toHaveURL(`${stage.url}/pair`);
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  const stored = await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
  expect(stored).not.toContain(code);
  await page.goBack().catch(() => null);
  expect(page.url()).not.toContain(code);
});

test('a code of the host can be typed, in any case and without its dash', async ({ page, stage }) => {
  const code = (await stage.invite()).split('#')[1] ?? '';
  await page.goto(stage.url);
  await page.getByText('Enter a code').click();
  await page.getByLabel('Code from the host').fill(code.replace('-', '').toLowerCase());
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible();
});

test('a wrong code says so, and what to do next', async ({ page, stage }) => {
  await page.goto(stage.url);
  await page.getByText('Enter a code').click();
  await page.getByLabel('Code from the host').fill('ZZZZZ-ZZZZZ');
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(page.getByRole('alert')).toContainText('That code does not work');
  await expect(page.getByLabel('Code from the host')).toHaveValue('ZZZZZ-ZZZZZ');
});

test('a used link lets nobody else in', async ({ page, stage, browser }) => {
  const link = await stage.invite();
  await page.goto(link);
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await stranger.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(stranger.getByRole('alert')).toContainText('That code does not work');
  await stranger.context().close();
});

test('a second tab of a paired browser needs no pairing', async ({ page, stage }) => {
  await pairByLink(page, stage);
  const second = await page.context().newPage();
  await second.goto(stage.url);
  await expect(stateHeading(second, 'Running')).toBeVisible();
});

test('a second device waits until an owner types its code in the console', async ({
  console: owner,
  stage,
  browser,
}) => {
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(stage.url);
  const code = (await phone.getByText(/^moltbot-ops approve /).textContent())?.split(' ').at(-1) ?? '';
  await owner.getByRole('link', { name: 'Type the code it shows…' }).click();
  await owner.getByLabel('Code on the device').fill(code);
  await owner.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(owner.getByText(/^Approved as viewer/)).toBeVisible();
  await expect(stateHeading(phone, 'Running')).toBeVisible();
  await expect(owner.getByText('viewer', { exact: true })).toBeVisible();
  await phone.context().close();
});

test('a link that has died says so, and offers the other ways in', async ({ page, stage }) => {
  const link = await stage.invite();
  await stage.stopAgent();
  await stage.startAgent(); // codes live in the agent's memory only
  await page.goto(link);
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(page.getByRole('alert')).toContainText('That code does not work');
  await page.getByRole('button', { name: 'Pair another way' }).click();
  await expect(page.getByText(/^moltbot-ops approve /)).toBeVisible();
});

test('a shown code that nobody typed expires, and another can be had', async ({ page, stage }) => {
  await page.clock.install();
  await page.goto(stage.url);
  const command = page.getByText(/^moltbot-ops approve /);
  const first = await command.textContent();
  await page.clock.fastForward('03:05');
  await expect(page.getByText('The code has expired. Nobody was let in.')).toBeVisible();
  await page.getByRole('button', { name: 'Show a new code' }).click();
  await expect(command).toBeVisible();
  expect(await command.textContent()).not.toBe(first);
});

test('five wrong codes are all that is allowed, and the right one is dead with them', async ({ page, stage }) => {
  const right = (await stage.invite()).split('#')[1] ?? '';
  await page.goto(stage.url);
  await page.getByText('Enter a code').click();
  const field = page.getByLabel('Code from the host');
  const claim = async (code: string) => {
    await field.fill(code);
    const answered = page.waitForResponse('**/pair/claim');
    await page.getByRole('button', { name: 'Pair this browser' }).click();
    return (await answered).status();
  };
  for (const digit of '23456') expect(await claim(`ZZZZZ-ZZZZ${digit}`)).toBeGreaterThanOrEqual(400);
  expect(await claim(right)).toBeGreaterThanOrEqual(400);
  await expect(page.getByRole('alert')).toContainText(/Too many wrong codes|That code does not work|A little slower/);
  await expect(page).toHaveURL(/\/pair$/);
});

test('a hostile name of a device is shown as text', async ({ console: owner, stage, browser }) => {
  const name = '<img src=x onerror="document.title=1"> [a](javascript:1)';
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(await stage.invite());
  await stranger.getByLabel('This browser will be listed as').fill(name);
  await stranger.getByRole('button', { name: 'Pair this browser' }).click();
  await expect(stateHeading(stranger, 'Running')).toBeVisible();
  for (const place of ['Settings', 'Audit', 'Overview']) {
    await owner.getByRole('link', { name: place }).click();
    await expect(owner.getByRole('heading', { level: 1 })).toBeVisible();
    if (place === 'Settings') await expect(owner.getByText(name)).toBeVisible();
    await expect(owner.locator('main img')).toHaveCount(0);
    await expect(owner).toHaveTitle(/MoltBot Ops$/);
  }
  await stranger.context().close();
});
