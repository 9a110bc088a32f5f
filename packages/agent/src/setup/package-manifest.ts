import { dirname, join } from 'node:path';
import { objectOf, textOf } from '../gateway/values.ts';
import type { HostExecutor } from '../ports/host-executor.ts';

export interface PackageManifest {
  name: string;
  version: string;
  directory: string;
}

/** The package that a program belongs to, walking up from where its links lead; null when there is none. */
export async function readPackageManifest(host: HostExecutor, program: string): Promise<PackageManifest | null> {
  const real = await host.run(['readlink', '-f', program], { timeout_ms: 5_000 });
  const from = real.status === 0 && real.stdout.startsWith('/') ? real.stdout.trim() : program;
  let directory = dirname(from);
  for (let up = 0; up < 5 && directory !== '/'; up += 1) {
    const found = await readManifest(host, directory);
    if (found !== null) return found;
    directory = dirname(directory);
  }
  return null;
}

/** `package.json` of exactly that directory, or null. */
export async function readManifest(host: HostExecutor, directory: string): Promise<PackageManifest | null> {
  try {
    const text = (await host.readFile(join(directory, 'package.json'), 4 * 1024 ** 2)).toString('utf8');
    const manifest = objectOf(JSON.parse(text));
    const [name, version] = [textOf(manifest.name, 214), textOf(manifest.version, 64)];
    return name === null || version === null ? null : { name, version, directory };
  } catch {
    return null;
  }
}
