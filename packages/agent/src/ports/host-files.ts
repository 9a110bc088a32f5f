export type FileRead =
  | { ok: true; text: string; stamp: string }
  | { ok: false; cause: 'missing' | 'not_a_file' | 'unreadable' | 'too_large' | 'changing' };

/** Read-only look at the host's files. No call throws. */
export interface HostFiles {
  /** Identity, size and time of what a path leads to; changes when the content may have. Null when there is nothing. */
  stamp(path: string): string | null;
  /** Whole file as UTF-8, at most `bytes_max`; consistent even when it is replaced meanwhile. */
  read(path: string, bytes_max: number): FileRead;
  /** The last `bytes` of a file, or null. */
  tail(path: string, bytes: number): string | null;
  /** The account that owns what a path leads to; null when there is nothing. */
  owner(path: string): number | null;
  isExecutable(path: string): boolean;
  /** The path with every link followed, or null. */
  realPath(path: string): string | null;
  /** Names in a directory; empty when it cannot be read. */
  list(path: string): string[];
  /** Tells of changes in a directory, until the answer is called. A directory that cannot be watched stays silent. */
  watch(directory: string, changed: (name: string | null) => void): () => void;
}
