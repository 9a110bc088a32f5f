// Run as a process of its own that may open few files: takes all that there are, starts programs, gives them back and
// starts one more. Prints what became of each as one line of JSON.
import { closeSync, openSync } from 'node:fs';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createCommandRunner } from '../../src/adapters/process-command.ts';

const host = createLocalHost({ home: '/tmp' });
const runner = createCommandRunner();
const start = async () => [
  (await host.run(['true'], { timeout_ms: 20_000 })).status,
  (await runner.run(['true'], { env: { PATH: '/usr/bin:/bin' }, timeout_ms: 20_000, bytes_max: 10 })).status,
];
const told = [await start()];
const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  // Now there are none left.
}
// From none to enough: some of what a program needs is there, and then all.
for (let turn = 0; turn < 8; turn += 1) {
  told.push(await start());
  for (const file of held.splice(-1)) closeSync(file);
}
for (const file of held) closeSync(file);
told.push(await start());
process.stdout.write(`${JSON.stringify(told)}\n`);
