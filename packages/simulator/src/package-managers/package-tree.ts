// The layout that a real package manager leaves, with the simulator as the package's program.
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = join(dirname(fileURLToPath(import.meta.url)), '..', 'main.ts');

export interface PackageOptions {
  name: string;
  version: string;
  /** Variables that the program sets where they are missing. */
  env: Readonly<Record<string, string>>;
}

/** Writes the package into a directory and answers the path of its program. */
export function writePackage(directory: string, { name, version, env }: PackageOptions): string {
  mkdirSync(directory, { recursive: true });
  const engines = { node: '>=24.16.0 <25 || >=26.1.0' };
  const manifest = { name, version, type: 'module', bin: { [name]: `${name}.mjs` }, engines };
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const program = join(directory, `${name}.mjs`);
  writeFileSync(
    program,
    [
      '#!/usr/bin/env node',
      `for (const [name, value] of Object.entries(${JSON.stringify(env)})) process.env[name] ??= value;`,
      `if (process.argv.includes('--version')) console.log(${JSON.stringify(`OpenClaw ${version} (simulated)`)});`,
      `else await import(${JSON.stringify(entry)});`,
      '',
    ].join('\n'),
  );
  chmodSync(program, 0o755);
  return program;
}

/** `PREFIX/lib/node_modules/NAME` with its program linked from `PREFIX/bin`. */
export function writeGlobalPackage(prefix: string, options: PackageOptions): void {
  const program = writePackage(join(prefix, 'lib', 'node_modules', options.name), options);
  const link = join(prefix, 'bin', options.name);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), program), link);
}
