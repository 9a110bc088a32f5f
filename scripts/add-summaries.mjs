// The closing line of several runs: `N passed, N failed`. A run that left no summary counts as one failure. Leaves with
// 1 when anything failed or nothing passed; what failed is named above that line. Runs on any Node >= 20; needs no install.
import { readFileSync } from 'node:fs';

const runs = process.argv.slice(2).map((path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // it ended before it could count
    return { passed: 0, failed: 1, skipped: 0, failures: ['✗ a run ended before it could say what came of it'] };
  }
});
const failures = runs.flatMap((run) => run.failures ?? []);
if (failures.length > 0) console.log(`${failures.join('\n')}\n`);
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
const skipped = sum('skipped');
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
