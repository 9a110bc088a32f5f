// A simulated gateway for `npm start -- --demo`, in a home of its own that goes away with it. Tells its parent where it
// is, starts again after a crash as a service manager would, and ends when asked or when its parent is gone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchSimulator } from '../packages/simulator/src/launch.ts';
import { scenarioNames } from '../packages/simulator/src/scenarios/names.ts';

const asked = process.argv[2] ?? 'healthy';
const scenario = scenarioNames.find((name) => name === asked);
if (!scenario) {
  console.error(`There is no scenario ${asked}. Scenarios: ${scenarioNames.join(', ')}.`);
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), 'moltbot-demo-'));
const simulator = await launchSimulator({ home, scenario, boot_ms: 2000, supervise: true, wait: false });
let closing = false;

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await simulator.stop();
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close());
process.on('disconnect', () => void close());
process.send?.({ home, binary: join(simulator.bin_dir, 'openclaw'), control: join(home, 'simulator.sock') });
