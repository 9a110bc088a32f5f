// Where a native installation lies: one table of paths from profile and home, so that plan, preview, checks and undo
// name the same ones.
import { join } from 'node:path';
import { type Environment, profilePaths, type RuntimeProfile } from '../gateway/profiles.ts';

export interface NativeLayout {
  /** HOME of the gateway. */
  home: string;
  /** Everything of the installation that is no state: `~/.local/share/moltbot-ops`. */
  base: string;
  /** npm's global prefix, in the layout that the gateway's own updater recognises. */
  prefix: string;
  /** The package within the prefix. */
  package_directory: string;
  /** The program within the prefix. */
  program: string;
  /** Where a half-done installation is put together; renamed to `prefix` when it is whole. */
  staging: string;
  /** The Node that is copied when the host's own is too old. */
  node_directory: string;
  node: string;
  /** The npm that is brought along where the host has none. */
  npm_directory: string;
  /** The command that people type. */
  link: string;
  state_directory: string;
  config_path: string;
  /** Output of a gateway that no journal takes. */
  output_path: string;
}

/** Paths under the gateway's home; `env` may move its state, as it does for the gateway. */
export function nativeLayout(profile: RuntimeProfile, home: string, env: Environment = {}): NativeLayout {
  const base = join(home, '.local/share/moltbot-ops');
  const prefix = join(base, profile.name);
  const { state_directory, config_path } = profilePaths(profile, home, env);
  return {
    home,
    base,
    prefix,
    package_directory: join(prefix, 'lib/node_modules', profile.npm_package),
    program: join(prefix, 'bin', profile.binary),
    staging: join(base, `.${profile.name}-staging`),
    node_directory: join(base, 'node'),
    node: join(base, 'node/bin/node'),
    npm_directory: join(base, 'npm'),
    link: join(home, '.local/bin', profile.binary),
    state_directory,
    config_path,
    output_path: join(base, `${profile.gateway_title}.log`),
  };
}
