import type { EventEmitter } from 'node:events';
import type { SFTPWrapper } from 'ssh2';
import { HostError, type HostFailure } from '../ports/host-executor.ts';

export interface Owner {
  mode: number;
  uid?: number;
  gid?: number;
}

/** A machine whose disk hangs goes on answering keepalives, and no request about files. */
const silence_ms_max = 120_000;

/**
 * One request as a promise. `alive` begins the time anew in which an answer has to come. `channel`: for requests that the
 * library lets hang when the connection ends in the middle.
 */
export function ask<T>(
  send: (done: (error: Error | null | undefined, value?: unknown) => void, alive: () => void) => unknown,
  { timeout_ms = silence_ms_max, channel }: { timeout_ms?: number; channel?: EventEmitter } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new HostError('lost', 'The machine did not answer in time.', { code: 'ssh_lost' }));
    const timer = setTimeout(late, timeout_ms);
    const ended = () => done(new HostError('lost', 'The connection ended.', { code: 'ssh_lost' }));
    const done = (error: Error | null | undefined, value?: unknown) => {
      clearTimeout(timer);
      channel?.off('close', ended);
      if (error) reject(error);
      else resolve(value as T); // each caller names what its request answers
    };
    channel?.once('close', ended);
    try {
      send(done, () => timer.refresh());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** Status codes of SFTP; anything else is its word for "failed". */
const failures: Record<number, HostFailure> = { 2: 'missing', 3: 'denied', 6: 'lost', 7: 'lost', 8: 'unsupported' };

export const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 2;

/** The library's words for a connection that is gone. */
export const isEnded = (error: unknown): boolean =>
  error instanceof Error && /no response from server|not connected/i.test(error.message);
const isOfChannel = (error: unknown): boolean => error instanceof Error && /channel/i.test(error.message);

/** Turns what SFTP answers into the host's words; a connection that ended is `lost`. */
export async function attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostError) throw error;
    const code = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN;
    const failure = isEnded(error) || isOfChannel(error) ? 'lost' : (failures[code] ?? 'failed');
    throw new HostError(failure, what, { cause: error, ...(failure === 'lost' ? { code: 'ssh_lost' } : {}) });
  }
}

/** Waits until it is on the disk, where the server offers that; a directory by its own handle. */
export async function syncPath(sftp: SFTPWrapper, path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await ask<Buffer>((done) => sftp.open(path, flags, done)).catch((error: unknown) => {
    if (flags === 'r') return null; // not every server opens directories
    throw error;
  });
  if (handle === null) return;
  try {
    await ask<void>((done) => sftp.ext_openssh_fsync(handle, done));
  } catch (error) {
    const isOffered = !(error instanceof Error && /does not support/i.test(error.message));
    if (isOffered && flags === 'r+') throw error;
  } finally {
    await ask<void>((done) => sftp.close(handle, done));
  }
}
