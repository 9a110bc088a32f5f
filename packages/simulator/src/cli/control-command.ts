// `moltbot-simulator control SCENARIO`: changes a simulator that runs under the same HOME. Not a command of the
// real gateway.
import { join } from 'node:path';
import { createControlClient } from '../control-client.ts';
import { scenarios } from '../scenarios/catalog.ts';
import { rememberScenario } from '../scenarios/memory.ts';
import { isScenarioName, scenarioNames } from '../scenarios/names.ts';
import type { CommandContext } from './commands.ts';
import { complain, printJson, printLine } from './output.ts';

export async function runControl({ args, paths, settings }: CommandContext): Promise<number> {
  const name = args.words[0];
  if (!name) {
    for (const item of scenarioNames) printLine(`${item.padEnd(22)} ${scenarios[item].summary}`);
    return 0;
  }
  const client = createControlClient(settings.control_path ?? join(paths.state_dir, 'tmp', 'simulator.sock'));
  if (name === 'status') printJson(await client.status());
  else if (isScenarioName(name)) {
    const status = await client.scenario(name).catch(() => null);
    if (status) printJson(status);
    else {
      rememberScenario(paths.state_dir, name);
      printLine(`No simulator runs here; the next start will be ${name}.`);
    }
  } else {
    complain(`No scenario is called ${name}. There are ${scenarioNames.join(', ')}.`);
    return 1;
  }
  return 0;
}
