import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../settings.ts';

/** The kernel's limit on a Unix socket's path, less its closing NUL; macOS has the smaller one. */
const socket_path_bytes_max = 103;

/** Makes the directory if need be and leaves it 0700 and ours; throws `StartError` when that cannot be. */
export function prepareStateDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const found = lstatSync(path);
    if (!found.isDirectory()) throw new StartError(`${path} is not a directory. Give another MOLTBOT_OPS_HOME.`);
    if (process.getuid && found.uid !== process.getuid()) {
      throw new StartError(
        `${path} belongs to another user (uid ${found.uid}). Give another MOLTBOT_OPS_HOME, or run as that user.`,
      );
    }
    if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error); // Node's own errors carry a code
    throw new StartError(
      `The state directory ${path} cannot be made or opened (${code}). Check its parent, or set MOLTBOT_OPS_HOME.`,
    );
  }
}

/** Where the agent's Unix socket lies: in the state directory, or in a short private one when that path is too long. */
export function controlSocketPath(home: string): string {
  const usual = join(home, 'agent.sock');
  if (Buffer.byteLength(usual) <= socket_path_bytes_max) return usual;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const shortened = (parent: string) => join(parent, `moltbot-ops-${process.getuid?.() ?? 0}-${name}`, 'agent.sock');
  const path = shortened(tmpdir());
  return Buffer.byteLength(path) <= socket_path_bytes_max ? path : shortened('/tmp');
}

/** Where the agent's database lies. */
export function databasePath(home: string): string {
  return join(home, 'agent.sqlite');
}

/** What the agent remembers of a gateway that it keeps alive itself. */
export function supervisedRecordPath(home: string): string {
  return join(home, 'supervised-gateway.json');
}
