import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const artifacts = process.env.MOLTBOT_ARTIFACTS_DIR ?? join(import.meta.dirname, '../artifacts/e2e');

export default defineConfig({
  testDir: '.',
  testIgnore: 'real/**',
  outputDir: artifacts,
  // Two cores and a whole agent for each test: one after another is the fastest that is also steady.
  workers: 1,
  // What hangs has to end some day; how fast it goes is no test's business. A busy machine is many times slower than this.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
