// Read-only eyes on the host's files for whoever watches a gateway: stamps, bounded reads, tails and directory watches.
// Nothing here writes, follows a device or waits on a pipe; every failure is an answer, never an exception.

import type { Stats } from 'node:fs';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
  watch,
} from 'node:fs';
import type { FileRead, HostFiles } from '../ports/host-files.ts';

const stampOf = (stat: Stats): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.mode}`;

function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

/** Opens without waiting for the other end of a pipe; directories and devices are told apart before reading. */
const openForReading = (path: string): number => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);

function readBytes(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const got = readSync(descriptor, buffer, done, length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return buffer.subarray(0, done);
}

function readOnce(path: string, bytes_max: number): FileRead {
  let descriptor: number;
  try {
    descriptor = openForReading(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { ok: false, cause: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable' };
  }
  try {
    const before = fstatSync(descriptor);
    if (!before.isFile()) return { ok: false, cause: 'not_a_file' };
    if (before.size > bytes_max) return { ok: false, cause: 'too_large' };
    const text = readBytes(descriptor, 0, before.size).toString('utf8');
    const same = stampOf(fstatSync(descriptor)) === stampOf(before) && stampOf(statSync(path)) === stampOf(before);
    return same ? { ok: true, text, stamp: stampOf(before) } : { ok: false, cause: 'changing' };
  } catch {
    return { ok: false, cause: 'unreadable' };
  } finally {
    closeSync(descriptor);
  }
}

export function createHostFiles(): HostFiles {
  return {
    stamp: (path) => attempt(() => stampOf(statSync(path)), null),
    read(path, bytes_max) {
      let result = readOnce(path, bytes_max);
      for (let more = 0; more < 3 && !result.ok && result.cause === 'changing'; more += 1)
        result = readOnce(path, bytes_max);
      return result;
    },
    tail: (path, bytes) =>
      attempt(() => {
        const descriptor = openForReading(path);
        try {
          const stat = fstatSync(descriptor);
          if (!stat.isFile()) return null;
          const length = Math.min(bytes, stat.size);
          return readBytes(descriptor, stat.size - length, length).toString('utf8');
        } finally {
          closeSync(descriptor);
        }
      }, null),
    owner: (path) => attempt(() => statSync(path).uid, null),
    isExecutable: (path) =>
      attempt(() => {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      }, false),
    realPath: (path) => attempt(() => realpathSync(path), null),
    list: (path) => attempt(() => readdirSync(path), []),
    watch: (directory, changed) =>
      attempt(
        () => {
          const watcher = watch(directory, { persistent: false }, (_kind, name) => changed(name));
          watcher.on('error', () => watcher.close());
          return () => watcher.close();
        },
        () => undefined,
      ),
  };
}
