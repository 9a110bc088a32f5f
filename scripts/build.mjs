// Sources → dist/{web,agent,simulator}. Each target is built beside its place and moved in when it is whole, so a
// build that fails leaves the former one. `--force` builds what is current too; names choose targets.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildTargets, findStaleTargets, hashInputs } from './lib/build-targets.mjs';
import { withLock } from './lib/lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const names = asked.length > 0 ? asked : Object.keys(buildTargets);
  const unknown = names.filter((name) => !(name in buildTargets));
  if (unknown.length > 0)
    throw new Error(`No such build: ${unknown.join(', ')}. There are ${Object.keys(buildTargets).join(', ')}.`);
  const force = process.argv.includes('--force');
  await withLock(join(root, '.cache/build.lock'), async () => {
    for (const name of force ? names : findStaleTargets(root, names)) await buildTarget(name);
  });
}

async function buildTarget(name) {
  const started_ms = performance.now();
  const target = buildTargets[name];
  const sha256 = hashInputs(root, target);
  const directory = join(root, 'dist', name);
  const fresh = join(root, 'dist', `.${name}-${process.pid}`);
  const former = `${fresh}-former`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await (name === 'web' ? buildWeb(fresh) : bundle(target.entry, fresh));
    writeFileSync(join(fresh, '.inputs.json'), `${JSON.stringify({ sha256 })}\n`);
    try {
      renameSync(directory, former);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error; // the first build has nothing to move away
    }
    renameSync(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(former, { recursive: true, force: true });
  }
  console.error(`built ${name} in ${((performance.now() - started_ms) / 1000).toFixed(1)} s`);
}

async function buildWeb(outDir) {
  const { build } = await import('vite');
  process.env.MOLTBOT_WEB_OUT = outDir;
  await build({ root: join(root, 'apps/web'), logLevel: 'warn' });
}

// Parts of the HTTP library that the agent never reaches, because its validators are generated, its log is its own,
// nothing is injected, and it knows neither plugins of others nor proxies: as much as the library itself, which would be
// read and compiled at every start.
const unreached = [
  ...['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'],
  ...['pino', 'semver', '@fastify/proxy-addr'],
];
// Native parts that the SSH library does without: it asks for them and goes on where they are not. What a compiler on
// the builder's machine happened to make must not decide what the bundle does.
const isNative = (id) => id === 'cpu-features' || id.endsWith('/sshcrypto.node');
const leaveOutUnreached = {
  name: 'leave-out-unreached',
  resolveId: (id) => (unreached.includes(id) || isNative(id) ? `\0unreached:${id}` : null),
  load: (id) =>
    id.startsWith('\0unreached:')
      ? {
          code: `module.exports = () => { throw new Error('${id.slice(1)} is not part of this build'); };`,
          moduleType: 'js',
        }
      : null,
};

// One sign beyond ASCII makes the engine keep and read the whole file in two bytes a character: slower by a quarter.
const writeAscii = {
  name: 'write-ascii',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

async function bundle(entry, directory) {
  const build = await rolldown({
    input: { main: join(root, entry) },
    platform: 'node',
    // a native addon: it has to be found beside the bundle, in node_modules
    external: [/^node:/, '@napi-rs/keyring'],
    plugins: [leaveOutUnreached, writeAscii],
    checks: { pluginTimings: false },
  });
  await build.write({
    dir: directory,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // names stay, so that a stack trace in a log can be read
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await build.close();
}

main().catch((error) => {
  console.error(`The build failed: ${error.message}`);
  process.exitCode = 1;
});
