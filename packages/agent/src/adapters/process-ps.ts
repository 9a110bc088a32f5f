// The process table where there is no /proc: one `ps` call per scan, at a slow period. Text of ps → ProcessEntry.
// It sees no environments, so whoever asks cannot tell two homes apart by it.
import type { CommandRunner } from '../ports/command-runner.ts';
import type { ProcessEntry, ProcessTable } from '../ports/process-table.ts';

const linePattern = /^\s*(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.+)$/;

/** Parses `ps -axo pid=,ppid=,lstart=,command=`; lines that do not fit are left out. */
export function parsePs(text: string): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of text.split('\n')) {
    const found = linePattern.exec(line);
    if (found === null) continue;
    const [, pid, ppid, started, command] = found as unknown as [string, string, string, string, string]; // four groups, none optional
    const argv = command.trim().split(/\s+/);
    entries.push({
      pid: Number(pid),
      ppid: Number(ppid),
      argv,
      env: null,
      uid: null,
      contained: false,
      started_at_ms: Date.parse(started) || 0,
      start_key: `${pid}:${started.replace(/\s+/g, ' ')}`,
    });
  }
  return entries;
}

export function createPsProcessTable(runner: CommandRunner): ProcessTable {
  let last = new Map<string, ProcessEntry>();
  return {
    period_ms: 3_000,
    usable: true,
    async scan(judge) {
      const argv = ['/bin/ps', '-axo', 'pid=,ppid=,lstart=,command='];
      const env = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };
      const result = await runner.run(argv, { env, timeout_ms: 5_000, bytes_max: 4 * 1024 * 1024 });
      const kept = parsePs(result.stdout).filter((entry) => judge(entry) === 'keep');
      last = new Map(kept.map((entry) => [entry.start_key, entry]));
      return kept;
    },
    listening: () => null,
    forget: () => last.clear(),
    isAlive(pid, start_key) {
      if (!last.has(start_key)) return false;
      try {
        process.kill(pid, 0); // signal 0 asks only whether it exists
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and another user's
      }
    },
  };
}
