// Which words run what. A command of the real gateway that is not simulated exits with 64 and says so, so that
// nobody takes silence for success.
import { gatewayCommit, gatewayVersion } from '../gateway/state.ts';
import type { Environment, GatewayPaths } from '../world/paths.ts';
import { readPaths } from '../world/paths.ts';
import type { Arguments } from './arguments.ts';
import type { SimulatorSettings } from './settings.ts';
import { readSettings } from './settings.ts';

export interface CommandContext {
  args: Arguments;
  env: Environment;
  paths: GatewayPaths;
  settings: SimulatorSettings;
}

type Command = (context: CommandContext) => number | Promise<number>;

const notSimulatedExit = 64;

const read = ['operator.read'];

/** Loaded when needed: the gateway's modules cost time that `--version` must not pay. */
const commands: Record<string, () => Promise<Command>> = {
  'gateway run': async () => {
    const { runGateway } = await import('./run-gateway.ts');
    return ({ args, env, paths, settings }) => runGateway(args, env, paths, settings);
  },
  'gateway status': async () => (await import('./status-commands.ts')).runGatewayStatus,
  'gateway restart-handoff consume': async () => (await import('./maintenance-commands.ts')).runRestartHandoff,
  health: async () => (await import('./status-commands.ts')).showMethod('health', read),
  status: async () => (await import('./status-commands.ts')).runStatus,
  'channels status': async () => (await import('./status-commands.ts')).showMethod('channels.status', read),
  'channels capabilities': async () => (await import('./channel-commands.ts')).runCapabilities,
  'devices list': async () =>
    (await import('./status-commands.ts')).showMethod('device.pair.list', ['operator.pairing']),
  logs: async () => (await import('./status-commands.ts')).runLogs,
  'config file': async () => (await import('./config-commands.ts')).runConfigFile,
  'config get': async () => (await import('./config-commands.ts')).runConfigGet,
  'config set': async () => (await import('./config-commands.ts')).runConfigSet,
  'config validate': async () => (await import('./config-commands.ts')).runConfigValidate,
  'config schema': async () => (await import('./config-commands.ts')).runConfigSchema,
  onboard: async () => (await import('./onboard.ts')).runOnboard,
  doctor: async () => (await import('./maintenance-commands.ts')).runDoctor,
  'backup create': async () => (await import('./maintenance-commands.ts')).runBackupCreate,
  'backup verify': async () => (await import('./maintenance-commands.ts')).runBackupVerify,
  update: async () => (await import('./maintenance-commands.ts')).runUpdate,
  'update status': async () => (await import('./maintenance-commands.ts')).runUpdateStatus,
  'database preflight': async () => (await import('./maintenance-commands.ts')).runDatabasePreflight,
  control: async () => (await import('./control-command.ts')).runControl,
};

/** Runs one command line and answers its exit code. */
export async function runCommand(args: Arguments, env: Environment): Promise<number> {
  if (args.options.has('version') || args.words[0] === '--version') {
    process.stdout.write(`OpenClaw ${gatewayVersion} (${gatewayCommit})\n`);
    return 0;
  }
  const found = findCommand(args.words);
  if (!found) {
    const words = args.words.join(' ') || '(nothing)';
    process.stderr.write(
      `moltbot-simulator does not simulate "${words}". It knows: ${Object.keys(commands).join(', ')}.\n`,
    );
    return notSimulatedExit;
  }
  try {
    const command = await found.load();
    const rest = { words: args.words.slice(found.length), options: args.options };
    return await command({ args: rest, env, paths: readPaths(env), settings: readSettings(args, env) });
  } catch (error) {
    process.stderr.write(`moltbot-simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function findCommand(words: readonly string[]): { load: () => Promise<Command>; length: number } | null {
  for (const length of [3, 2, 1]) {
    const load = commands[words.slice(0, length).join(' ')];
    if (load && words.length >= length) return { load, length };
  }
  return null;
}
