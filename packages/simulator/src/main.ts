// The simulator's entry: a command line that looks like `openclaw`, answered by a deterministic double.
// Nothing here may reach the network beyond loopback or touch a home it was not given.
import { parseArguments } from './cli/arguments.ts';
import { runCommand } from './cli/commands.ts';

const code = await runCommand(parseArguments(process.argv.slice(2)), process.env);
process.exit(code);
