import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The built console that belongs to this code, or null when it is not built. `from` is where this code lies: in the
 * bundle, dist/agent or dist/agent/chunks; in a clone, packages/agent/src/cli.
 */
export function findConsole(from: string = import.meta.dirname): string | null {
  const bundle = /^(.*[/]dist)[/]agent(?:[/]chunks)?$/.exec(from)?.[1];
  const directory = bundle ? join(bundle, 'web') : join(from, '..', '..', '..', '..', 'dist', 'web');
  return existsSync(join(directory, 'index.html')) ? directory : null;
}
