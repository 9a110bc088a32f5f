// The process table of Linux, read from /proc and nothing else: no program is started, so it can be asked often.
// Kernel text → ProcessEntry. A pid that was judged once is not read again, which keeps an idle scan at one readdir.
// Command lines and environments hold secrets: they stay in memory and never reach a log.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ProcessEntry, ProcessTable, ProcessVerdict } from '../ports/process-table.ts';
import { readListeningPorts } from './process-sockets.ts';

const ticksPerSecond = 100;
/** Parent of every kernel thread. */
const kernelParent = 2;
/** How long a launcher is given to become what it launches. */
const youngMs = 10_000;
const youngScansMax = 40;
/** Whatever is younger may be the moment between two programs, such as a service manager's helper. */
const newbornMs = 1_000;

interface Known {
  entry: ProcessEntry | null;
  scans: number;
  verdict: ProcessVerdict;
  /** Not read again before, epoch milliseconds. */
  rests_until_ms: number;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Epoch milliseconds of the machine's boot: by its uptime, which is finer than the whole seconds of `btime`. */
function bootTimeMs(root: string): number {
  const uptime = Number(readText(`${root}/uptime`)?.split(' ')[0]);
  if (Number.isFinite(uptime)) return Date.now() - uptime * 1000;
  return Number(/^btime (\d+)$/m.exec(readText(`${root}/stat`) ?? '')?.[1] ?? 0) * 1000;
}

/** Parent and start time in clock ticks since boot; the name in the middle may itself hold spaces and brackets. */
function parseStat(text: string): { state: string; ppid: number; ticks: string } | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, ppid] = fields;
  const ticks = fields[19];
  return state === undefined || ppid === undefined || ticks === undefined ? null : { state, ppid: Number(ppid), ticks };
}

function parseEnvironment(text: string | null): Record<string, string> | null {
  if (text === null) return null;
  const env: Record<string, string> = Object.create(null);
  for (const pair of text.split('\0')) {
    const at = pair.indexOf('=');
    if (at > 0) env[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return env;
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}

/** Two small reads; the environment, which is large and wanted of few, is read when it is asked for. */
function readEntry(root: string, pid: number, boot_ms: number): ProcessEntry | 'kernel' | null {
  const stat = parseStat(readText(`${root}/${pid}/stat`) ?? '');
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return null;
  const argv = (readText(`${root}/${pid}/cmdline`) ?? '').split('\0').filter((part) => part !== '');
  if (argv.length === 0) return stat.ppid === kernelParent || pid === kernelParent ? 'kernel' : null; // else it is going
  let env: Record<string, string> | null | undefined;
  return {
    pid,
    ppid: stat.ppid,
    argv,
    get env() {
      if (env === undefined) env = parseEnvironment(readText(`${root}/${pid}/environ`));
      return env;
    },
    get uid() {
      return ownerOf(`${root}/${pid}`);
    },
    get contained() {
      // One number for each nested space of process ids that it lives in.
      const spaces = /^NSpid:\s+(.+)$/m.exec(readText(`${root}/${pid}/status`) ?? '')?.[1];
      return spaces !== undefined && spaces.trim().split(/\s+/).length > 1;
    },
    started_at_ms: Math.round(boot_ms + (Number(stat.ticks) * 1000) / ticksPerSecond),
    start_key: `${pid}:${stat.ticks}`,
  };
}

function judgeOne(root: string, boot_ms: number, pid: number, known: Known | undefined, judge: Judge): Known {
  const scans = (known?.scans ?? 0) + 1;
  const entry = readEntry(root, pid, boot_ms);
  if (entry === null) return { entry, scans, verdict: scans < 3 ? 'later' : 'drop', rests_until_ms: 0 };
  if (entry === 'kernel') return { entry: null, scans, verdict: 'drop', rests_until_ms: 0 };
  const verdict = judge(entry);
  const now_ms = Date.now();
  const age_ms = now_ms - entry.started_at_ms;
  if (verdict === 'keep') return { entry, scans, verdict, rests_until_ms: 0 };
  if (age_ms < newbornMs)
    return { entry: null, scans, verdict: 'later', rests_until_ms: verdict === 'drop' ? now_ms + newbornMs : 0 };
  // What may still become a gateway is looked at each time: one that refuses its configuration is soon gone again.
  const launches = verdict === 'later' && scans < youngScansMax && age_ms < youngMs;
  return launches
    ? { entry: null, scans, verdict: 'later', rests_until_ms: 0 }
    : { entry: null, scans, verdict: 'drop', rests_until_ms: now_ms + newbornMs };
}

/** The process id that was given out last: while it stays the same, no process began. */
function readNewest(root: string): string | null {
  return readText(`${root}/loadavg`)?.trim().split(' ').at(-1) ?? null;
}

type Judge = (entry: ProcessEntry) => ProcessVerdict;

/** `root` is where the proc filesystem lies. */
export function createLinuxProcessTable(root = '/proc'): ProcessTable {
  const known = new Map<number, Known>();
  const boot_ms = bootTimeMs(root);
  let newest_seen: string | null = null;

  const scan = async (judge: Judge): Promise<ProcessEntry[]> => {
    let names: string[];
    const newest = readNewest(root);
    const unsettled = [...known.values()].some(({ verdict }) => verdict === 'later');
    const quiet = newest !== null && newest === newest_seen && !unsettled;
    newest_seen = newest;
    try {
      // Where no process began since, the ones that were kept are all there is to look at.
      const kept_pids = () => [...known].filter(([, { verdict }]) => verdict === 'keep').map(([pid]) => String(pid));
      names = quiet ? kept_pids() : readdirSync(root);
    } catch {
      return [];
    }
    const now_ms = Date.now();
    const present = new Set<number>();
    const kept: ProcessEntry[] = [];
    for (const name of names) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      present.add(pid);
      let one = known.get(pid);
      // Kept ones are read again too: their title tells how far they are, and the pid may be another process by now.
      const rests = one !== undefined && (one.verdict === 'drop' || one.rests_until_ms > now_ms);
      if (!rests) {
        one = judgeOne(root, boot_ms, pid, one, judge);
        known.set(pid, one);
      }
      if (one?.entry != null) kept.push(one.entry);
    }
    if (!quiet) for (const pid of known.keys()) if (!present.has(pid)) known.delete(pid);
    return kept;
  };

  return {
    period_ms: 200,
    usable: countProcesses(root) > 0,
    scan,
    forget() {
      known.clear();
      newest_seen = null;
    },
    listening: (pid) => readListeningPorts(`${root}/${pid}`),
    isAlive(pid, start_key) {
      const stat = parseStat(readText(`${root}/${pid}/stat`) ?? '');
      return stat !== null && stat.state !== 'Z' && stat.state !== 'X' && `${pid}:${stat.ticks}` === start_key;
    },
  };
}

function countProcesses(root: string): number {
  try {
    return readdirSync(root).filter((name) => /^\d+$/.test(name)).length;
  } catch {
    return 0;
  }
}
