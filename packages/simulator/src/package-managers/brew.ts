// A stand-in for Homebrew: one formula, kept under a directory of its own, with every call written down.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writePackage } from './package-tree.ts';
import { readRegistry, recordCall, takeFault } from './registry.ts';

const [directory = '', ...argv] = process.argv.slice(2);
const prefix = join(directory, 'homebrew');
const [command = '', ...rest] = argv;
const formula = rest.find((word) => !word.startsWith('-')) ?? '';
const cellar = join(prefix, 'Cellar', formula);
const say = (text: string) => process.stdout.write(`${text}\n`);

function install(): number {
  const state = readRegistry(directory);
  const version = state.tags.latest ?? '';
  // The program's name is the formula's without the part that tells it from an app.
  const name = formula.replace(/-cli$/, '');
  const program = writePackage(join(cellar, version, 'libexec'), { name, version, env: state.simulator_env });
  const link = join(prefix, 'bin', name);
  mkdirSync(dirname(link), { recursive: true });
  writeFileSync(link, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(link, 0o755);
  say(`==> Pouring ${formula} ${version}`);
  return 0;
}

function run(): number {
  recordCall(directory, { program: 'brew', argv });
  const fault = takeFault(directory, `brew ${command}`);
  if (fault !== null) {
    process.stderr.write(`Error: simulated failure: ${fault.code}\n`);
    return 1;
  }
  const installed = existsSync(cellar) ? readdirSync(cellar) : [];
  switch (command) {
    case '--version':
      say('Homebrew 4.9.9');
      return 0;
    case '--prefix':
      say(prefix);
      return 0;
    case 'info':
      say(
        JSON.stringify({
          formulae: [{ name: formula, versions: { stable: readRegistry(directory).tags.latest }, urls: {} }],
        }),
      );
      return 0;
    case 'list':
      if (installed[0] !== undefined) say(`${formula} ${installed[0]}`);
      return installed.length > 0 ? 0 : 1;
    case 'install':
      return install();
    case 'uninstall':
      rmSync(cellar, { recursive: true, force: true });
      rmSync(join(prefix, 'bin', formula.replace(/-cli$/, '')), { force: true });
      return 0;
    default:
      process.stderr.write(`Error: the stand-in does not know brew ${command}\n`);
      return 1;
  }
}

process.exitCode = run();
