// The gateway's own validator, loaded once into a process of its own and asked a line at a time: the same steps as its
// `config validate`, without two seconds of start for each configuration.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { GatewayVerdict } from '../../../src/config/gateway-check.ts';

export interface ValidatorProcess {
  /** The state directory that it takes for its own. */
  state_directory: string;
  ask(config_text: string): Promise<Extract<GatewayVerdict, { asked: true }>>;
  close(): void;
}

/** Lines of JSON text in, verdicts out. What the package prints besides goes to standard error. */
const program = `
import { readdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const dist = process.argv[1];
console.log = console.info = console.debug = console.error;
const config = await import(dist + '/config/config.js');
const name = readdirSync(dist).find((file) => /^config-cli-validation-.*\\.mjs$/.test(file));
const { finishConfigValidationForCli } = await import(dist + '/' + name);
const path = process.env.OPENCLAW_CONFIG_PATH;
process.stdout.write('ready\\n');
for await (const line of createInterface({ input: process.stdin })) {
  writeFileSync(path, JSON.parse(line), { mode: 0o600 });
  config.clearConfigCache();
  let verdict;
  try {
    const read = await config.readConfigFileSnapshotWithPluginMetadata({ observe: false, prepareValidation: 'strict' });
    const { valid, issues, warnings } = await finishConfigValidationForCli(read);
    verdict = { valid, issues, warnings };
  } catch (error) {
    verdict = { valid: false, issues: [{ path: '', message: String(error) }], warnings: [] };
  }
  process.stdout.write(JSON.stringify(verdict) + '\\n');
}`;

/** Starts it for the package at \`directory\`; resolves when it listens. */
export async function startValidator(node: string, directory: string): Promise<ValidatorProcess> {
  const home = mkdtempSync(join(tmpdir(), 'validator-'));
  const state_directory = join(home, '.openclaw');
  mkdirSync(state_directory, { mode: 0o700 });
  const env = {
    HOME: home,
    PATH: '/usr/bin:/bin',
    OPENCLAW_STATE_DIR: state_directory,
    OPENCLAW_CONFIG_PATH: join(state_directory, 'openclaw.json'),
  };
  const argv = ['--input-type=module', '-e', program, join(directory, 'dist')];
  const child = spawn(node, argv, { env, cwd: home, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  const answers: ((line: string) => void)[] = [];
  await once(lines, 'line');
  lines.on('line', (line) => answers.shift()?.(line));
  child.once('exit', () => {
    for (const answer of answers.splice(0)) answer('{"valid":false,"issues":[{"path":"","message":"it crashed"}]}');
  });
  return {
    state_directory,
    ask: (config_text) =>
      new Promise((resolve) => {
        answers.push((line) =>
          resolve({ asked: true, detail: 'Its own process.', issues: [], warnings: [], ...JSON.parse(line) }),
        );
        child.stdin.write(`${JSON.stringify(config_text)}\n`);
      }),
    close() {
      child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
