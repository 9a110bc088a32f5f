// `npm test [-- PART…]`: everything, or the named parts.
import { join } from 'node:path';
import { runBuiltPart } from '../lib/browser-part.ts';
import { chooseParts, type Part, parts } from '../lib/parts.ts';
import { closeRun, type Outcome, openRun, runGates } from '../lib/runner.ts';

const root = join(import.meta.dirname, '..', '..');

/** The build and what needs it come after the suites. */
const isEarlyGate = ({ kind, name }: Part) => kind === 'gate' && name !== 'build' && name !== 'package';

async function main(): Promise<number> {
  const names = process.argv.slice(2);
  if (names.includes('--help')) {
    for (const part of parts) console.log(`${part.name.padEnd(14)} ${part.promise}`);
    return 0;
  }
  const chosen = chooseParts(names);
  const run = openRun(root, 'test');
  const outcomes: Outcome[] = await runGates(run, chosen.filter(isEarlyGate));
  for (const part of chosen.filter((one) => !isEarlyGate(one))) {
    outcomes.push(await runBuiltPart(run, part, outcomes));
  }
  return closeRun(run, outcomes);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
