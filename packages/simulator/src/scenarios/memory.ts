// The scenario chosen over the control socket outlives the process, as the trouble it stands for would: a crash
// loop goes on after the crash. It lies in a file of the state directory until the control says `healthy`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ScenarioName } from './names.ts';
import { isScenarioName } from './names.ts';

/** The scenario that was chosen, or null. */
export function recallScenario(state_dir: string): ScenarioName | null {
  try {
    const name = readFileSync(pathIn(state_dir), 'utf8').trim();
    return isScenarioName(name) ? name : null;
  } catch {
    return null;
  }
}

/** Keeps the choice; `healthy` forgets it. */
export function rememberScenario(state_dir: string, name: ScenarioName): void {
  const path = pathIn(state_dir);
  if (name === 'healthy') {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${name}\n`, { mode: 0o600 });
}

function pathIn(state_dir: string): string {
  return join(state_dir, 'tmp', 'simulator-scenario');
}
