// Is this process a gateway, one of its commands, or neither? Pure: a command line in, a verdict out.
// A gateway shows its command line for its first fraction of a second only, then the bare title of all its commands,
// and its own title some ten seconds later. So a verdict from the command line is kept for the process's whole life.
import type { ProcessEntry } from '../ports/process-table.ts';
import type { RuntimeProfile } from './profiles.ts';

/** `bare`: carries the title of all commands, so it may be a gateway that starts. */
export type ProcessRole = 'gateway' | 'command' | 'bare';

// A shell counts too: package managers install shell scripts that turn into the program.
const interpreter = /^(node|nodejs|bun|MainThread|sh|bash|dash|zsh)[-0-9.]*$/;
const valueFlags = new Set([
  '--profile',
  '--log-level',
  '--container',
  '--port',
  '--bind',
  '--token',
  '--token-file',
  '--auth',
  '--password',
  '--password-file',
  '--tailscale',
  '--ws-log',
  '--raw-stream-path',
]);

const baseOf = (path: string): string => path.trim().split('/').at(-1) ?? '';

function isScript(part: string, profile: RuntimeProfile): boolean {
  const base = baseOf(part);
  if (base === profile.binary || base === `${profile.binary}.mjs` || base === `${profile.binary}.js`) return true;
  return part.includes(`/node_modules/${profile.npm_package}/`) && /^(entry|index)\.m?js$/.test(base);
}

/** Where the runtime's own arguments begin, or -1: only an interpreter and its flags may stand before the script. */
function argumentsFrom(argv: readonly string[], profile: RuntimeProfile): number {
  for (const [index, part] of argv.entries()) {
    if (isScript(part, profile)) return index + 1;
    const leads =
      index === 0 ? interpreter.test(baseOf(part)) : part.startsWith('-') && !/^(-[epc]|--eval|--print)/.test(part);
    if (!leads) return -1;
  }
  return -1;
}

function positionals(argv: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const part = argv[index] ?? '';
    if (valueFlags.has(part)) index += 1;
    else if (!part.startsWith('-')) found.push(part);
  }
  return found;
}

/** What the process is to this profile, or null when it is none of its own. */
export function matchProcess(entry: ProcessEntry, profile: RuntimeProfile): ProcessRole | null {
  const title = (entry.argv[0] ?? '').trim();
  if (entry.argv.length === 1 && title === profile.gateway_title) return 'gateway';
  if (entry.argv.length === 1 && title === profile.command_title) return 'bare';
  const from = argumentsFrom(entry.argv, profile);
  if (from === -1) return null;
  const [first, second, ...rest] = positionals(entry.argv.slice(from));
  const runs = first === 'gateway' && rest.length === 0 && (second === undefined || second === 'run');
  return runs ? 'gateway' : 'command';
}

/**
 * A script that is run with `gateway` or `gateway run`, whatever its name: a source checkout or a wrapper of the runtime.
 * Alone it proves nothing; with the runtime's title a moment later it does.
 */
export function looksLikeGatewayRun(entry: ProcessEntry): boolean {
  if (!interpreter.test(baseOf(entry.argv[0] ?? ''))) return false;
  const [script, first, second, ...rest] = positionals(entry.argv.slice(1));
  return script !== undefined && first === 'gateway' && rest.length === 0 && (second === undefined || second === 'run');
}

/** `--profile NAME` or `--dev` on its command line: another instance with its own state. */
export function instanceOf(entry: ProcessEntry): string | null {
  if (entry.argv.includes('--dev')) return 'dev';
  const at = entry.argv.indexOf('--profile');
  const joined = entry.argv.find((part) => part.startsWith('--profile='));
  return (at === -1 ? joined?.slice('--profile='.length) : entry.argv[at + 1]) ?? null;
}

/** Programs that turn into another one within moments: shells, launchers, an interpreter that has no script yet. */
export function mayBecomeGateway(entry: ProcessEntry): boolean {
  const base = baseOf(entry.argv[0] ?? '');
  if (/^(sh|bash|dash|zsh|env|nohup|setsid|nice|sudo|su|runuser|timeout)$/.test(base)) return true;
  return interpreter.test(base) && (entry.argv.length === 1 || looksLikeGatewayRun(entry));
}
