import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { ensureBrowser } from '../lib/browser.ts';
import type { Figure } from './figure.ts';
import { type GatewayPlace, root, startAgentProcess } from './subjects.ts';

const browserFlags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** What a first visit loads, what each further place adds, and what Lighthouse says of it. */
export async function measurePage(gateway: GatewayPlace): Promise<Figure[]> {
  const agent = await startAgentProcess(gateway);
  try {
    const browser = ensureBrowser();
    const first = await listFirstScripts(browser, agent.url);
    return [...weigh(first), ...runLighthouse(browser, agent.url)];
  } finally {
    await agent.stop();
  }
}

/** The JavaScript files that the first route loads, by their names below dist/web. */
async function listFirstScripts(executablePath: string, url: string): Promise<string[]> {
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  try {
    const page = await browser.newPage();
    const loaded = new Set<string>();
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (path.endsWith('.js')) loaded.add(path.slice(1));
    });
    await page.goto(url, { waitUntil: 'load' });
    await page.getByRole('main').first().waitFor();
    return [...loaded];
  } finally {
    await browser.close();
  }
}

function weigh(first: readonly string[]): Figure[] {
  const web = join(root, 'dist/web');
  // the service worker runs beside the page and is not what a route loads
  const page = (file: string) => !/(^|\/)(sw|workbox-[\w-]+|registerSW)\.js$/.test(file);
  const size = (file: string) => gzipSync(readFileSync(join(web, file)), { level: 9 }).length / 1024;
  const scripts = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.js') && page(file),
  );
  const total = first.filter(page).reduce((sum, file) => sum + size(file), 0);
  const later = scripts.filter((file) => !first.includes(file)).map((file) => ({ file, kilobytes: size(file) }));
  const largest = later.toSorted((a, b) => b.kilobytes - a.kilobytes)[0];
  return [
    {
      name: 'first route, JavaScript gzipped',
      measured: `${first.filter(page).length} of ${scripts.length} files`,
      value: total,
      budget: 170,
      better: 'lower',
      unit: 'KB',
    },
    {
      name: 'largest later piece, gzipped',
      measured: largest ? largest.file : 'there is none',
      value: largest?.kilobytes ?? 0,
      budget: 60,
      better: 'lower',
      unit: 'KB',
    },
  ];
}

function runLighthouse(browser: string, url: string): Figure[] {
  const output = join(root, 'artifacts', `lighthouse-${process.pid}.json`);
  const answer = spawnSync(
    process.execPath,
    [
      'node_modules/lighthouse/cli/index.js',
      url,
      '--output=json',
      `--output-path=${output}`,
      '--quiet',
      '--only-categories=performance,accessibility,best-practices',
      `--chrome-flags=${browserFlags.join(' ')}`,
    ],
    { cwd: root, env: { ...process.env, CHROME_PATH: browser }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (answer.status !== 0) throw new Error('Lighthouse failed; what it said is above.');
  const report = JSON.parse(readFileSync(output, 'utf8')) as { categories: Record<string, { score: number }> };
  rmSync(output, { force: true });
  const budgets = { performance: 95, accessibility: 100, 'best-practices': 100 };
  return Object.entries(budgets).map(([category, budget]) => ({
    name: `Lighthouse ${category}`,
    measured: 'the built console, phone profile',
    value: Math.round((report.categories[category]?.score ?? 0) * 100),
    budget,
    better: 'higher',
    unit: 'points',
  }));
}
