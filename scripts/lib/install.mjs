// Brings node_modules to what package-lock.json says, and nothing else. Runs on any Node >= 20 before anything is
// installed, so it imports Node alone. Install scripts of dependencies are never run.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

/** Whether an installed tree (npm's own record of it) is what the lockfile asks for. */
export function isInstalled(lockfile, installed) {
  if (!installed) return false;
  return Object.entries(lockfile.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link || !path.includes('node_modules/')) return true;
    const found = installed.packages[path];
    return found ? found.version === wanted.version : Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}

/** Installs when the tree is missing or out of date, with a word about what happens. Throws when npm fails. */
export async function ensureInstalled(root, say = (line) => console.error(line)) {
  const isCurrent = () =>
    isInstalled(readJson(join(root, 'package-lock.json')), readJson(join(root, 'node_modules/.package-lock.json')));
  if (isCurrent()) return;
  await withLock(
    join(root, '.cache/setup.lock'),
    async () => {
      if (isCurrent()) return;
      say('Setting up: installing the dependencies named in package-lock.json, a pinned Node among them.');
      say('This takes one to three minutes the first time and is skipped while they stay the same.');
      await runNpmCi(root);
    },
    (pid) => say(`Another set-up of this clone is running (process ${pid ?? 'unknown'}); waiting for it.`),
  );
}

function runNpmCi(root) {
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...before] = npm;
  const flags = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...flags], { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `npm ci failed (${signal ?? `exit code ${code}`}). What it said is above; mend that and try again.`,
          ),
        );
    });
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // absent or cut short: either way it has to be installed anew
  }
}
