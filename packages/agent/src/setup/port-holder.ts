// Who listens on a port of a host. Reads /proc on Linux and asks lsof elsewhere; works over SSH and needs no privilege
// for the port itself, only for naming another account's process.
import type { HostExecutor } from '../ports/host-executor.ts';

export interface PortHolder {
  /** Null where it is another account's. */
  pid: number | null;
  /** Its short name, at most 15 characters on Linux; null where it is not told. */
  command: string | null;
}

/** The holder of a TCP port on any address, or null when nobody listens. Throws where the system does not tell. */
export async function findPortHolder(
  host: HostExecutor,
  platform: string,
  port: number,
  signal: AbortSignal,
): Promise<PortHolder | null> {
  if (platform !== 'linux') return askLsof(host, port, signal);
  const inodes = await listeningInodes(host, port);
  if (inodes.size === 0) return null;
  // One program for all processes: a directory listing for each would be a thousand questions over SSH.
  const argv = ['find', '/proc', '-maxdepth', '3', '-path', '/proc/[0-9]*/fd/*', '-printf', '%p %l\n'] as const;
  const found = await host.run([...argv], { timeout_ms: 10_000, output_bytes_max: 4 * 1024 ** 2, signal });
  for (const line of found.stdout.split('\n')) {
    const match = /^\/proc\/(\d+)\/fd\/\d+ socket:\[(\d+)\]$/.exec(line);
    if (match?.[2] === undefined || !inodes.has(match[2])) continue;
    const pid = Number(match[1]);
    const comm = await host.readFile(`/proc/${pid}/comm`, 64).catch(() => null);
    return { pid, command: comm?.toString('utf8').trim() ?? null };
  }
  return { pid: null, command: null };
}

async function listeningInodes(host: HostExecutor, port: number): Promise<Set<string>> {
  const inodes = new Set<string>();
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  const texts = await Promise.all(tables.map((table) => host.readFile(table, 8 * 1024 ** 2).catch(() => null)));
  if (texts.every((text) => text === null)) throw new Error('the system does not show its sockets');
  for (const line of texts.flatMap((text) => (text?.toString('latin1') ?? '').split('\n').slice(1))) {
    const columns = line.trim().split(/\s+/);
    const listens = columns[3] === '0A';
    if (listens && Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port) inodes.add(columns[9] ?? '');
  }
  return inodes;
}

async function askLsof(host: HostExecutor, port: number, signal: AbortSignal): Promise<PortHolder | null> {
  const argv = ['/usr/sbin/lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'] as const;
  const answer = await host.run([...argv], { timeout_ms: 10_000, signal });
  if (answer.status === null) throw new Error('lsof did not answer');
  const pid = /^p(\d+)$/m.exec(answer.stdout)?.[1];
  return pid === undefined ? null : { pid: Number(pid), command: /^c(.+)$/m.exec(answer.stdout)?.[1] ?? null };
}
