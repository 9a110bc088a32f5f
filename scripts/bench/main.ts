// `npm run bench [-- start idle load page config verdict] [--quick]`: the promised figures, measured on this machine, in one
// table and as JSON below artifacts/. Leaves with 1 when a budget is broken. Run it on a machine that does nothing else.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { type Figure, formatResults, isWithinBudget, type Result } from './figure.ts';
import { measureConfig } from './measure-config.ts';
import { measureLoad } from './measure-load.ts';
import { measurePage } from './measure-page.ts';
import { measureIdle, measureStart } from './measure-process.ts';
import { measureVerdict } from './measure-verdict.ts';
import { type GatewayPlace, root, startSimulatedGateway } from './subjects.ts';

const quick = process.argv.includes('--quick');
const measures: Record<string, (gateway: GatewayPlace) => Promise<Result | Result[]>> = {
  start: measureStart,
  idle: (gateway) => measureIdle(gateway, quick ? 10 : 60),
  load: measureLoad,
  page: measurePage,
  config: measureConfig,
  verdict: measureVerdict,
};

async function main(): Promise<number> {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const unknown = asked.filter((name) => !(name in measures));
  if (unknown.length > 0) {
    console.error(`There is no measure ${unknown.join(', ')}. Measures: ${Object.keys(measures).join(', ')}.`);
    return 2;
  }
  const built = spawnSync(process.execPath, ['scripts/build.mjs', 'web', 'agent'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) return 1;
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  const gateway = await startSimulatedGateway();
  const results: Result[] = [];
  try {
    for (const [name, measure] of Object.entries(measures)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      console.error(`measuring ${name} …`);
      results.push(...[await measure(gateway)].flat());
    }
  } finally {
    await gateway.stop();
  }
  return report(results);
}

function report(results: readonly Result[]): number {
  for (const line of formatResults(results)) console.log(line);
  const file = join(root, 'artifacts', `bench-${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memory_bytes: totalmem(),
    node: process.version,
  };
  writeFileSync(file, `${JSON.stringify({ machine, results }, null, 2)}\n`);
  const figures = results.filter((result): result is Figure => 'value' in result);
  const broken = figures.filter((figure) => !isWithinBudget(figure));
  console.log(`\n${figures.length - broken.length} of ${figures.length} budgets kept. ${relative(root, file)}`);
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = await main();
