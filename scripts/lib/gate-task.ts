import { join } from 'node:path';
import { chooseParts } from './parts.ts';
import { closeRun, openRun, runGates } from './runner.ts';

/** Runs the named gates as a task of their own; the answer is the exit code. */
export async function runGateTask(label: string, names: readonly string[]): Promise<number> {
  const run = openRun(join(import.meta.dirname, '..', '..'), label);
  return closeRun(run, await runGates(run, chooseParts(names)));
}
