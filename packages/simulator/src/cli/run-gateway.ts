// `gateway run`: checks what the real gateway checks before it starts, then boots and stays until a signal.
// Exit codes: 78 for a state that no restart will cure, 1 for a taken port or a crash, 0 for a clean stop.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { breakConfig, mendConfig } from '../config/breakage.ts';
import { readConfigDocument } from '../config/document.ts';
import { serveControl } from '../control/server.ts';
import { createGateway } from '../gateway/gateway.ts';

import { createDirector } from '../scenarios/director.ts';
import { recallScenario } from '../scenarios/memory.ts';
import { createRealClock, createVirtualClock } from '../world/clock.ts';
import type { Environment, GatewayPaths } from '../world/paths.ts';
import type { Arguments } from './arguments.ts';
import { createState } from './create-state.ts';
import { findRefusal } from './refusal.ts';
import type { SimulatorSettings } from './settings.ts';

/** The real one is busy for longer before it refuses; without it whoever watches the processes could miss it altogether. */
const refusalMs = 1_500;

/** Runs until the gateway exits; the answer is the exit code. */
export async function runGateway(
  args: Arguments,
  env: Environment,
  paths: GatewayPaths,
  given: SimulatorSettings,
): Promise<number> {
  process.title = 'openclaw';
  const settings = { ...given, scenario: recallScenario(paths.state_dir) ?? given.scenario };
  const hash_key = createHash('sha256').update(settings.seed).digest('hex');
  if (settings.scenario === 'invalid_config') breakConfig(paths.config_path);
  else mendConfig(paths.config_path);
  const document = readConfigDocument(paths.config_path, hash_key);
  const clock = settings.clock === 'virtual' ? createVirtualClock() : createRealClock();
  const refusal = findRefusal(paths, document, args, settings);
  if (refusal) {
    await new Promise((resolve) => setTimeout(resolve, refusalMs));
    process.stderr.write(`${new Date(clock.now()).toISOString().replace('Z', '+00:00')} ${refusal.sentence}\n`);
    return refusal.code;
  }
  const state = createState({ args, env, paths, settings, clock, document, hash_key });
  const gateway = createGateway(state);
  const director = createDirector(gateway, settings.scenario);
  const control = serveControl(
    settings.control_path ?? join(paths.state_dir, 'tmp', 'simulator.sock'),
    director.answer,
  );
  return new Promise((resolve) => {
    gateway.onExit((code) => {
      control.close();
      resolve(code);
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => gateway.stop(signal));
    process.on('SIGUSR2', () => gateway.restart('SIGUSR2'));
    gateway.start();
    director.begin();
  });
}
