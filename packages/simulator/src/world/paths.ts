// Where a gateway keeps its things, from the environment, in the order the real one reads it.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface GatewayPaths {
  home: string;
  state_dir: string;
  config_path: string;
  database_path: string;
  lock_dir: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Paths of the gateway whose home the environment names. */
export function readPaths(env: Environment): GatewayPaths {
  const home = env['OPENCLAW_HOME'] || env['HOME'] || homedir();
  const state_dir = resolveUser(env['OPENCLAW_STATE_DIR'], home) ?? join(home, '.openclaw');
  const config_path = resolveUser(env['OPENCLAW_CONFIG_PATH'], home) ?? join(state_dir, 'openclaw.json');
  return {
    home,
    state_dir,
    config_path,
    database_path: join(state_dir, 'state', 'openclaw.sqlite'),
    lock_dir: join(state_dir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`),
  };
}

/** The daily log file, unless the configuration names another one. */
export function readLogPath(configured: unknown, now_ms: number, home: string): string {
  if (typeof configured === 'string' && configured) return resolveUser(configured, home) ?? configured;
  return join('/tmp/openclaw', `openclaw-${new Date(now_ms).toISOString().slice(0, 10)}.log`);
}

/** A path as a person reads it: the home is written `~`. */
export function displayPath(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function resolveUser(path: string | undefined, home: string): string | undefined {
  if (!path) return undefined;
  return resolve(path.startsWith('~/') ? join(home, path.slice(2)) : path);
}
