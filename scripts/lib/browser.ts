// Finds a Chromium for the end-to-end suite and the page measurements, and gets one where that is allowed: from
// Debian's packages when root, else from Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Path of a usable Chromium, or null. `CHROMIUM_PATH` wins, and has to exist. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`);
  }
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((directory) => names.map((name) => join(directory, name)));
  const candidates = ['/usr/bin/chromium', ...onPath, ...macApplications, chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Finds a browser or installs one, saying so. Throws a sentence that says what to do by hand. */
export function ensureBrowser(say: (line: string) => void = console.log): string {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('Setting up: installing Chromium from the Debian packages for the end-to-end tests (about a minute).');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  } else {
    say('Setting up: downloading the Chromium that Playwright pins for the end-to-end tests (about a minute).');
    run(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'No Chromium was found and none could be installed. Install one (Debian: `apt-get install chromium`; elsewhere: ' +
      '`npx playwright install chromium`) or name one in CHROMIUM_PATH, and run this again.',
  );
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
