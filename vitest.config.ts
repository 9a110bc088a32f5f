import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig } from 'vitest/config';
import { makeMemoryDirectory } from './scripts/lib/memory-directory.mjs';

// One project for each promise that `npm test -- NAME` can be asked for. The suites that need the real gateway or
// other real parts join only when MOLTBOT_REAL=1, because they take minutes and cannot be had everywhere.
const exclude = [...configDefaults.exclude, '**/dist/**', 'e2e/**', 'artifacts/**'];
const memory = makeMemoryDirectory();
// What hangs has to end some day; how fast it goes is no test's business. A busy machine is many times slower than this.
const patience = { testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };
const node = (name: string, include: string[], more: { exclude?: string[]; on_disk?: boolean } = {}) => ({
  test: {
    name,
    include,
    exclude: [...exclude, ...(more.exclude ?? [])],
    environment: 'node',
    setupFiles: ['test/chance.ts'],
    ...patience,
    env: { NODE_ENV: 'test', ...(memory === null || more.on_disk ? {} : { TMPDIR: memory }) },
  },
});

const realProjects = [node('real', ['packages/agent/test/real/**/*.spec.ts'], { on_disk: true })];

export default defineConfig({
  test: {
    passWithNoTests: false,
    // Most of a test is waiting for programs that it started, so every core has one to run.
    maxWorkers: '100%',
    projects: [
      node('unit', ['packages/*/src/**/*.spec.ts', 'packages/*/test/unit/**/*.spec.ts', 'scripts/**/*.spec.ts']),
      node('contract', ['packages/agent/test/contract/**/*.spec.ts']),
      node('attacks', ['packages/agent/test/attacks/**/*.spec.ts']),
      node('conformance', ['packages/simulator/test/conformance/**/*.spec.ts']),
      node('house', ['test/house/**/*.spec.ts']),
      {
        plugins: [react()],
        test: {
          name: 'web',
          include: ['apps/web/src/**/*.spec.{ts,tsx}'],
          exclude,
          environment: 'jsdom',
          setupFiles: ['test/chance.ts', 'apps/web/test/patience.ts'],
          ...patience,
        },
      },
      ...(process.env.MOLTBOT_REAL === '1' ? realProjects : []),
    ],
  },
});
