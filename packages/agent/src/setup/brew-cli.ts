import type { HostExecutor, RunResult } from '../ports/host-executor.ts';

export interface BrewCli {
  path: string;
  version: string;
}

const usual = ['/opt/homebrew/bin/brew', '/usr/local/bin/brew', '/home/linuxbrew/.linuxbrew/bin/brew'];

/** Homebrew on the PATH or where it installs itself, or null. */
export async function findBrew(
  host: HostExecutor,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<BrewCli | null> {
  for (const path of ['brew', ...usual]) {
    const answer = await host.run([path, '--version'], { env, timeout_ms: 15_000, ...(signal ? { signal } : {}) });
    const version = /^Homebrew (\S+)/m.exec(answer.stdout)?.[1];
    if (answer.status === 0 && version !== undefined) return { path, version };
  }
  return null;
}

/** Runs one brew command without its own updating, hints and analytics. */
export function runBrew(
  host: HostExecutor,
  brew: BrewCli,
  args: readonly string[],
  options: {
    env: Readonly<Record<string, string>>;
    home: string;
    timeout_ms: number;
    signal?: AbortSignal;
    onLine?: (line: string) => void;
  },
): Promise<RunResult> {
  const { env, home, timeout_ms, signal, onLine } = options;
  return host.run([brew.path, ...args], {
    env: {
      ...env,
      HOME: home,
      HOMEBREW_NO_AUTO_UPDATE: '1',
      HOMEBREW_NO_ANALYTICS: '1',
      HOMEBREW_NO_ENV_HINTS: '1',
      NO_COLOR: '1',
    },
    cwd: '/',
    timeout_ms,
    output_bytes_max: 4 * 1024 ** 2,
    ...(signal ? { signal } : {}),
    ...(onLine ? { onLine: (line) => onLine(line) } : {}),
  });
}
