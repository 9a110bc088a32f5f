// The gateway's own program, run for a question and never to change anything: with the variables that its service has,
// so that it answers as the service would, on the machine where the service lives.
import { posix } from 'node:path';
import { profileVariable, type RuntimeProfile } from '../gateway/profiles.ts';
import { objectOf } from '../gateway/values.ts';
import type { HostExecutor, RunResult } from '../ports/host-executor.ts';
import { candidate_directory } from './leftovers.ts';

export interface GatewayProgram {
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

export interface ProgramOptions {
  timeout_ms: number;
  output_bytes_max: number;
  /** Text of a configuration to look at instead of the one in force. */
  config_text?: string;
  /** Look at none at all. */
  without_config?: boolean;
  /** Variables of the service. */
  service_env?: Readonly<Record<string, string>>;
}

/** Runs one command to its end. The candidate lies in a directory that nobody else can enter, and goes away afterwards. */
export async function runGatewayProgram(
  program: GatewayProgram,
  command: readonly string[],
  options: ProgramOptions,
): Promise<RunResult> {
  const { host, runtime, scratch_directory, config_path } = program;
  const { config_text, without_config, timeout_ms, output_bytes_max } = options;
  const scratch = posix.join(scratch_directory, candidate_directory);
  const candidate = posix.join(scratch, runtime.config_file);
  const name = (variable: string) => `${runtime.env_prefix}_${variable}`;
  const env: Record<string, string> = {
    ...options.service_env,
    ...program.env,
    NO_COLOR: '1',
    [name('STATE_DIR')]: program.state_directory,
    [name('CONFIG_PATH')]: config_text === undefined && without_config !== true ? config_path : candidate,
    // What the configuration takes in lies beside the one in force.
    [name('INCLUDE_ROOTS')]: [includeRoots(program, options), posix.dirname(config_path)].filter(Boolean).join(':'),
  };
  const run = { env, timeout_ms, output_bytes_max };
  if (config_text === undefined) return host.run([...program.argv, ...command], run);
  await host.remove(scratch);
  await host.makeDirectory(scratch_directory, { mode: 0o700 });
  await host.makeDirectory(scratch, { mode: 0o700 });
  try {
    await host.writeFile(candidate, config_text, { mode: 0o600 });
    const result = await host.run([...program.argv, ...command], run);
    return {
      ...result,
      stdout: result.stdout.replaceAll(candidate, config_path).replaceAll(scratch, posix.dirname(config_path)),
    };
  } finally {
    await host.remove(scratch).catch(() => undefined); // the next run removes it first
  }
}

const includeRoots = ({ runtime }: GatewayProgram, { service_env }: ProgramOptions): string | null =>
  profileVariable(runtime, service_env ?? {}, 'INCLUDE_ROOTS');

/** The object that it printed; null where it printed none. */
export function parseProgramAnswer(stdout: string): Record<string, unknown> | null {
  const start = stdout.search(/^\{/m); // earlier lines are notes to a person
  try {
    return start < 0 ? null : objectOf(JSON.parse(stdout.slice(start)));
  } catch {
    return null;
  }
}
