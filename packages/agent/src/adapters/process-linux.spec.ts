import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessEntry } from '../ports/process-table.ts';
import { createLinuxProcessTable } from './process-linux.ts';
import { parsePs } from './process-ps.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proc-'));
  writeFileSync(join(root, 'stat'), 'cpu 1 2\nbtime 1000\n');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const add = (
  pid: number,
  argv: string[],
  more: { ticks?: number; comm?: string; state?: string; env?: string } = {},
) => {
  mkdirSync(join(root, String(pid)), { recursive: true });
  const { ticks = 500, comm = 'node (x) y', state = 'S', env = 'HOME=/h\0A=b=c\0' } = more;
  const fields = [state, '1', ...Array.from({ length: 17 }, () => '0'), String(ticks), '0'];
  writeFileSync(join(root, String(pid), 'stat'), `${pid} (${comm}) ${fields.join(' ')}`);
  writeFileSync(join(root, String(pid), 'comm'), `${comm}\n`);
  writeFileSync(join(root, String(pid), 'cmdline'), argv.join('\0'));
  writeFileSync(join(root, String(pid), 'environ'), env);
};
const keepNode = (entry: ProcessEntry) => (entry.argv[0] === 'node' ? 'keep' : 'drop');

describe('process table of Linux', () => {
  it('reads command line, environment, parent and start, whatever the name holds', async () => {
    add(42, ['node', 'x']);
    const [entry] = await createLinuxProcessTable(root).scan(keepNode);
    expect(entry).toMatchObject({
      pid: 42,
      ppid: 1,
      argv: ['node', 'x'],
      env: { HOME: '/h', A: 'b=c' },
      started_at_ms: 1_005_000,
      start_key: '42:500',
    });
  });

  it('reads what it kept again, and not what it dropped', async () => {
    add(1, ['node', 'a']);
    add(2, ['bash']);
    const table = createLinuxProcessTable(root);
    const judged: number[] = [];
    const judge = (entry: ProcessEntry) => {
      judged.push(entry.pid);
      return keepNode(entry);
    };
    await table.scan(judge);
    await table.scan(judge);
    expect(judged).toEqual([1, 2, 1]);
    table.forget();
    await table.scan(judge);
    expect(judged.slice(3)).toEqual([1, 2]);
  });

  it('looks again at a launcher until it has become something', async () => {
    writeFileSync(join(root, 'uptime'), '5.00 9.00\n'); // five seconds: what began at tick 500 is new
    add(3, ['sh']);
    const table = createLinuxProcessTable(root);
    expect(await table.scan((entry) => (entry.argv[0] === 'sh' ? 'later' : keepNode(entry)))).toEqual([]);
    add(3, ['node', 'gateway']);
    expect(await table.scan(keepNode)).toHaveLength(1);
  });

  it('looks only at what it kept while no process began', async () => {
    writeFileSync(join(root, 'loadavg'), '0.1 0.1 0.1 1/99 42\n');
    add(1, ['node', 'a']);
    const table = createLinuxProcessTable(root);
    await table.scan(keepNode);
    add(43, ['node', 'b']);
    expect(await table.scan(keepNode)).toHaveLength(1);
    writeFileSync(join(root, 'loadavg'), '0.1 0.1 0.1 1/99 43\n');
    expect(await table.scan(keepNode)).toHaveLength(2);
    rmSync(join(root, '1'), { recursive: true });
    expect(await table.scan(keepNode)).toHaveLength(1);
  });

  it('looks twice at what is new-born, whatever it looks like at first', async () => {
    const table = createLinuxProcessTable(root);
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    now = 1_005_100; // a tenth of a second after it began
    add(3, ['/usr/lib/systemd/systemd-executor']);
    expect(await table.scan(keepNode)).toEqual([]);
    add(3, ['node', 'gateway']);
    now += 1_100;
    expect(await table.scan(keepNode)).toHaveLength(1);
  });

  it('looks each time at what may still become a gateway, so that none is missed that is soon gone again', async () => {
    const table = createLinuxProcessTable(root);
    vi.spyOn(Date, 'now').mockImplementation(() => 1_008_000); // three seconds after it began
    add(3, ['node-that-starts']);
    expect(await table.scan(() => 'later')).toEqual([]);
    add(3, ['node', 'gateway']);
    expect(await table.scan(keepNode)).toHaveLength(1);
  });

  it('gives up on a launcher that has been one for long', async () => {
    add(3, ['sh']);
    const table = createLinuxProcessTable(root);
    await table.scan(() => 'later');
    add(3, ['node', 'gateway']);
    expect(await table.scan(keepNode)).toEqual([]);
  });

  it('forgets a process that ended, is a zombie, or whose pid another one has now', async () => {
    add(4, ['node']);
    const table = createLinuxProcessTable(root);
    await table.scan(keepNode);
    expect([table.isAlive(4, '4:500'), table.isAlive(4, '4:1')]).toEqual([true, false]);
    add(4, ['node'], { state: 'Z' });
    expect([table.isAlive(4, '4:500'), (await table.scan(keepNode)).length]).toEqual([false, 0]);
    rmSync(join(root, '4'), { recursive: true });
    expect([table.isAlive(4, '4:500'), (await table.scan(keepNode)).length]).toEqual([false, 0]);
  });

  it('knows a process in a container, and the ports that its own sockets listen on', async () => {
    add(6, ['node']);
    writeFileSync(join(root, '6', 'status'), 'Name:\tnode\nNSpid:\t6\t1\n');
    mkdirSync(join(root, '6', 'fd'));
    mkdirSync(join(root, '6', 'net'));
    for (const [fd, inode] of [
      [3, 77],
      [4, 78],
      [5, 79],
    ])
      symlinkSync(`socket:[${inode}]`, join(root, '6', 'fd', String(fd)));
    const row = (port: string, state: string, inode: number) =>
      `  0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1\n`;
    const other = 'sl local rem st\n' + row('4A38', '0A', 77) + row('0016', '0A', 999) + row('4A37', '01', 79);
    writeFileSync(join(root, '6', 'net', 'tcp'), other);
    writeFileSync(join(root, '6', 'net', 'tcp6'), `sl\n${row('4A37', '0A', 78)}`);
    const table = createLinuxProcessTable(root);
    const [entry] = await table.scan(keepNode);
    expect([entry?.contained, table.listening(6), table.listening(7)]).toEqual([true, [18_999, 19_000], null]);
  });

  it('survives a process that vanishes while it is read, and a /proc that is not there', async () => {
    mkdirSync(join(root, '5'));
    expect(await createLinuxProcessTable(root).scan(keepNode)).toEqual([]);
    const none = createLinuxProcessTable(join(root, 'none'));
    expect([none.usable, await none.scan(keepNode)]).toEqual([false, []]);
  });
});

describe('parsePs', () => {
  it('reads pid, parent, start and command', () => {
    const text = '  501     1 Sun Nov 22 08:00:00 2026     node /opt/homebrew/bin/openclaw gateway run\nrubbish\n';
    expect(parsePs(text)).toMatchObject([
      { pid: 501, ppid: 1, argv: ['node', '/opt/homebrew/bin/openclaw', 'gateway', 'run'], env: null },
    ]);
  });
});
