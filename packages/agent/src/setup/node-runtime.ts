// Which Node the gateway is to run on: the host's own where it is new enough, else a copy of the agent's.
import type { HostExecutor } from '../ports/host-executor.ts';

export interface FoundNode {
  /** Absolute, links as they are. */
  path: string;
  /** Without `v`. */
  version: string;
  fits: boolean;
}

/** What the gateway asks for, in words. */
export const nodeFloor = 'it takes 24.16 or later of 24, or 26.1 and later';

/** Whether a version such as `26.10.0` or `v24.16.0` runs the gateway. */
export function nodeFits(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
}

const usualDirectories = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'];

/** Belongs to a project, and goes with it; whoever started the agent may have put it first on the PATH. */
const isBorrowed = (directory: string): boolean => directory.split('/').includes('node_modules');

/** The first `node` of the host's PATH that tells its version and stays there; null where there is none. */
export async function findHostNode(
  host: HostExecutor,
  program_env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<FoundNode | null> {
  const of_path = (program_env.PATH ?? '').split(':').filter((directory) => directory.startsWith('/'));
  let first: FoundNode | null = null;
  const lasting = [...of_path, ...usualDirectories].filter((directory) => !isBorrowed(directory));
  for (const directory of [...new Set(lasting)].slice(0, 40)) {
    const path = `${directory.replace(/\/+$/, '')}/node`;
    if ((await host.stat(path).catch(() => null)) === null) continue;
    const found = await readNode(host, path, signal);
    if (found?.fits === true) return found;
    first ??= found;
  }
  return first;
}

/** The version that a Node binary tells; null when it does not run. */
export async function readNode(host: HostExecutor, path: string, signal?: AbortSignal): Promise<FoundNode | null> {
  const answer = await host.run([path, '--version'], { timeout_ms: 10_000, ...(signal ? { signal } : {}) });
  const version = /^v(\d+\.\d+\.\d+)\s*$/.exec(answer.stdout)?.[1];
  return answer.status === 0 && version !== undefined ? { path, version, fits: nodeFits(version) } : null;
}
