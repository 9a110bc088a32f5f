// The gateway's own program, run for a question and never to change anything: with the variables that its service has,
// so that it answers as the service would, on the machine where the service lives.
import { posix } from 'node:path';
import { profileVariable, type RuntimeProfile } from '../gateway/profiles.ts';
import { objectOf } from '../gateway/values.ts';
import type { HostExecutor, RunResult } from '../ports/host-executor.ts';
import { anchorIncludes } from './includes.ts';
import { candidate_directory, probe_directory } from './leftovers.ts';

export interface GatewayProgram {
  /** Names it among others, for answers that are kept. */
  readonly key: string;
  /** Runs one command to its end. Rejects with `ProgramError` where it could not be run, or its candidate not be put there. */
  run(command: readonly string[], options: ProgramOptions): Promise<ProgramResult>;
}

export interface ProgramResult extends RunResult {
  /** Where it ran, to be put behind a sentence's words; empty where it lies on this machine. */
  where: string;
}

/** Why it could not be asked, as it may be shown. */
export class ProgramError extends Error {}

export interface ProgramOptions {
  timeout_ms: number;
  output_bytes_max: number;
  /** A configuration to look at instead of the one in force; its includes are as they stand in that one. */
  config?: unknown;
  /** Look at none at all. */
  without_config?: boolean;
  /** Variables of the service. */
  service_env?: Readonly<Record<string, string>>;
  /** It speaks with providers. */
  probes?: true;
}

/** A program that lies on a host. */
export interface HostProgram {
  host: HostExecutor;
  /** How it is called, without the command. */
  argv: readonly [string, ...string[]];
  runtime: RuntimeProfile;
  /** HOME, PATH and what else it needs to run. */
  env: Readonly<Record<string, string>>;
  state_directory: string;
  config_path: string;
  /** A directory for candidates on that host, the program's own alone. */
  scratch_directory: string;
}

/** The candidate lies in a directory that nobody else can enter, and goes away afterwards. */
export const createHostProgram = (parts: HostProgram): GatewayProgram => ({
  key: JSON.stringify([parts.host.key, parts.argv, parts.config_path]),
  async run(command, options) {
    try {
      return { ...(await runOnHost(parts, command, options)), where: '' };
    } catch (error) {
      throw new ProgramError('The configuration could not be put where the gateway’s program reads it.', {
        cause: error,
      });
    }
  },
});

async function runOnHost(
  program: HostProgram,
  command: readonly string[],
  options: ProgramOptions,
): Promise<RunResult> {
  const { host, runtime, config_path } = program;
  const { config, timeout_ms, output_bytes_max } = options;
  const scratch_directory = posix.join(program.scratch_directory, options.probes === true ? probe_directory : '');
  const scratch = posix.join(scratch_directory, candidate_directory);
  const candidate = posix.join(scratch, runtime.config_file);
  const own = [program.state_directory, config_path] as const;
  const env = { ...options.service_env, ...program.env, ...programVariables(runtime, own, candidate, options) };
  const run = { env, timeout_ms, output_bytes_max };
  if (config === undefined) return host.run([...program.argv, ...command], run);
  await host.remove(scratch);
  await host.makeDirectory(scratch_directory, { mode: 0o700 });
  await host.makeDirectory(scratch, { mode: 0o700 });
  try {
    await host.writeFile(candidate, JSON.stringify(anchorIncludes(config, config_path)), { mode: 0o600 });
    const result = await host.run([...program.argv, ...command], run);
    return {
      ...result,
      stdout: result.stdout.replaceAll(candidate, config_path).replaceAll(scratch, posix.dirname(config_path)),
    };
  } finally {
    await host.remove(scratch).catch(() => undefined); // the next run removes it first
  }
}

/** Where the program looks: at its own state, and at the candidate where there is one. Paths are as it sees them. */
export function programVariables(
  runtime: RuntimeProfile,
  [state_directory, config_path]: readonly [string, string],
  candidate: string,
  { config, without_config, service_env }: ProgramOptions,
): Record<string, string> {
  const name = (variable: string) => `${runtime.env_prefix}_${variable}`;
  const roots = profileVariable(runtime, service_env ?? {}, 'INCLUDE_ROOTS');
  return {
    NO_COLOR: '1',
    [name('STATE_DIR')]: state_directory,
    [name('CONFIG_PATH')]: config === undefined && without_config !== true ? config_path : candidate,
    // What the configuration takes in lies beside the one in force.
    [name('INCLUDE_ROOTS')]: [roots, posix.dirname(config_path)].filter(Boolean).join(':'),
  };
}

/** The object that it printed; null where it printed none. */
export function parseProgramAnswer(stdout: string): Record<string, unknown> | null {
  const start = stdout.search(/^\{/m); // earlier lines are notes to a person
  try {
    return start < 0 ? null : objectOf(JSON.parse(stdout.slice(start)));
  } catch {
    return null;
  }
}
