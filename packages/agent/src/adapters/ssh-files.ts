import { randomBytes } from 'node:crypto';
import { stat as statLocal } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Attributes, SFTPWrapper } from 'ssh2';
import {
  HostError,
  type HostExecutor,
  type HostPathKind,
  type HostStat,
  type RunResult,
} from '../ports/host-executor.ts';
import { checkPath, checkRemovable, draftPath } from './host-paths.ts';
import { ask, attempt, isMissing, type Owner, syncPath } from './ssh-sftp.ts';

type Files = Pick<
  HostExecutor,
  'readFile' | 'writeFile' | 'putFile' | 'stat' | 'list' | 'makeDirectory' | 'remove' | 'link' | 'rename' | 'diskFree'
>;

export interface RemoteFilesDeps {
  /** The open file channel; opens one where there is none. */
  sftp(): Promise<SFTPWrapper>;
  run(argv: readonly [string, ...string[]]): Promise<RunResult>;
  home(): string;
}

/** The files of another machine, over SFTP. What it cannot do in one move there, it does with the machine's own tools. */
export function createRemoteFiles(deps: RemoteFilesDeps): Files {
  const on = <T>(path: string, verb: string, work: (sftp: SFTPWrapper, path: string) => Promise<T>): Promise<T> =>
    attempt(`${path} could not be ${verb}`, async () => work(await deps.sftp(), checkPath(path)));
  const diskFree = (path: string) => on(path, 'asked for its volume', (sftp, at) => readFree(deps, sftp, at));
  const whole = async (path: string, size_bytes: number, verb: (sftp: SFTPWrapper, draft: string) => Promise<void>) => {
    try {
      await on(path, 'written', (sftp, at) => writeWhole(deps, sftp, at, verb));
    } catch (error) {
      throw await explainFull(error, size_bytes, () => diskFree(path));
    }
  };
  return {
    readFile: (path, bytes_max) => on(path, 'read', (sftp, at) => readBounded(sftp, at, bytes_max)),
    writeFile: (path, content, options) => {
      const body = Buffer.from(content);
      return whole(path, body.length, (sftp, draft) => writeDraft(sftp, draft, body, options));
    },
    putFile: async (source, path, { mode }) => {
      const local = checkPath(source);
      const { size } = await statLocal(local).catch(() => ({ size: -1 }));
      if (size < 0) throw new HostError('missing', `${local} is not there to be copied.`);
      await whole(path, size, async (sftp, draft) => {
        await writeDraft(sftp, draft, Buffer.alloc(0), { mode });
        const put = (done: (error?: Error | null) => void, alive: () => void) =>
          sftp.fastPut(local, draft, { mode, step: alive }, done);
        await ask<void>(put, { channel: sftp });
      });
    },
    stat: (path) => on(path, 'looked at', statOrNull),
    list: (path) => on(path, 'listed', listNames),
    makeDirectory: (path, options) => on(path, 'made', (sftp, at) => makeDirectories(sftp, at, options)),
    remove: (path) => on(path, 'removed', (sftp, at) => removeTree(deps, sftp, checkRemovable(at, deps.home()))),
    link: (target, path) => on(path, 'linked', (sftp, at) => replaceLink(deps, sftp, target, at)),
    rename: (from, to) => on(from, 'renamed', (sftp, at) => replace(deps, sftp, at, checkPath(to))),
    diskFree,
  };
}

/** SFTP has one word for most failures, so whether the disk is full is asked afterwards. */
async function explainFull(found: unknown, size_bytes: number, readFreeBytes: () => Promise<number>): Promise<unknown> {
  if (!(found instanceof HostError) || found.failure !== 'failed') return found;
  const left = await readFreeBytes().catch(() => Number.POSITIVE_INFINITY);
  return left <= size_bytes + 4_096 ? new HostError('no_space', `${found.message}: its volume is full`) : found;
}

async function readBounded(sftp: SFTPWrapper, path: string, bytes_max: number): Promise<Buffer> {
  const stats = await ask<Attributes>((done) => sftp.stat(path, done));
  if (kindOf(stats.mode) !== 'file') throw new HostError('not_a_file', `${path} is not a file.`);
  if (stats.size > bytes_max) throw new HostError('too_large', `${path} is larger than ${bytes_max} bytes.`);
  const handle = await ask<Buffer>((done) => sftp.open(path, 'r', done));
  try {
    const kept: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = await readPiece(sftp, handle, length);
      if (piece.length === 0) return Buffer.concat(kept);
      length += piece.length;
      if (length > bytes_max) throw new HostError('too_large', `${path} is larger than ${bytes_max} bytes.`);
      kept.push(piece);
    }
  } finally {
    sftp.close(handle, () => undefined);
  }
}

const names_max = 100_000;
/** Its word for having told everything. */
const end_of_directory = 1;

/** Piece by piece, so that a directory without end costs no memory without end. */
async function listNames(sftp: SFTPWrapper, path: string): Promise<string[]> {
  const handle = await ask<Buffer>((done) => sftp.opendir(path, done));
  const names: string[] = [];
  try {
    for (let pieces = 0; names.length + pieces <= names_max; pieces += 1) {
      const piece = await ask<{ filename: string }[]>((done) => sftp.readdir(handle, done)).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === end_of_directory) return null;
        throw error;
      });
      if (piece === null) return names.sort();
      for (const { filename } of piece) names.push(filename);
    }
    throw new HostError('too_large', `${path} holds more than ${names_max} names.`);
  } finally {
    sftp.close(handle, () => undefined);
  }
}

/** Empty at the end of the file. */
function readPiece(sftp: SFTPWrapper, handle: Buffer, position: number): Promise<Buffer> {
  const buffer = Buffer.alloc(32_768);
  return new Promise((resolve, reject) => {
    sftp.read(handle, buffer, 0, buffer.length, position, (error, length) => {
      if (!error) resolve(buffer.subarray(0, length));
      else if ('code' in error && error.code === 1) resolve(Buffer.alloc(0));
      else reject(error);
    });
  });
}

async function writeWhole(
  deps: RemoteFilesDeps,
  sftp: SFTPWrapper,
  path: string,
  write: (sftp: SFTPWrapper, draft: string) => Promise<void>,
): Promise<void> {
  const found = await statOrNull(sftp, path);
  if (found?.kind === 'directory') throw new HostError('not_a_file', `${path} is a directory.`);
  const draft = draftPath(path, randomBytes(6).toString('hex'));
  try {
    await write(sftp, draft);
    await syncPath(sftp, draft, 'r+');
    await replace(deps, sftp, draft, path);
  } catch (error) {
    await dropDraft(deps, draft);
    throw error;
  }
}

/** A connection that was lost in the middle is opened once more for it: a draft may be as large as a program. */
async function dropDraft(deps: RemoteFilesDeps, draft: string): Promise<void> {
  try {
    const sftp = await deps.sftp();
    await ask<void>((done) => sftp.unlink(draft, done), { timeout_ms: 20_000 });
  } catch {
    // The machine is out of reach, or the draft was never made; what failed before is told.
  }
}

/** Made for this alone and not to be read by others from the first byte on. */
async function writeDraft(sftp: SFTPWrapper, draft: string, body: Buffer, owner: Owner): Promise<void> {
  const handle = await ask<Buffer>((done) => sftp.open(draft, 'wx', { mode: owner.mode & 0o600 }, done));
  try {
    await setOwner(sftp, handle, owner);
    await ask<void>((done) => sftp.fchmod(handle, owner.mode, done));
    if (body.length > 0) await ask<void>((done) => sftp.write(handle, body, 0, body.length, 0, done));
  } finally {
    await ask<void>((done) => sftp.close(handle, done));
  }
}

async function setOwner(sftp: SFTPWrapper, handle: Buffer, { uid, gid }: Owner): Promise<void> {
  if (uid === undefined && gid === undefined) return;
  const now = await ask<Attributes>((done) => sftp.fstat(handle, done));
  await ask<void>((done) => sftp.fchown(handle, uid ?? now.uid, gid ?? now.gid, done));
}

/** SFTP's own rename refuses where something is; the extension and `mv` replace it in one move. */
async function replace(deps: RemoteFilesDeps, sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  try {
    await ask<void>((done) => sftp.ext_openssh_rename(from, to, done));
  } catch (error) {
    if (!(error instanceof Error) || !/does not support/i.test(error.message)) throw error;
    if ((await statOrNull(sftp, to))?.kind === 'directory') throw new HostError('exists', `${to} is a directory.`);
    const { status } = await deps.run(['mv', '-f', '--', from, to]);
    if (status !== 0) throw new HostError('failed', `${from} could not take the place of ${to}.`);
  }
  await syncPath(sftp, dirname(to), 'r');
}

async function statOrNull(sftp: SFTPWrapper, path: string): Promise<HostStat | null> {
  try {
    const { mode, uid, gid, size } = await ask<Attributes>((done) => sftp.lstat(path, done));
    return { kind: kindOf(mode), mode: mode & 0o7777, uid, gid, size_bytes: size };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const kinds: Record<number, HostPathKind> = { 0o10: 'file', 0o04: 'directory', 0o12: 'link', 0o14: 'socket' };
const kindOf = (mode: number): HostPathKind => kinds[(mode & 0o170000) >> 12] ?? 'other';

async function makeDirectories(sftp: SFTPWrapper, path: string, owner: Owner): Promise<void> {
  const found = await ask<Attributes>((done) => sftp.stat(path, done)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found && kindOf(found.mode) === 'directory') return;
  if (found) throw new HostError('exists', `${path} is there and is no directory.`);
  if (dirname(path) !== path) await makeDirectories(sftp, dirname(path), owner);
  await ask<void>((done) => sftp.mkdir(path, { mode: owner.mode }, done));
  const { uid, gid } = owner;
  if (uid !== undefined || gid !== undefined) {
    const now = await ask<Attributes>((done) => sftp.lstat(path, done));
    await ask<void>((done) => sftp.chown(path, uid ?? now.uid, gid ?? now.gid, done));
  }
  await ask<void>((done) => sftp.chmod(path, owner.mode, done)); // mkdir takes away what the umask forbids
}

/** A tree of thousands of files goes by the machine's own `rm`, which follows no links. */
async function removeTree(deps: RemoteFilesDeps, sftp: SFTPWrapper, path: string): Promise<void> {
  const found = await statOrNull(sftp, path);
  if (!found) return;
  if (found.kind !== 'directory') return ask<void>((done) => sftp.unlink(path, done));
  const { status, stderr, lost } = await deps.run(['rm', '-rf', '--', path]);
  if (lost) throw new HostError('lost', `${path} may be removed or not: the connection ended.`, { code: 'ssh_lost' });
  if (status === 0) return;
  const denied = /permission denied|not permitted/i.test(stderr);
  throw new HostError(denied ? 'denied' : 'failed', `${path} could not be removed as a whole.`);
}

async function replaceLink(deps: RemoteFilesDeps, sftp: SFTPWrapper, target: string, path: string): Promise<void> {
  if (target === '' || target.includes('\0')) throw new HostError('refused', 'A link needs a plain target.');
  const found = await statOrNull(sftp, path);
  if (found && found.kind !== 'link') throw new HostError('exists', `${path} is there and is no link.`);
  const draft = draftPath(path, randomBytes(6).toString('hex'));
  await ask<void>((done) => sftp.symlink(target, draft, done));
  try {
    await replace(deps, sftp, draft, path);
  } catch (error) {
    await ask<void>((done) => sftp.unlink(draft, done)).catch(() => undefined);
    throw error;
  }
}

interface VolumeStat {
  f_frsize: number;
  f_bavail: number;
}

async function readFree(deps: RemoteFilesDeps, sftp: SFTPWrapper, path: string): Promise<number> {
  for (let at = path; ; at = dirname(at)) {
    if (!(await statOrNull(sftp, at)) && at !== '/') continue;
    try {
      // The types know neither the extension's answer nor that it may be missing.
      const volume = await ask<VolumeStat>((done) => sftp.ext_openssh_statvfs(at, done as never));
      return Number(volume.f_bavail) * Number(volume.f_frsize);
    } catch (error) {
      if (!(error instanceof Error) || !/does not support/i.test(error.message)) throw error;
      return readDf(await deps.run(['df', '-Pk', at]));
    }
  }
}

function readDf({ status, stdout }: RunResult): number {
  const fields = stdout.trim().split('\n').at(-1)?.trim().split(/\s+/) ?? [];
  const free = Number(fields.at(-3));
  if (status !== 0 || !Number.isFinite(free)) throw new HostError('failed', 'The free space could not be read.');
  return free * 1_024;
}
