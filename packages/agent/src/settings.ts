// What may be set, and from where: flag, then environment, then settings.json in the state directory, then default.
// A name that is not known or a value that does not fit stops the start with a sentence; nothing is guessed.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface Settings {
  /** State directory, 0700. */
  home: string;
  /** TCP port; 0 takes a free one. */
  port: number;
  /** Loopback address to listen on. */
  host: '127.0.0.1' | '::1';
  /** The HOME under which the managed gateway keeps its config and state. */
  gateway_home: string;
  /** The gateway's binary where it is not on the usual paths; null to look for it. */
  gateway_binary: string | null;
  log_level: 'debug' | 'info' | 'warn' | 'error';
  /** `auto` takes the OS secret store where there is one. */
  secret_store: 'auto' | 'file';
  /** Share of answers checked against the contract, 0 to 1. */
  response_check_share: number;
  /** Directory of the console's built files; null without a console. */
  console_directory: string | null;
}

export type SettingName = keyof Settings;

/** A start that cannot be made good by trying again; the message is for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

interface Rule<Name extends SettingName> {
  env: string;
  describe: string;
  fallback: (home: string) => Settings[Name];
  /** Undefined when the text does not fit. */
  parse: (text: string) => Settings[Name] | undefined;
  expects: string;
}

/** The user's home. Throws `StartError` where there is none, or none that means the same from every directory. */
function readHomeDirectory(env_name: string): string {
  let home = '';
  try {
    home = homedir();
  } catch {
    // neither HOME nor an entry of this user in the system's list
  }
  if (isAbsolute(home)) return home;
  const finding = home === '' ? 'This user has no home directory' : `HOME is ${JSON.stringify(home)}, no absolute path`;
  throw new StartError(`${finding}. Set HOME, or name a directory with ${env_name}.`);
}

/** Whether this is the home of the user who runs the agent; a user without one has none to compare. */
export function isOwnHome(path: string): boolean {
  try {
    return homedir() === path;
  } catch {
    return false;
  }
}

const absolutePath = (text: string) => (isAbsolute(text) && !text.includes('\0') ? text : undefined);
const oneOf =
  <Value extends string>(...values: Value[]) =>
  (text: string) =>
    values.find((value) => value === text);

export const settingRules: { [Name in SettingName]: Rule<Name> } = {
  home: {
    env: 'MOLTBOT_OPS_HOME',
    describe: 'Directory for the agent’s own state.',
    fallback: () => join(readHomeDirectory('MOLTBOT_OPS_HOME'), '.moltbot-ops'),
    parse: absolutePath,
    expects: 'an absolute path',
  },
  port: {
    env: 'MOLTBOT_OPS_PORT',
    describe: 'TCP port on loopback; 0 takes a free one.',
    fallback: () => 7337,
    parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined),
    expects: 'a whole number from 0 to 65535',
  },
  host: {
    env: 'MOLTBOT_OPS_HOST',
    describe: 'Loopback address to listen on.',
    fallback: () => '127.0.0.1',
    parse: (text) => (text === 'localhost' ? '127.0.0.1' : oneOf('127.0.0.1', '::1')(text)),
    expects:
      'a loopback address (127.0.0.1, ::1 or localhost). This version speaks plain HTTP and is not safe on a network; to reach it from elsewhere use an SSH tunnel: ssh -L 7337:127.0.0.1:7337 HOST',
  },
  gateway_home: {
    env: 'MOLTBOT_OPS_GATEWAY_HOME',
    describe: 'HOME under which the managed gateway’s config and state lie.',
    fallback: () => readHomeDirectory('MOLTBOT_OPS_GATEWAY_HOME'),
    parse: absolutePath,
    expects: 'an absolute path',
  },
  gateway_binary: {
    env: 'MOLTBOT_OPS_GATEWAY_BINARY',
    describe: 'The gateway’s binary, where it is not on the usual paths.',
    fallback: () => null,
    parse: absolutePath,
    expects: 'an absolute path',
  },
  log_level: {
    env: 'MOLTBOT_OPS_LOG_LEVEL',
    describe: 'Least level that the agent’s own log keeps.',
    fallback: () => 'info',
    parse: oneOf('debug', 'info', 'warn', 'error'),
    expects: 'debug, info, warn or error',
  },
  secret_store: {
    env: 'MOLTBOT_OPS_SECRET_STORE',
    describe: 'auto takes the operating system’s secret store where there is one; file never does.',
    fallback: () => 'auto',
    parse: oneOf('auto', 'file'),
    expects: 'auto or file',
  },
  response_check_share: {
    env: 'MOLTBOT_OPS_RESPONSE_CHECK_SHARE',
    describe: 'Share of answers that are checked against the contract before they leave.',
    fallback: () => 0.02,
    parse: (text) => (/^(0(\.\d+)?|1(\.0+)?)$/.test(text) ? Number(text) : undefined),
    expects: 'a number from 0 to 1',
  },
  console_directory: {
    env: 'MOLTBOT_OPS_CONSOLE_DIRECTORY',
    describe: 'Directory of the console’s built files.',
    fallback: () => null,
    parse: absolutePath,
    expects: 'an absolute path',
  },
};

const settingNames = Object.keys(settingRules) as SettingName[]; // the keys of a literal with exactly these names

/** Environment names that start like ours and belong to scripts and launchers, not to the agent. */
const foreignEnvironment = new Set(['MOLTBOT_OPS_CONTRACT', 'MOLTBOT_OPS_NODE']);

export interface SettingSources {
  flags?: Partial<Record<SettingName, string>>;
  env?: NodeJS.ProcessEnv;
}

/** Reads all settings; throws `StartError` that names the setting, where it came from and what it expects. */
export function readSettings(sources: SettingSources = {}): Settings {
  const env = sources.env ?? process.env;
  refuseUnknownEnvironment(env);
  const flags = sources.flags ?? {};
  const home = readSetting('home', flags, env, {}, '');
  const file = readSettingsFile(join(home, 'settings.json'));
  const entries = settingNames.map((name) => [name, readSetting(name, flags, env, file, home)]);
  return { ...(Object.fromEntries(entries) as Settings), home }; // every name read by its own rule
}

function readSetting<Name extends SettingName>(
  name: Name,
  flags: Partial<Record<SettingName, string>>,
  env: NodeJS.ProcessEnv,
  file: Partial<Record<SettingName, string>>,
  home: string,
): Settings[Name] {
  const rule: Rule<Name> = settingRules[name];
  const candidates: [string, string | undefined][] = [
    [`--${name.replaceAll('_', '-')}`, flags[name]],
    [rule.env, env[rule.env] || undefined],
    [`${name} in settings.json`, file[name]],
  ];
  for (const [source, text] of candidates) {
    if (text === undefined) continue;
    const value = rule.parse(text);
    if (value === undefined)
      throw new StartError(`${source} is ${JSON.stringify(text)}, but has to be ${rule.expects}.`);
    return value;
  }
  return rule.fallback(home);
}

function readSettingsFile(path: string): Partial<Record<SettingName, string>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}; // Node's own errors carry a code
    throw new StartError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}). Make it readable, or move it away.`,
    );
  }
  const parsed = parseObject(text, path);
  for (const [name, value] of Object.entries(parsed)) {
    if (name === 'home')
      throw new StartError(`${path} sets home, which decides where that file lies. Use --home or MOLTBOT_OPS_HOME.`);
    if (!Object.hasOwn(settingRules, name))
      throw new StartError(
        `${path} has the unknown setting ${JSON.stringify(name)}. Known: ${settingNames.join(', ')}.`,
      );
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new StartError(`${name} in ${path} has to be text or a number.`);
  }
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}

function parseObject(text: string, path: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new StartError(`${path} is not a JSON object. Mend it, or move it away to start with the defaults.`);
  }
  return parsed as Record<string, unknown>; // an object, by the line above
}

function refuseUnknownEnvironment(env: NodeJS.ProcessEnv): void {
  const known = new Set<string>(settingNames.map((name) => settingRules[name].env));
  for (const name of Object.keys(env)) {
    if (!name.startsWith('MOLTBOT_OPS_') || known.has(name) || foreignEnvironment.has(name)) continue;
    throw new StartError(`${name} is not a setting. Known: ${[...known].join(', ')}.`);
  }
}
