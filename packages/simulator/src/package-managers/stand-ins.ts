// Package managers for tests and the demonstration: programs called `npm` and `brew` in a directory of their own, that
// install the simulator as the gateway's package. Put `bin_dir` first on the PATH of the agent's process; there is no other
// switch, because the product has none.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatorCommand } from '../launch.ts';
import {
  type Call,
  integrityOf,
  newRegistry,
  type RegistryState,
  readCalls,
  readRegistry,
  writeRegistry,
} from './registry.ts';

export interface StandIns {
  /** Goes first on the PATH. */
  bin_dir: string;
  /** What they were called with, oldest first. */
  calls(): Call[];
  /** Changes what the registry knows or does next, also while programs run. */
  change(change: Partial<RegistryState>): void;
  state(): RegistryState;
  /** As `npm view NAME@VERSION dist.integrity` tells. */
  integrity(name: string, version: string): string;
}

const here = dirname(fileURLToPath(import.meta.url));

/** Writes the programs and a registry into `directory`, which has to be empty or theirs. */
export function createStandIns(directory: string, change: Partial<RegistryState> = {}): StandIns {
  const bin_dir = join(directory, 'bin');
  mkdirSync(bin_dir, { recursive: true });
  const [node] = simulatorCommand();
  for (const name of ['npm', 'brew']) {
    const program = join(bin_dir, name);
    writeFileSync(program, `#!/bin/sh\nexec '${node}' '${join(here, `${name}.ts`)}' '${directory}' "$@"\n`);
    chmodSync(program, 0o755);
  }
  writeRegistry(directory, { ...newRegistry(), ...change });
  return {
    bin_dir,
    calls: () => readCalls(directory),
    change: (more) => writeRegistry(directory, { ...readRegistry(directory), ...more }),
    state: () => readRegistry(directory),
    integrity: integrityOf,
  };
}
