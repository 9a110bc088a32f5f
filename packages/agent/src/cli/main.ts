// The command line: `moltbot-ops COMMAND`. It reads arguments, asks the running agent over its Unix socket (or looks
// at the files itself where no agent is needed) and prints. It decides nothing that the agent has to decide, and what
// it prints of others' text is inert. Commands are imported only when they run, so that `--help` is quick.
import { Command, CommanderError, Option } from 'commander';
import { version } from '../version.ts';
import { surviveLostOutput } from './closed-output.ts';
import { addAgentCommands } from './commands.ts';
import { CliError, exitCodes, exitCodesHelp } from './exit-codes.ts';
import { createOutput } from './output.ts';

const overview = `
MoltBot Ops looks after one MoltBot (OpenClaw) gateway on this machine: it watches the gateway, says in plain words
what is wrong with it, and serves a console for the browser on http://127.0.0.1:7337.

Examples:
  moltbot-ops start                 run the agent and the console in this terminal
  moltbot-ops pair                  show a one-use link, code and QR for a browser or phone
  moltbot-ops approve ABCD-EFGH     let in the device that shows this code
  moltbot-ops status --json         the gateway's state, for scripts
  moltbot-ops doctor                check the agent and its surroundings, with fixes

${exitCodesHelp}

Settings come from flags, then environment (MOLTBOT_OPS_HOME, MOLTBOT_OPS_PORT, …; see \`moltbot-ops start --help\`),
then settings.json in the state directory.`;

/** The whole command line, without having run anything. */
export function createProgram(): Command {
  const program = new Command('moltbot-ops')
    .description('Local-first operations agent and console for a MoltBot (OpenClaw) gateway.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', overview)
    .showHelpAfterError('(run with --help for what can be said here)')
    .showSuggestionAfterError()
    .exitOverride();
  addAgentCommands(program);
  for (const command of program.commands) finish(command);
  return program;
}

/** Runs one command line; the answer is the exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.ok;
  } catch (error) {
    return report(error, argv.includes('--json'));
  }
}

function finish(command: Command): void {
  for (const child of command.commands) finish(child);
  // A group has no options, unless it does something by itself.
  if (command.commands.length > 0 && command.registeredArguments.length === 0) return;
  command
    .exitOverride()
    .addOption(new Option('--json', 'print one JSON document for programs'))
    .addOption(new Option('--home <dir>', 'state directory of the agent (MOLTBOT_OPS_HOME)'));
}

function report(error: unknown, json: boolean): number {
  // commander has printed its own message already; `--help` and `--version` arrive here with exit code 0
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const output = createOutput(json);
  if (error instanceof CliError) {
    output.problem(error.code, error.message);
    return error.exit_code;
  }
  if (error instanceof Error && error.name === 'StartError') {
    output.problem('settings', error.message);
    return exitCodes.usage;
  }
  output.problem(
    'internal',
    `This should not have happened: ${error instanceof Error ? error.message : String(error)}`,
  );
  return exitCodes.failed;
}

if (import.meta.main) {
  // an approved code must not stay readable in the list of processes
  process.title = 'moltbot-ops';
  surviveLostOutput();
  process.exitCode = await runCli(process.argv.slice(2));
}
