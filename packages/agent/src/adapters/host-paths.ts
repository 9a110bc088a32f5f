import { posix } from 'node:path';
import { HostError, type HostFailure } from '../ports/host-executor.ts';

const path_length_max = 4_096;

/** A path as a host gets it: absolute, plain, without a way out. Throws `HostError` for any other. */
export function checkPath(path: string): string {
  const isPlain =
    path.startsWith('/') &&
    path.length <= path_length_max &&
    !/[\p{Cc}\u2028\u2029]/u.test(path) &&
    !path.split('/').includes('..');
  if (!isPlain) throw new HostError('refused', `${JSON.stringify(path.slice(0, 200))} is no absolute, plain path.`);
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

/** Also keeps what must never be removed or replaced as a whole: the root, its direct children and the home. */
export function checkRemovable(path: string, home: string): string {
  const plain = checkPath(path);
  if (posix.dirname(plain) === '/' || plain === checkPath(home))
    throw new HostError('refused', `${plain} is not to be removed.`);
  return plain;
}

/** The name under which a file is written before it takes its place; the caller gives the chance in it. */
export function draftPath(path: string, chance: string): string {
  return posix.join(posix.dirname(path), `.moltbot-ops-${chance}.tmp`);
}

const failures: Record<string, HostFailure> = {
  ENOENT: 'missing',
  EEXIST: 'exists',
  ENOTEMPTY: 'exists',
  EACCES: 'denied',
  EPERM: 'denied',
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
  EROFS: 'read_only',
  EISDIR: 'not_a_file',
  ENOTDIR: 'not_a_file',
  ELOOP: 'not_a_file',
  ENAMETOOLONG: 'refused',
  ECONNREFUSED: 'refused',
};

/** An error of the operating system in the host's words. What is a `HostError` already stays one. */
export function toHostError(error: unknown, what: string): HostError {
  if (error instanceof HostError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return new HostError(failures[code] ?? 'failed', `${what}: ${code}`, { cause: error });
}

/** Throws where a port is none. */
export function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new HostError('refused', `${port} is no port.`);
  return port;
}
