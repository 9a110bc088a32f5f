// `npm run test:real [-- conformance real real-e2e]`: the suites against the real gateway and other real parts. Installs
// the gateway into a cache outside the clone, gets what Debian’s packages give, and stops what it started.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBuiltPart } from '../lib/browser-part.ts';
import { chooseParts, type Part, realParts } from '../lib/parts.ts';
import { closeRun, type Outcome, openRun, type Run, runPart } from '../lib/runner.ts';

const root = join(import.meta.dirname, '..', '..');
const script = join(root, 'scripts/real-parts.sh');

const installGateway: Part = {
  name: 'gateway',
  kind: 'gate',
  promise: 'the real gateway is in the cache',
  args: ['scripts/real/install-gateway.mjs'],
};

async function main(): Promise<number> {
  const chosen = chooseParts(process.argv.slice(2), realParts);
  const directory = mkdtempSync(join(tmpdir(), 'moltbot-real-'));
  const run = openRun(root, 'real');
  try {
    console.log('Setting up: the real gateway (650 MB, about a minute the first time, kept in ~/.cache/moltbot-ops).');
    const outcomes: Outcome[] = [await runPart(run, installGateway)];
    spawnSync('bash', [script, 'up', directory], { stdio: ['ignore', 'inherit', 'inherit'] });
    const equipped: Run = { ...run, env: { ...run.env, ...readEnvironment(join(directory, 'env')) } };
    if (outcomes[0]?.counts.failed === 0) {
      for (const part of chosen) outcomes.push(await runBuiltPart(equipped, part, outcomes));
    }
    return closeRun(run, outcomes);
  } finally {
    spawnSync('bash', [script, 'down', directory], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

function readEnvironment(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  return Object.fromEntries(lines.flatMap((line) => (line.includes('=') ? [splitOnce(line)] : [])));
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
