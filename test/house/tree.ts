import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Files that git tracks or would track, as paths from the root; what was deleted is left out. */
export function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file))).sort();
}

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Written by programs or recorded, so the rules for what people write do not apply. */
export const isGenerated = (file: string): boolean => /(^|\/)(generated|fixtures)\/|package-lock\.json$/.test(file);

export const isSpec = (file: string): boolean => /\.spec\.tsx?$|(^|\/)(test|e2e)\//.test(file);

export const isSource = (file: string): boolean => /\.(ts|tsx|mjs|cjs)$/.test(file) && !isGenerated(file);

/** Files whose text a rule may read line by line. */
export const isText = (file: string): boolean =>
  !/\.(png|jpe?g|gif|ico|webp|woff2?|ttf|gz|zip|tgz|sqlite|db|pdf)$/i.test(file);
