// What Lighthouse says of every place of the built console, pairing and the places behind it alike:
// `node e2e/lighthouse.ts`. Prints one line each and ends with 1 where a budget is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { openStage } from './support/stage.ts';

const budgets = { performance: 95, accessibility: 100, 'best-practices': 95 };
const places = ['/pair', '/', '/settings', '/records', '/help'];

async function main(): Promise<boolean> {
  const stage = await openStage();
  const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
  const port = await findFreePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', `--remote-debugging-port=${port}`],
  });
  try {
    const misses: string[] = [];
    for (const place of places) {
      if (place === '/') await pair(context, await stage.invite());
      misses.push(...(await judge(stage.url, place, port)));
    }
    for (const miss of misses) console.error(miss);
    return misses.length === 0;
  } finally {
    await context.close();
    await stage.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function pair(
  context: Awaited<ReturnType<typeof chromium.launchPersistentContext>>,
  link: string,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Pair this browser' }).click();
  await page.getByRole('heading', { level: 1, name: /MoltBot is/ }).waitFor();
  await page.close();
}

/** Prints the scores of one place and answers the budgets that it misses. */
async function judge(origin: string, place: string, port: number): Promise<string[]> {
  const result = await lighthouse(origin + place, {
    port,
    onlyCategories: Object.keys(budgets),
    // The session lives in the browser's storage; clearing it would measure pairing five times.
    disableStorageReset: true,
    logLevel: 'silent',
  });
  if (!result) throw new Error(`Lighthouse gave no report of ${place}`);
  const { categories, audits } = result.lhr;
  const scores = Object.keys(budgets).map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)] as const);
  console.log(`${place.padEnd(10)} ${scores.map(([name, score]) => `${name} ${score}`).join('  ')}`);
  const failed = Object.values(audits).filter(
    (audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary',
  );
  if (failed.length > 0) console.log(`           ${failed.map((audit) => audit.id).join(', ')}`);
  return scores.flatMap(([name, score]) => {
    // Object.keys forgets that the names are the budgets' own.
    const budget = budgets[name as keyof typeof budgets];
    return score < budget ? [`${place}: ${name} is ${score}, the budget is ${budget}`] : [];
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

process.exitCode = (await main()) ? 0 : 1;
