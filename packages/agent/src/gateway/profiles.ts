// The runtimes that can be managed, by the names they use in the world: the one place that knows them.
// Everything else asks a profile, so a rename of the gateway is a row here and nothing more.
import { join, resolve } from 'node:path';

export type ProfileName = 'openclaw' | 'moltbot' | 'clawdbot';

export interface RuntimeProfile {
  name: ProfileName;
  binary: string;
  npm_package: string;
  brew_formula: string;
  images: readonly string[];
  state_directory: string;
  config_file: string;
  default_port: number;
  systemd_unit: string;
  launchd_label: string;
  /** Prefix of its environment names. */
  env_prefix: string;
  /** Title that a running gateway gives itself. */
  gateway_title: string;
  /** Title that every one of its commands carries, a gateway in its first seconds included. */
  command_title: string;
  /** Directory of its log files when the configuration names none. */
  log_directory: string;
}

const row = (
  name: ProfileName,
  more: Pick<RuntimeProfile, 'images' | 'launchd_label' | 'brew_formula'>,
): RuntimeProfile => ({
  name,
  binary: name,
  npm_package: name,
  state_directory: `.${name}`,
  config_file: `${name}.json`,
  default_port: 18789,
  systemd_unit: `${name}-gateway.service`,
  env_prefix: name.toUpperCase(),
  gateway_title: `${name}-gateway`,
  command_title: name,
  log_directory: `/tmp/${name}`,
  ...more,
});

/** Newest name first: where several are found, the first one that shows more life is taken. */
export const runtimeProfiles: readonly RuntimeProfile[] = [
  row('openclaw', {
    images: ['openclaw/openclaw', 'ghcr.io/openclaw/openclaw'],
    launchd_label: 'ai.openclaw.gateway',
    brew_formula: 'openclaw-cli',
  }),
  row('moltbot', {
    images: ['moltbot/moltbot', 'ghcr.io/moltbot/moltbot'],
    launchd_label: 'bot.molt.gateway',
    brew_formula: 'moltbot',
  }),
  row('clawdbot', {
    brew_formula: 'clawdbot',
    images: ['clawdbot/clawdbot', 'ghcr.io/clawdbot/clawdbot'],
    launchd_label: 'com.clawdbot.gateway',
  }),
];

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProfilePaths {
  state_directory: string;
  config_path: string;
}

const blank = (value: string | undefined): boolean => {
  const text = value?.trim();
  return text === undefined || text === '' || text === 'undefined' || text === 'null';
};

/** One of the profile's own environment variables, such as `STATE_DIR`; null when it is unset or blank. */
export function profileVariable(profile: RuntimeProfile, env: Environment, name: string): string | null {
  const value = env[`${profile.env_prefix}_${name}`];
  return value === undefined || blank(value) ? null : value.trim();
}

/** Where a gateway with this environment keeps its state and configuration; `home` is the HOME it runs under. */
export function profilePaths(profile: RuntimeProfile, home: string, env: Environment): ProfilePaths {
  const expand = (path: string): string => resolve(path.startsWith('~') ? join(home, path.slice(1)) : path);
  const own_home = profileVariable(profile, env, 'HOME');
  const base = own_home === null ? home : expand(own_home);
  const instance = profileVariable(profile, env, 'PROFILE');
  const suffix = instance === null || instance === 'default' ? '' : `-${instance}`;
  const state = profileVariable(profile, env, 'STATE_DIR');
  const state_directory = state === null ? join(base, `${profile.state_directory}${suffix}`) : expand(state);
  const config = profileVariable(profile, env, 'CONFIG_PATH');
  return {
    state_directory,
    config_path: config === null ? join(state_directory, profile.config_file) : expand(config),
  };
}

/** Directories where installers put the binary, besides those on the PATH. */
export function binaryDirectories(home: string): string[] {
  return [
    join(home, '.local/bin'),
    join(home, '.npm-global/bin'),
    join(home, '.local/share/pnpm'),
    join(home, '.bun/bin'),
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/usr/bin',
  ];
}
