// Reads one file that a configuration takes in, where the gateway itself would: below the directory of the configuration,
// links followed and looked at again. A link that leads out of it is refused before a byte is read.
import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';

/** The gateway reads none that is larger. */
export const include_bytes_max = 2 * 1024 ** 2;
const readlink_timeout_ms = 10_000;

export interface FileOwner {
  mode: number;
  uid: number;
  gid: number;
}

export interface IncludedFile {
  text: string;
  /** Where the bytes lie, links followed. */
  real_path: string;
  /** False where the file holds bytes that are no UTF-8: `text` cannot give them back. */
  is_exact: boolean;
  owner: FileOwner | null;
}

/** Rejects with `HostError`: `refused` where a link leads out of every root. `path` lies below one of `roots`. */
export async function readIncludedFile(
  host: HostExecutor,
  path: string,
  roots: readonly string[],
): Promise<IncludedFile> {
  const real_path = await findReal(host, path, roots);
  const bytes = await host.readFile(real_path, include_bytes_max);
  return { text: bytes.toString('utf8'), real_path, is_exact: isUtf8(bytes), owner: await ownerOf(host, real_path) };
}

/** Null where it cannot be told. */
export async function ownerOf(host: HostExecutor, path: string): Promise<FileOwner | null> {
  const stat = await host.stat(path).catch(() => null);
  return stat === null ? null : { mode: stat.mode & 0o777, uid: stat.uid, gid: stat.gid };
}

/** The path itself where nothing below its root is a link, so that no program has to be asked in the usual case. */
async function findReal(host: HostExecutor, path: string, roots: readonly string[]): Promise<string> {
  const root = roots.find((one) => path.startsWith(withSlash(one)));
  if (root !== undefined && !(await holdsLink(host, path, root))) return path;
  const { status, stdout } = await host.run(['readlink', '-f', path, ...roots], { timeout_ms: readlink_timeout_ms });
  const [real = '', ...real_roots] = stdout.split('\n').filter((line) => line !== '');
  if (status !== 0 || !real.startsWith('/')) throw new HostError('missing', 'it is a link that leads nowhere');
  if (!real_roots.some((one) => real.startsWith(withSlash(one))))
    throw new HostError('refused', 'it is a link that leads out of the directory of the configuration');
  return real;
}

async function holdsLink(host: HostExecutor, path: string, root: string): Promise<boolean> {
  for (let at = path; at.length > root.length && at !== '/'; at = posix.dirname(at)) {
    if ((await host.stat(at))?.kind === 'link') return true;
  }
  return false;
}

const withSlash = (root: string): string => (root.endsWith('/') ? root : `${root}/`);
