// What is built, from which files, and whether it is current. A build is current while the content of its inputs
// hashes to what the build recorded; times are not looked at, because a checkout changes them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const common = ['package.json', 'package-lock.json', 'scripts/build.mjs', 'scripts/lib/build-targets.mjs'];

/** name → the file that must exist afterwards and the inputs it is made of. */
export const buildTargets = {
  web: { output: 'index.html', inputs: ['apps/web', 'docs/runbooks', 'packages/sdk', 'tsconfig.base.json', ...common] },
  agent: {
    output: 'main.js',
    entry: 'packages/agent/src/cli/main.ts',
    inputs: ['packages/agent', 'packages/sdk', ...common],
  },
  simulator: { output: 'main.js', entry: 'packages/simulator/src/main.ts', inputs: ['packages/simulator', ...common] },
};

const ignored = /(^|\/)(node_modules|dist|dev-dist|test|fixtures)(\/|$)|\.spec\.tsx?$|\.tsbuildinfo$/;

/** SHA-256 over the names and the content of every input file of a target. */
export function hashInputs(root, target) {
  const hash = createHash('sha256');
  for (const input of target.inputs) {
    for (const file of listFiles(root, input)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** The names of the targets whose build is missing or older than its inputs. */
export function findStaleTargets(root, names = Object.keys(buildTargets)) {
  return names.filter((name) => {
    const target = buildTargets[name];
    const directory = join(root, 'dist', name);
    return !existsSync(join(directory, target.output)) || readRecord(directory) !== hashInputs(root, target);
  });
}

function listFiles(root, path) {
  if (ignored.test(path)) return [];
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => listFiles(root, `${path}/${name}`));
}

function readRecord(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, '.inputs.json'), 'utf8')).sha256;
  } catch {
    return null; // never built, or half built
  }
}
