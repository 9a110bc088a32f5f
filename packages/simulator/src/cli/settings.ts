// The simulator's own settings, by option or by environment: scenario, seed, clock, speed, control socket.
import type { ScenarioName } from '../scenarios/names.ts';
import { isScenarioName, scenarioNames } from '../scenarios/names.ts';
import type { Environment } from '../world/paths.ts';
import type { Arguments } from './arguments.ts';
import { readOption } from './arguments.ts';

export interface SimulatorSettings {
  scenario: ScenarioName;
  seed: string;
  clock: 'real' | 'virtual';
  /** Milliseconds from start to ready. */
  boot_ms: number;
  control_path: string | null;
}

const defaultBootMs = 300;

/** Reads the settings; an unknown value is an error with a sentence. */
export function readSettings(args: Arguments, env: Environment): SimulatorSettings {
  const read = (option: string, variable: string): string | undefined =>
    readOption(args, option) ?? (env[`MOLTBOT_SIMULATOR_${variable}`] || undefined);
  const scenario = read('scenario', 'SCENARIO') ?? 'healthy';
  if (!isScenarioName(scenario))
    throw new Error(`no scenario is called ${scenario}; there are ${scenarioNames.join(', ')}`);
  const clock = read('clock', 'CLOCK') ?? 'real';
  if (clock !== 'real' && clock !== 'virtual') throw new Error(`--clock is real or virtual, not ${clock}`);
  const boot_ms = Number(read('boot-ms', 'BOOT_MS') ?? defaultBootMs);
  if (!Number.isFinite(boot_ms) || boot_ms < 0) throw new Error('--boot-ms is a number of milliseconds');
  return {
    scenario,
    seed: read('seed', 'SEED') ?? 'moltbot',
    clock,
    boot_ms,
    control_path: read('control', 'CONTROL') ?? null,
  };
}
