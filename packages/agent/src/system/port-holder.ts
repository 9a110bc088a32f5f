import { readdir, readFile, readlink } from 'node:fs/promises';

/** Who listens on a loopback port, in words; for the sentence that refuses a start. Reads `/proc` and starts nothing. */
export async function describePortHolder(port: number): Promise<string> {
  const pid = await findListenerPid(port).catch(() => null);
  if (pid === null) return 'another program';
  const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return command ? `pid ${pid} (${command.trim()})` : `pid ${pid}`;
}

/** The process that listens on the port, or null where the platform does not say or it is another user's. */
export async function findListenerPid(port: number): Promise<number | null> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      const isListening = columns[3] === '0A';
      if (isListening && Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port) inodes.add(columns[9] ?? '');
    }
  }
  return inodes.size === 0 ? null : findSocketOwner(inodes);
}

async function findSocketOwner(inodes: Set<string>): Promise<number | null> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode && inodes.has(inode)) return Number(pid);
    }
  }
  return null;
}
