// The door of every npm script but `start`: installs what is missing, then runs the task under the pinned Node.
// Runs itself on any Node >= 20.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { findToolchain } from './lib/modern-env.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tasks = {
  test: 'scripts/tasks/test.ts',
  'test-real': 'scripts/tasks/test-real.ts',
  dev: 'scripts/tasks/dev.ts',
  bench: 'scripts/bench/main.ts',
  build: 'scripts/build.mjs',
  generate: 'scripts/generate/main.ts',
  lint: 'scripts/tasks/lint.ts',
  format: 'scripts/tasks/format.ts',
  types: 'scripts/tasks/types.ts',
};

async function main() {
  const [name = '', ...rest] = process.argv.slice(2);
  const task = tasks[name];
  if (!task) {
    console.error(`There is no task ${JSON.stringify(name)}. Tasks: ${Object.keys(tasks).join(', ')}.`);
    return 2;
  }
  await ensureInstalled(root);
  const { node, env } = findToolchain(root);
  return runToEnd(node, [join(root, task), ...rest], { cwd: root, env });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
