// The npm command line, on whichever host: found once, asked with a fixed set of options and a bounded time. What it
// installs and where is said by argument; how it reaches its registry is the host's own setting.
import type { HostExecutor, RunResult } from '../ports/host-executor.ts';

export interface NpmCli {
  /** Program and leading arguments. */
  argv: readonly [string, ...string[]];
  version: string;
}

export interface NpmRunOptions {
  env: Readonly<Record<string, string>>;
  /** HOME for npm: its cache and settings lie there unless they are set otherwise. */
  home: string;
  timeout_ms: number;
  signal?: AbortSignal;
  /** npm's own tries of one download. */
  retries?: number;
  onLine?: (line: string) => void;
}

/** npm's own tries again of one download, where nothing else is said. */
export const fetch_retries = 2;

/** Whatever somebody's own settings say: no talk, and what is done is done. */
const plain = ['--no-fund', '--no-audit', '--no-update-notifier', '--no-progress', '--no-dry-run'] as const;

/** Seconds between its tries, not minutes: the job tries again by itself, and says so. */
const pace = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=15000'] as const;

/** The npm of the host's PATH, or null. */
export async function findNpm(
  host: HostExecutor,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<NpmCli | null> {
  return tryNpm(host, ['npm'], env, signal);
}

/** The npm that `argv` begins, if it tells its version. */
export async function tryNpm(
  host: HostExecutor,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<NpmCli | null> {
  const answer = await host.run([...argv, '--version'], { env, timeout_ms: 20_000, ...(signal ? { signal } : {}) });
  const version = /^(\d+\.\d+\.\d+\S*)\s*$/m.exec(answer.stdout)?.[1];
  return answer.status === 0 && version !== undefined ? { argv, version } : null;
}

export function runNpm(
  host: HostExecutor,
  npm: NpmCli,
  args: readonly string[],
  options: NpmRunOptions,
): Promise<RunResult> {
  const { env, home, timeout_ms, signal, onLine } = options;
  return host.run([...npm.argv, ...args, ...plain, ...pace, `--fetch-retries=${options.retries ?? fetch_retries}`], {
    env: { ...env, HOME: home, NO_COLOR: '1', npm_config_yes: 'false' },
    cwd: '/',
    timeout_ms,
    output_bytes_max: 4 * 1024 ** 2,
    ...(signal ? { signal } : {}),
    ...(onLine ? { onLine: (line) => onLine(line) } : {}),
  });
}

/**
 * Where the machine's own settings of npm lie, such as the registry, the proxy and the certificates of a company. npm looks
 * for them under its prefix, so an installation under another prefix has to be told. Null where npm does not say.
 */
export async function findGlobalConfig(
  host: HostExecutor,
  npm: NpmCli,
  options: Omit<NpmRunOptions, 'timeout_ms'>,
): Promise<string | null> {
  const answer = await runNpm(host, npm, ['config', 'get', 'globalconfig'], { ...options, timeout_ms: 20_000 });
  const path = answer.stdout.trim();
  return answer.status === 0 && /^\/[^\0\r\n]{1,4000}$/.test(path) ? path : null;
}
