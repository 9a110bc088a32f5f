import { AppError } from '../errors.ts';
import { StartError } from '../settings.ts';

const advice: Record<string, string> = {
  EACCES: 'Give it back to the user who runs the agent (chown), readable and writable for that user (chmod u+rwX).',
  EPERM: 'Give it back to the user who runs the agent (chown), readable and writable for that user (chmod u+rwX).',
  EROFS: 'The disk is mounted read-only: mount it writable, or set MOLTBOT_OPS_HOME to another one.',
  ENOSPC: 'The disk is full: free space on it.',
  EDQUOT: 'The quota of this user is used up: free space.',
  EISDIR: 'A file has to be there instead: move the directory away.',
  ENOTDIR: 'A directory has to be there instead: move the file away.',
  ENOENT: 'Check the setting that names it.',
};

/**
 * What kept the agent from starting, as a sentence that names the file and the fix, wherever the operating system or
 * the database said no. Anything else is a mistake of ours and stays what it is.
 */
export function describeStartFailure(error: unknown, home: string): unknown {
  if (error instanceof StartError) return error;
  if (error instanceof AppError && error.code === 'storage_unavailable') {
    const why = error.cause instanceof Error ? error.cause.message : error.code;
    return new StartError(
      `The agent cannot write its records in ${home} (${why}). Free space on that disk, see that it is writable, and start again.`,
    );
  }
  const { code, path, address } = error as NodeJS.ErrnoException & { address?: string }; // read field by field
  const place = path ?? address;
  if (!(error instanceof Error) || typeof code !== 'string' || typeof place !== 'string') return error;
  const name = code.replace(/^ERR_FS_/, '');
  return new StartError(`${place} cannot be used (${name}). ${advice[name] ?? 'Move it away and start again.'}`);
}
