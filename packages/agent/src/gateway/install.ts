// Which runtime is installed where: binary, its version, its configuration. Looks at files only, so it can be asked
// every few seconds; a program is started at most once per binary, when no package file tells its version.
import { basename, dirname, join } from 'node:path';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { InstallFacts } from './observation.ts';
import {
  binaryDirectories,
  type Environment,
  type ProfileName,
  type ProfilePaths,
  profilePaths,
  type RuntimeProfile,
  runtimeProfiles,
} from './profiles.ts';
import { objectOf, textOf } from './values.ts';

const versionTimeoutMs = 30_000;

export interface GatewaySettings {
  /** HOME under which the managed gateway's configuration and state lie. */
  gateway_home: string;
  /** Binary to use instead of the one that is found. */
  gateway_binary: string | null;
  /** The agent's own environment. */
  env: Environment;
  /** The one runtime to look for, where it was chosen among several. */
  profile?: ProfileName | undefined;
  /** It was installed into a container, so an engine is asked for it whatever else lies on the machine. */
  in_container?: boolean;
}

export interface FoundInstall extends InstallFacts {
  runtime: RuntimeProfile;
  paths: ProfilePaths;
}

function binaryCandidates(profile: RuntimeProfile, settings: GatewaySettings, started: string | null): string[] {
  if (settings.gateway_binary !== null) return [settings.gateway_binary];
  // A program that is on the PATH by chance would judge and report for another one.
  const own = started !== null && basename(started) === profile.binary ? [started] : [];
  const path = (settings.env.PATH ?? '').split(':').filter((directory) => directory.startsWith('/'));
  const under_home = binaryDirectories(settings.gateway_home);
  return [...own, ...[...new Set([...path, ...under_home])].map((directory) => join(directory, profile.binary))];
}

function candidate(
  profile: RuntimeProfile,
  settings: GatewaySettings,
  files: HostFiles,
  started: string | null,
): FoundInstall {
  const paths = profilePaths(profile, settings.gateway_home, settings.env);
  const binary_path = binaryCandidates(profile, settings, started).find((path) => files.isExecutable(path)) ?? null;
  return {
    profile: profile.name,
    binary_path,
    version: null,
    config_path: paths.config_path,
    config_exists: files.stamp(paths.config_path) !== null,
    runtime: profile,
    paths,
  };
}

/**
 * The runtime that shows most life: a running one, then binary and configuration, then either, then the newest name.
 * `started` is the program that a service starts, which is the gateway's own before any other of its name.
 */
export function findInstall(
  settings: GatewaySettings,
  files: HostFiles,
  running: ProfileName | null,
  started: string | null = null,
): FoundInstall {
  const found = runtimeProfiles.map((profile) => candidate(profile, settings, files, started));
  const life = (one: FoundInstall): number =>
    (one.profile === settings.profile ? 8 : 0) +
    (one.profile === running ? 4 : 0) +
    (one.binary_path === null ? 0 : 2) +
    (one.config_exists ? 1 : 0);
  return found.reduce((best, one) => (life(one) > life(best) ? one : best));
}

/** Version from the package that a program belongs to, walking up from where its links lead; null when there is none. */
export function readPackageVersion(program: string, npm_package: string, files: HostFiles): string | null {
  let directory = dirname(files.realPath(program) ?? program);
  for (let up = 0; up < 6 && directory !== '/'; up += 1) {
    const read = files.read(join(directory, 'package.json'), 1024 * 1024);
    const version = read.ok ? parsePackageVersion(read.text, npm_package) : null;
    if (version !== null) return version;
    directory = dirname(directory);
  }
  return null;
}

function parsePackageVersion(text: string, npm_package: string): string | null {
  try {
    const manifest = objectOf(JSON.parse(text));
    return manifest.name === npm_package ? textOf(manifest.version, 64) : null;
  } catch {
    return null;
  }
}

export interface VersionReader {
  /** The binary's version; asks the binary itself once when no package tells it. */
  read(install: FoundInstall): Promise<string | null>;
}

/** `env` is what a program of the gateway needs to run: PATH and HOME. */
export function createVersionReader(
  files: HostFiles,
  runner: CommandRunner,
  env: Record<string, string>,
): VersionReader {
  const spoken = new Map<string, string | null>();
  return {
    async read({ binary_path, runtime }) {
      if (binary_path === null) return null;
      const packaged = readPackageVersion(binary_path, runtime.npm_package, files);
      if (packaged !== null) return packaged;
      const key = `${binary_path}=${files.stamp(binary_path)}`;
      if (!spoken.has(key)) {
        spoken.set(key, null); // before the answer, so that no second one is started meanwhile
        const result = await runner.run([binary_path, '--version'], {
          env,
          timeout_ms: versionTimeoutMs,
          bytes_max: 4_096,
        });
        spoken.set(key, /\d+\.\d+[\w.+-]*/.exec(result.stdout)?.[0]?.slice(0, 64) ?? null);
      }
      return spoken.get(key) ?? null;
    },
  };
}
