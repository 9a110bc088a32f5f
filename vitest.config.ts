import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig } from 'vitest/config';
import { makeMemoryDirectory } from './scripts/lib/memory-directory.mjs';

// One project for each promise that `npm test -- NAME` can be asked for. The suites that need the real gateway or
// other real parts join only when MOLTBOT_REAL=1, because they take minutes and cannot be had everywhere.
const exclude = [...configDefaults.exclude, '**/dist/**', 'e2e/**', 'artifacts/**'];
const memory = makeMemoryDirectory();
const node = (
  name: string,
  include: string[],
  more: { exclude?: string[]; slow?: boolean; on_disk?: boolean } = {},
) => ({
  test: {
    name,
    include,
    exclude: [...exclude, ...(more.exclude ?? [])],
    environment: 'node',
    testTimeout: more.slow ? 120_000 : 20_000,
    hookTimeout: more.slow ? 180_000 : 60_000,
    env: { NODE_ENV: 'test', ...(memory === null || more.on_disk ? {} : { TMPDIR: memory }) },
  },
});

const realProjects = [node('real', ['packages/agent/test/real/**/*.spec.ts'], { slow: true, on_disk: true })];

export default defineConfig({
  test: {
    passWithNoTests: false,
    // Most of a test is waiting for programs that it started, so every core has one to run.
    maxWorkers: '100%',
    projects: [
      node('unit', ['packages/*/src/**/*.spec.ts', 'packages/*/test/unit/**/*.spec.ts', 'scripts/**/*.spec.ts']),
      node('contract', ['packages/agent/test/contract/**/*.spec.ts']),
      node('attacks', ['packages/agent/test/attacks/**/*.spec.ts'], { slow: true }),
      node('conformance', ['packages/simulator/test/conformance/**/*.spec.ts'], { slow: true }),
      node('house', ['test/house/**/*.spec.ts'], { slow: true }),
      {
        plugins: [react()],
        test: {
          name: 'web',
          include: ['apps/web/src/**/*.spec.{ts,tsx}'],
          exclude,
          environment: 'jsdom',
          testTimeout: 20_000,
        },
      },
      ...(process.env.MOLTBOT_REAL === '1' ? realProjects : []),
    ],
  },
});
