// Splits a command line into words and options. Options of the simulator itself (`--scenario`, `--seed`,
// `--clock`, `--boot-ms`, `--control`) may stand anywhere and never reach the simulated commands.

export interface Arguments {
  words: string[];
  options: Map<string, string | true>;
}

const flags = new Set([
  'json',
  'version',
  'help',
  'non-interactive',
  'accept-risk',
  'skip-channels',
  'skip-skills',
  'skip-hooks',
  'skip-search',
  'skip-ui',
  'skip-health',
  'no-install-daemon',
  'suppress-gateway-token-output',
  'allow-unconfigured',
  'verify',
  'lint',
  'yes',
  'no-restart',
  'force',
  'verbose',
  'dry-run',
]);

/** Parses everything after the program's name. `--name=value` and `--name value` are the same. */
export function parseArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const options = new Map<string, string | true>();
  for (let index = 0; index < argv.length; index += 1) {
    const item = argv[index] ?? '';
    if (!item.startsWith('--')) {
      words.push(item === '-V' ? '--version' : item);
      continue;
    }
    const [name = '', inline] = splitOnce(item.slice(2), '=');
    const next = argv[index + 1];
    if (inline !== undefined) options.set(name, inline);
    else if (!flags.has(name) && next !== undefined && !next.startsWith('--')) {
      options.set(name, next);
      index += 1;
    } else options.set(name, true);
  }
  return { words, options };
}

/** The option's text, or undefined when it is absent or bare. */
export function readOption(args: Arguments, name: string): string | undefined {
  const value = args.options.get(name);
  return typeof value === 'string' ? value : undefined;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
