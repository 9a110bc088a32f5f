import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { ensureBrowser } from '../lib/browser.ts';
import { type Figure, median, percentile } from './figure.ts';
import { type GatewayPlace, inviteDevice, type Subject, startAgentProcess, untilAttached } from './subjects.ts';

// Both run in the page, where this file's types are not.
const openPlace = `new Promise((resolve) => {
  const started = performance.now();
  document.querySelector('a[href="/gateway/config"]').click();
  const look = () =>
    requestAnimationFrame(() => {
      if (document.querySelector('[data-path="gateway.port"] input')) resolve(performance.now() - started);
      else look();
    });
  look();
})`;
// The results are drawn as a transition: they stand when the list says that it is of this very text.
const awaitKey = `void (globalThis.drawn = new Promise((resolve) => {
  const input = document.querySelector('.cfg-search-input');
  input.addEventListener('input', () => {
    const started = performance.now();
    const look = () => {
      if (document.querySelector('.cfg-all').dataset.asked === input.value)
        requestAnimationFrame(() => resolve(performance.now() - started));
      else setTimeout(look, 0);
    };
    setTimeout(look, 0);
  }, { once: true });
}))`;

/** What has moved without anybody's doing since the page began, by the browser's own measure. */
const sumShifts = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 500);
})`;

/** What is typed into the search, key by key: words of names, of explanations, and of nothing. */
const queries = ['token', 'gateway port', 'rate limit telegram', 'zzzz'];
const visits = 5;
/** A phone of some years ago beside the machine that measures. */
const slower = 4;

/** How soon the Config place can be used over thousands of fields, and how long a key in its search takes to be drawn. */
export async function measureConfig(gateway: GatewayPlace): Promise<Figure[]> {
  const agent = await startAgentProcess(gateway);
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  try {
    await untilAttached(agent);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await enter(context, agent);
    const opened: number[] = [];
    for (let visit = 0; visit < visits; visit += 1) opened.push(await measureOpening(context, agent));
    const { keys } = await measureKeys(context, agent);
    const slow = await measureKeys(context, agent, slower);
    return figuresOf(opened, keys, slow);
  } finally {
    await browser.close();
    await agent.stop();
  }
}

function figuresOf(opened: number[], keys: number[], slow: { keys: number[]; shift: number }): Figure[] {
  return [
    {
      name: 'Config place interactive',
      measured: `from the click to fields that take input, median of ${visits} first visits of a page`,
      value: median(opened),
      budget: 400,
      better: 'lower',
      unit: 'ms',
    },
    {
      name: 'search over all fields, a key',
      measured: `p95 of ${keys.length} keys, from the key to the frame that shows its results`,
      value: percentile(keys, 0.95),
      budget: 50,
      better: 'lower',
      unit: 'ms',
    },
    {
      name: `search with a processor ${slower} times slower`,
      measured: `p95 of ${slow.keys.length} keys, from the key to the frame that shows its results`,
      value: percentile(slow.keys, 0.95),
      budget: 50 * slower,
      better: 'lower',
      unit: 'ms',
    },
    {
      name: 'layout shift of the Config place',
      measured: 'thousandths of the browser’s score, from a slow start to the end of the search',
      value: slow.shift * 1000,
      budget: 20,
      better: 'lower',
      unit: 'points',
    },
  ];
}

async function enter(context: BrowserContext, agent: Subject): Promise<void> {
  const page = await context.newPage();
  await page.goto(await inviteDevice(agent));
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await page.getByRole('navigation', { name: 'Places' }).first().waitFor();
  await page.close();
}

/** One page that never saw the place: its pieces, the configuration and every field are fetched, read and drawn. */
async function measureOpening(context: BrowserContext, agent: Subject): Promise<number> {
  const page = await context.newPage();
  await page.goto(agent.url);
  await page.getByRole('heading', { level: 1, name: /MoltBot is/ }).waitFor();
  const took = await page.evaluate<number>(openPlace);
  await page.close();
  return took;
}

async function measureKeys(
  context: BrowserContext,
  agent: Subject,
  slowdown = 1,
): Promise<{ keys: number[]; shift: number }> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(`${agent.url}/gateway/config`);
  await page.getByText('Everything', { exact: true }).click();
  const search = page.getByRole('textbox', { name: 'Search fields' });
  await search.fill('warm');
  await page.getByText(/^\d+ fields?$/).waitFor();
  const took: number[] = [];
  for (const query of queries) {
    await search.fill('');
    for (const key of query) took.push(await measureKey(page, key));
  }
  const shift = await page.evaluate<number>(sumShifts);
  await page.close();
  return { keys: took, shift };
}

/** From the input event to the end of the frame after the one that the answer was drawn in. */
async function measureKey(page: Page, key: string): Promise<number> {
  await page.evaluate(awaitKey); // listens before the key comes, which takes a faster way into the page
  await page.keyboard.press(key === ' ' ? 'Space' : key);
  return page.evaluate<number>('globalThis.drawn');
}
