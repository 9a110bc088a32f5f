// The agent's own npm as one file, to bring along to a machine that has none. Made once, in the agent's state directory.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostExecutor } from '../ports/host-executor.ts';

/** The archive's path, or null where this machine has no npm. */
export async function makeNpmArchive(
  host: HostExecutor,
  options: { directory: string; env: Readonly<Record<string, string>> },
): Promise<string | null> {
  const path = join(options.directory, 'npm.tgz');
  if (existsSync(path)) return path;
  const found = await host.run(['npm', 'root', '-g'], { env: options.env, timeout_ms: 30_000 });
  for (const root of [found.stdout.trim(), '/usr/lib/node_modules', '/usr/local/lib/node_modules']) {
    const npm = join(root, 'npm');
    if (!root.startsWith('/') || !existsSync(join(npm, 'bin/npm-cli.js'))) continue;
    const draft = `${path}.new`;
    const packed = await host.run(['tar', '-czf', draft, '-C', npm, '.'], { timeout_ms: 120_000 });
    if (packed.status !== 0) continue;
    await host.rename(draft, path);
    return path;
  }
  return null;
}
