import { defineConfig } from '@playwright/test';
import base from '../playwright.config.ts';

/** The console against real parts, as `npm run test:real` has them ready: a whole setup is one test. */
export default defineConfig({ ...base, testDir: '.', testIgnore: [], timeout: 900_000, expect: { timeout: 60_000 } });
