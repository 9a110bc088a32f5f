// Takes pictures of every place and state into a folder: `node apps/web/test/look.ts FOLDER [word ...]`. Each is held
// against axe and against its own width as well; what is found is printed, and the end is 1 where anything was.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { configShots } from './config-scenes.ts';
import { type FakeAgent, startFakeAgent } from './fake-agent.ts';
import { pairScenes, scenes } from './scenes.ts';
import { jobRoute, jobScene, setupScenes } from './setup-scenes.ts';
import type { Shot } from './shot.ts';
import { troubleShots } from './trouble-scenes.ts';

const step_ms_max = 10_000;
const folder = process.argv[2] ?? 'pictures';
const words = process.argv.slice(3);

/** What has to be done on a page before it is worth a picture. */
const setupMoves: Record<string, (page: Page) => Promise<void>> = {
  choose: (page) => page.getByText('More: exact version, port').click(),
};

const stateShots: Shot[] = Object.values(scenes).map((scene) => ({ name: `overview-${scene.name}`, scene, path: '/' }));
const setupShots: Shot[] = Object.entries(setupScenes).map(([name, scene]) => ({
  name: `setup-${name}`,
  scene,
  path: '/wizard',
  ...(setupMoves[name] ? { prepare: setupMoves[name] } : {}),
}));
const shots: Shot[] = [
  ...configShots,
  ...setupShots,
  ...troubleShots,
  { name: 'jobs', scene: jobScene, path: '/runs' },
  { name: 'job', scene: jobScene, path: jobRoute, prepare: (page) => page.getByText('Output').click() },
  ...stateShots,
  { name: 'overview-hover', scene: scenes.running, path: '/', prepare: hoverRibbon },
  { name: 'offline', scene: scenes.running, path: '/', prepare: goOffline },
  { name: 'settings', scene: scenes.degraded, path: '/settings' },
  {
    name: 'invite',
    scene: scenes.running,
    path: '/settings?open=invite',
    prepare: (page) => page.getByRole('button', { name: 'Make a link' }).click(),
  },
  { name: 'approve', scene: scenes.running, path: '/settings?open=approve' },
  { name: 'audit', scene: scenes.running, path: '/records' },
  { name: 'audit-record', scene: scenes.running, path: '/records?record=aud_39' },
  { name: 'help', scene: scenes.running, path: '/help' },
  { name: 'runbook', scene: scenes.running, path: '/help?runbook=crash_loop' },
  { name: 'ui', scene: scenes.running, path: '/ui' },
  { name: 'palette', scene: scenes.running, path: '/', prepare: (page) => page.keyboard.press('Control+k') },
  { name: 'pair', scene: pairScenes.waiting, path: '/pair', paired: false },
  { name: 'pair-crowded', scene: pairScenes.crowded, path: '/pair', paired: false },
  { name: 'pair-link', scene: pairScenes.waiting, path: '/pair#K7QF3-2MXW9', paired: false },
  { name: 'pair-enter', scene: pairScenes.crowded, path: '/pair', paired: false, prepare: enterWrongCode },
];

async function hoverRibbon(page: Page): Promise<void> {
  const axis = page.locator('.ribbon-axis');
  const box = (await axis.count()) > 0 ? await axis.boundingBox() : null; // a phone has a rail instead
  if (box) await page.mouse.move(box.x + box.width * 0.33, box.y + 70);
}

async function goOffline(page: Page, agent: FakeAgent): Promise<void> {
  await agent.close();
  await page.getByText('The agent does not answer').waitFor();
}

async function enterWrongCode(page: Page): Promise<void> {
  await page.getByText('Enter a code').click();
  await page.getByLabel('Code from the host').fill('abcde fghjk');
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await page.getByRole('alert').waitFor();
}

async function take(
  browser: Browser,
  shot: Shot,
  look: { name: string; options: BrowserContextOptions },
): Promise<void> {
  const agent = await startFakeAgent(shot.scene);
  const context = await browser.newContext(look.options);
  const page = await context.newPage();
  page.setDefaultTimeout(step_ms_max);
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/status of (4\d\d|5\d\d)|ERR_CONNECTION|ERR_INCOMPLETE|fetching the script/.test(message.text())
    )
      complain(`${shot.name}-${look.name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`${shot.name}-${look.name}: ${error.stack}`));
  if (shot.paired !== false) await page.addInitScript(() => localStorage.setItem('moltbot-ops.paired', 'true'));
  await page.goto(agent.origin + shot.path);
  await pause(700);
  await shot.prepare?.(page, agent);
  await pause(500);
  for (const finding of await judge(page)) complain(`${shot.name}-${look.name}: ${finding}`);
  // A window as high as the page, so that what is fixed to its edges stays there in the picture.
  if (!shot.window_only) await page.setViewportSize(await sizeOf(page));
  await page.screenshot({ path: join(folder, `${shot.name}-${look.name}.png`) });
  await context.close();
  await agent.close().catch(() => undefined);
}

async function sizeOf(page: Page): Promise<{ width: number; height: number }> {
  return page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
}

/** What a picture does not show: findings of axe, and content that is wider than the window. */
async function judge(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  // A colour on its way from one to another is neither.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  const { violations } = await new AxeBuilder({ page }).analyze();
  return [
    ...(overflow > 0 ? [`scrolls sideways by ${overflow}px`] : []),
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ];
}

function complain(finding: string): void {
  console.log(finding);
  process.exitCode = 1;
}

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const looks = [
  { name: 'wide-night', options: { viewport: wide, colorScheme: 'dark' as const } },
  { name: 'wide-day', options: { viewport: wide, colorScheme: 'light' as const } },
  { name: 'tablet-night', options: { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' as const } },
  {
    name: 'small-day',
    options: { viewport: { width: 360, height: 740 }, colorScheme: 'light' as const, hasTouch: true, isMobile: true },
  },
  { name: 'phone-night', options: { viewport: phone, colorScheme: 'dark' as const, hasTouch: true, isMobile: true } },
  {
    name: 'phone-day',
    options: {
      viewport: phone,
      colorScheme: 'light' as const,
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce' as const,
    },
  },
];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
for (const shot of shots) {
  for (const look of looks) {
    const name = `${shot.name}-${look.name}`;
    if (!words.every((word) => name.includes(word))) continue;
    // One that cannot be reached holds no other one up.
    await take(browser, shot, look).catch((cause: unknown) => complain(`${name}: ${String(cause)}`));
  }
}
await browser.close();
