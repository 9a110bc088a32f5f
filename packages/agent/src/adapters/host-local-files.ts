import { randomBytes } from 'node:crypto';
import { constants, createReadStream, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat as statFollowing, statfs, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError, type HostExecutor, type HostPathKind, type HostStat } from '../ports/host-executor.ts';
import { checkPath, checkRemovable, draftPath, toHostError } from './host-paths.ts';

type Files = Pick<
  HostExecutor,
  'readFile' | 'writeFile' | 'putFile' | 'stat' | 'list' | 'makeDirectory' | 'remove' | 'link' | 'rename' | 'diskFree'
>;
type Content = string | Buffer | AsyncIterable<Buffer>;
type Owner = { mode: number; uid?: number; gid?: number };

/** The files of this machine, as its `HostExecutor` offers them. */
export function createLocalFiles(home: string): Files {
  return {
    readFile: (path, bytes_max) => attempt(`${path} could not be read`, () => readBounded(checkPath(path), bytes_max)),
    writeFile: (path, content, options) =>
      attempt(`${path} could not be written`, () => writeWhole(checkPath(path), content, options)),
    putFile: (source, path, options) =>
      attempt(`${path} could not be written`, () =>
        writeWhole(checkPath(path), readPieces(checkPath(source)), options),
      ),
    stat: (path) => attempt(`${path} could not be looked at`, () => statOrNull(checkPath(path))),
    list: (path) => attempt(`${path} could not be listed`, async () => (await readdir(checkPath(path))).sort()),
    makeDirectory: (path, options) =>
      attempt(`${path} could not be made`, () => makeDirectories(checkPath(path), options)),
    remove: (path) =>
      attempt(`${path} could not be removed`, () => rm(checkRemovable(path, home), { recursive: true, force: true })),
    link: (target, path) => attempt(`${path} could not be linked`, () => replaceLink(target, checkPath(path))),
    rename: (from, to) =>
      attempt(`${from} could not be renamed`, async () => {
        await rename(checkPath(from), checkPath(to));
        await syncDirectory(dirname(checkPath(to)));
      }),
    diskFree: (path) => attempt(`the volume of ${path} could not be asked`, () => readFree(checkPath(path))),
  };
}

async function attempt<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toHostError(error, what);
  }
}

/** Read at a time where the size is not known. */
const read_bytes = 64 * 1024;

async function readBounded(path: string, bytes_max: number): Promise<Buffer> {
  // Without waiting for the other end of a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new HostError('not_a_file', `${path} is not a file.`);
    if (stat.size > bytes_max) throw new HostError('too_large', `${path} is larger than ${bytes_max} bytes.`);
    // One byte more tells a file that grew; under /proc a size is not known beforehand. A bound is no reason to take
    // as much memory.
    const pieces: Buffer[] = [];
    let length = 0;
    for (let bytesRead = -1; bytesRead !== 0 && length <= bytes_max; length += bytesRead) {
      const piece = Buffer.allocUnsafe(Math.min(Math.max(stat.size - length, read_bytes), bytes_max - length) + 1);
      ({ bytesRead } = await file.read(piece, 0, piece.length, length));
      pieces.push(piece.subarray(0, bytesRead));
    }
    if (length > bytes_max) throw new HostError('too_large', `${path} is larger than ${bytes_max} bytes.`);
    return Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}

/** Opens only when the first piece is wanted. */
async function* readPieces(path: string): AsyncIterable<Buffer> {
  yield* createReadStream(path);
}

async function writeWhole(path: string, content: Content, owner: Owner): Promise<void> {
  const draft = draftPath(path, randomBytes(6).toString('hex'));
  try {
    await writeDurably(draft, content, owner);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function writeDurably(path: string, content: Content, owner: Owner): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, owner.mode & 0o600);
  try {
    if (owner.uid !== undefined || owner.gid !== undefined) await file.chown(owner.uid ?? -1, owner.gid ?? -1);
    await file.chmod(owner.mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function statOrNull(path: string): Promise<HostStat | null> {
  try {
    const stat = await lstat(path);
    return { kind: kindOf(stat), mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, size_bytes: stat.size };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function kindOf(stat: Stats): HostPathKind {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'link';
  return stat.isSocket() ? 'socket' : 'other';
}

async function makeDirectories(path: string, owner: Owner): Promise<void> {
  const found = await statFollowing(path).catch(() => null);
  if (found?.isDirectory()) return;
  if (found) throw new HostError('exists', `${path} is there and is no directory.`);
  if (dirname(path) !== path) await makeDirectories(dirname(path), owner);
  await mkdir(path, { mode: owner.mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (owner.uid !== undefined || owner.gid !== undefined) await directory.chown(owner.uid ?? -1, owner.gid ?? -1);
    await directory.chmod(owner.mode); // mkdir takes away what the umask forbids
  } finally {
    await directory.close();
  }
}

async function replaceLink(target: string, path: string): Promise<void> {
  if (target === '' || target.includes('\0')) throw new HostError('refused', 'A link needs a plain target.');
  const draft = draftPath(path, randomBytes(6).toString('hex'));
  await symlink(target, draft);
  try {
    const found = await statOrNull(path);
    if (found && found.kind !== 'link') throw new HostError('exists', `${path} is there and is no link.`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function readFree(path: string): Promise<number> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || at === '/') throw error;
    }
  }
}
