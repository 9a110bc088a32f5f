import type { Writable } from 'node:stream';
import { exitCodes } from './exit-codes.ts';

/**
 * Lets a command outlive its readers. One that leaves early (`| head -1`, a log collector that restarts) costs what it
 * would have read and nothing else; any other loss of output, such as a full disk behind `> file`, is said on stderr and
 * by the exit code.
 */
export function surviveLostOutput(stdout: Writable = process.stdout, stderr: Writable = process.stderr): void {
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.exitCode = exitCodes.failed;
    stderr.write(`The output could not be written (${code ?? 'unknown error'}).\n`);
  });
  // Nowhere is left to say it.
  stderr.on('error', () => {});
}
