// What the file system says of the agent's own files. Looks only; opens nothing for writing.
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckFacts } from './checks.ts';

/** What can be learnt of the state directory by looking at it. */
export function describeOwnFiles(home: string): Pick<CheckFacts, 'home_mode' | 'home_write_error' | 'secret_problem'> {
  return {
    home_mode: readMode(home),
    home_write_error: findWriteError(home),
    secret_problem: findSecretProblem(home),
  };
}

function readMode(path: string): number | null {
  try {
    return statSync(path).mode;
  } catch {
    return null; // absent, or closed to us: the check says both
  }
}

/** Why the directory cannot be written (`EACCES`, `EROFS` …); null when it can, or does not exist yet. */
function findWriteError(path: string): string | null {
  const code = tryAccess(path, constants.W_OK | constants.X_OK);
  return code === 'ENOENT' ? null : code;
}

/** The first file of the secrets that cannot be read, with the reason; null when all can be, or there are none. */
function findSecretProblem(home: string): string | null {
  const directory = join(home, 'secrets');
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // Node's own errors carry a code
    return code === 'ENOENT' ? null : `${directory} (${code ?? 'unknown error'})`;
  }
  for (const path of names.map((name) => join(directory, name))) {
    const code = tryAccess(path, constants.R_OK);
    if (code !== null) return `${path} (${code})`;
  }
  return null;
}

function tryAccess(path: string, mode: number): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error'; // Node's own errors carry a code
  }
}
