// Every promise that `npm test` checks, by name. A gate is one command that passes or fails and counts as one test; a
// suite counts the tests in its report. Nothing here starts anything.
import { join } from 'node:path';

export interface Part {
  name: string;
  kind: 'gate' | 'vitest' | 'playwright';
  /** What a passing run proves, for the list that `npm test -- --help` prints. */
  promise: string;
  /** Arguments for the pinned Node. */
  args: string[];
  env?: Record<string, string>;
}

const redocly = 'node_modules/@redocly/cli/bin/cli.js';
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const tsc = 'node_modules/@typescript/native/bin/tsc';

const gates: Part[] = [
  gate('generated', 'the committed generated code is what the contract says', ['scripts/generate/main.ts', '--check']),
  gate('contract-lint', 'the contract is a valid OpenAPI document', [redocly, 'lint', 'api/openapi.yaml'], quiet),
  gate(
    'contract-diff',
    'the contract breaks nothing of the last released one',
    [redocly, 'diff', 'api/released/openapi.yaml', 'api/openapi.yaml', '--fail-on', 'major'],
    quiet,
  ),
  gate('types', 'agent, SDK, simulator and scripts are free of type errors', [tsc, '-p', 'tsconfig.json']),
  gate('types-web', 'the console is free of type errors', [tsc, '-p', 'apps/web/tsconfig.json']),
  gate('lint', 'no lint rule is broken, type-aware ones included', [
    'node_modules/oxlint/bin/oxlint',
    '--type-aware',
    '--deny-warnings',
  ]),
  gate('format', 'every file has the one format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']),
  gate('unused', 'no file, export or dependency is unused', ['node_modules/knip/bin/knip.js', '--no-progress']),
  gate('arrows', 'modules import only along the arrows of the house', [
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    'packages',
    'apps/web/src',
    '--output-type',
    'err',
  ]),
  gate('secrets', 'no secret is in the tree', ['scripts/secret-scan.ts']),
  gate('workflows', 'the workflows are valid', ['scripts/lint-workflows.ts']),
];

const suites: Part[] = [
  suite('house', 'sizes, names, generated code and documents are as the house rules say'),
  suite('unit', 'each module does what it says, alone'),
  suite('web', "the console's parts do what they say, alone"),
  suite('contract', 'the running agent is the contract, in both directions'),
  suite('attacks', 'every refused request changes nothing and leaks nothing'),
  suite('conformance', 'the simulator behaves as recorded from the real gateway'),
];

const build: Part = gate('build', 'console, agent and simulator can be built', ['scripts/build.mjs']);

const pack: Part = gate('package', 'what would be published is complete and well declared', [
  'node_modules/publint/src/cli.js',
  '--strict',
]);

const e2e = inBrowser('e2e', 'the golden paths work in a real browser', 'e2e/playwright.config.ts');

/** All parts in the order in which they run. */
export const parts: readonly Part[] = [...gates, ...suites, build, pack, e2e];

/** The parts of the run against real things, which `npm run test:real` asks for. */
export const realParts: readonly Part[] = [
  suite('conformance', 'the real gateway behaves as the simulator does', {
    MOLTBOT_CONFORMANCE_TARGET: 'real',
    MOLTBOT_REAL: '1',
  }),
  suite('real', 'the agent sees real gateways, secret stores and services rightly', { MOLTBOT_REAL: '1' }),
  build,
  {
    ...inBrowser('real-e2e', 'the wizard comes to a real gateway in a real browser', 'e2e/real/playwright.config.ts'),
    env: { MOLTBOT_REAL: '1' },
  },
];

/** The asked parts in running order. What runs in a browser needs a build, so it brings that along. */
export function chooseParts(names: readonly string[], from: readonly Part[] = parts): Part[] {
  const unknown = names.filter((name) => !from.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${from.map((part) => part.name).join(', ')}.`);
  }
  if (names.length === 0) return [...from];
  const in_browser = from.some(({ name, kind }) => kind === 'playwright' && names.includes(name));
  return from.filter(({ name }) => names.includes(name) || (name === build.name && in_browser));
}

/** The arguments of a part for the pinned Node, its report going to `report`. */
export function argumentsOf(part: Part, report: string): string[] {
  if (part.kind !== 'vitest') return part.args;
  return [...part.args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}

/** Environment of a part on top of the runner's own. */
export function environmentOf(part: Part, run_directory: string, report: string): Record<string, string> {
  return {
    MOLTBOT_ARTIFACTS_DIR: join(run_directory, part.name),
    ...(part.kind === 'playwright' ? { PLAYWRIGHT_JSON_OUTPUT_FILE: report } : {}),
    ...part.env,
  };
}

function gate(name: string, promise: string, args: string[], env?: Record<string, string>): Part {
  return { name, kind: 'gate', promise, args, ...(env ? { env } : {}) };
}

function inBrowser(name: string, promise: string, config: string): Part {
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--config', config, '--reporter=list,json'];
  return { name, kind: 'playwright', promise, args };
}

function suite(name: string, promise: string, env?: Record<string, string>): Part {
  return {
    name,
    kind: 'vitest',
    promise,
    // Real parts are shared: one engine, one rented machine, names of containers. Their files run one after another.
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      name,
      ...(name === 'real' ? ['--no-file-parallelism'] : []),
    ],
    ...(env ? { env } : {}),
  };
}
