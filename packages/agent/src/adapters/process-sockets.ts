// Which TCP ports a process listens on: its open sockets matched with the kernel's table of its network. Linux only.
// Needs the right to look into the process, which its own account and root have.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const listenState = '0A';

function socketsOf(directory: string): Set<string> {
  const inodes = new Set<string>();
  for (const name of readdirSync(`${directory}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${directory}/fd/${name}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed since the directory was read.
    }
  }
  return inodes;
}

function portsIn(table: string, inodes: ReadonlySet<string>): number[] {
  const ports: number[] = [];
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const inode = fields[9];
    if (fields[3] !== listenState || inode === undefined || !inodes.has(inode)) continue;
    ports.push(Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
  }
  return ports;
}

/** `directory` is the process's own under the proc filesystem. Lowest port first; null when it may not be looked into. */
export function readListeningPorts(directory: string): number[] | null {
  try {
    const inodes = socketsOf(directory);
    if (inodes.size === 0) return [];
    const tables = ['tcp', 'tcp6'].map((name) => readText(`${directory}/net/${name}`));
    const ports = tables.flatMap((table) => portsIn(table, inodes)).filter((port) => port > 0);
    return [...new Set(ports)].toSorted((a, b) => a - b);
  } catch {
    return null;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // a machine without that protocol
  }
}
