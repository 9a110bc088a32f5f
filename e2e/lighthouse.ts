// What Lighthouse says of every place of the built console, pairing and the places behind it alike:
// `node e2e/lighthouse.ts [PLACE ...]`. Each place is judged three times and the middle score counts, because other work on the
// machine holds up single runs. Prints one line for each place and ends with 1 where a budget is missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { reservePort } from '../packages/simulator/src/reserve-port.ts';
import { openStage } from './support/stage.ts';

const budgets = { performance: 95, accessibility: 100, 'best-practices': 100 };
const places = [
  '/pair',
  '/',
  '/wizard',
  '/runs',
  '/gateway/config',
  '/settings',
  '/records',
  '/help',
  '/help?runbook=crash_loop',
];
const runs = 3;
// The event stream never ends, so a signed page never counts as loaded; it stands long before this.
const load_ms_max = 12_000;

async function main(): Promise<boolean> {
  const stage = await openStage();
  const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
  const port = await reservePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', `--remote-debugging-port=${port}`],
  });
  try {
    const misses: string[] = [];
    const asked = process.argv.slice(2);
    let paired = false;
    for (const place of places) {
      if (asked.length > 0 && !asked.includes(place)) continue;
      if (place !== '/pair' && !paired) await pair(context, await stage.invite());
      paired ||= place !== '/pair';
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

/** Prints the middle scores of one place and answers the budgets that it misses. */
async function judge(origin: string, place: string, port: number): Promise<string[]> {
  const reports: Array<Awaited<ReturnType<typeof look>>> = [];
  for (let run = 0; run < runs; run += 1) reports.push(await look(origin + place, port));
  const names = Object.keys(budgets) as Array<keyof typeof budgets>; // the keys of the table above
  const score = (name: string, report: (typeof reports)[number]) =>
    Math.round((report.categories[name]?.score ?? 0) * 100);
  const scores = names.map((name) => [name, middle(reports.map((report) => score(name, report)))] as const);
  const figure = (id: string) => middle(reports.map((report) => Math.round(report.audits[id]?.numericValue ?? 0)));
  console.log(
    `${place.padEnd(26)} ${scores.map(([name, value]) => `${name} ${value}`).join('  ')}  ` +
      `(performance ${reports.map((report) => score('performance', report)).join(' ')}; ` +
      `first paint ${figure('first-contentful-paint')} ms, largest ${figure('largest-contentful-paint')} ms, ` +
      `blocked ${figure('total-blocking-time')} ms; ` +
      `speed of the machine ${reports.map((report) => Math.round(report.environment.benchmarkIndex)).join(' ')})`,
  );
  return scores.flatMap(([name, value]) =>
    value < budgets[name] ? [`${place}: ${name} is ${value}, the budget is ${budgets[name]}`] : [],
  );
}

async function look(url: string, port: number) {
  const result = await lighthouse(url, {
    port,
    onlyCategories: Object.keys(budgets),
    // The session lives in the browser's storage; clearing it would measure pairing five times.
    disableStorageReset: true,
    disableFullPageScreenshot: true,
    maxWaitForLoad: load_ms_max,
    logLevel: 'silent',
  });
  if (!result) throw new Error(`Lighthouse gave no report of ${url}`);
  return result.lhr;
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

process.exitCode = (await main()) ? 0 : 1;
