// Facts of the machine under the agent, for the console's system tile and for doctor. Reads only.
import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, hostname, release, totalmem, type } from 'node:os';
import type { SystemInfo } from '@moltbot-ops/sdk/types';

export interface MachineDependencies {
  /** A path on the volume whose free space matters: the gateway's state. */
  state_path: string;
  agent_version: string;
  uptimeSeconds: () => number;
}

/** The machine as the contract's `SystemInfo`. */
export async function readSystemInfo(deps: MachineDependencies): Promise<SystemInfo> {
  const distribution = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  return {
    os: distribution.name ?? (type() === 'Darwin' ? 'macOS' : type()),
    os_version: distribution.version ?? release(),
    arch: arch(),
    cpu_cores: availableParallelism(),
    memory_bytes: totalmem(),
    disk_free_bytes: await readDiskFree(deps.state_path),
    hostname: hostname(),
    agent_version: deps.agent_version,
    uptime_seconds: Math.floor(deps.uptimeSeconds()),
  };
}

/** Free bytes for this user on the path's volume; the nearest parent that exists speaks for a path that does not. */
export async function readDiskFree(path: string): Promise<number> {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const found = await statfs(at).catch(() => null);
    if (found) return found.bavail * found.bsize;
    if (at === '/') return 0;
  }
}

function parseOsRelease(text: string): { name?: string; version?: string } {
  const value = (key: string) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const [name, version] = [value('NAME'), value('VERSION_ID')];
  return { ...(name ? { name } : {}), ...(version ? { version } : {}) };
}
