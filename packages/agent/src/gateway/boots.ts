// Which boots there were: a new process, or the same process that started over with a new boot id. Counts them for
// the last day and tells crashes from clean restarts. Kept through a port, so that an agent's own restart loses none.
import type { BootHistory, BootRecord } from '../ports/boot-history.ts';

export const dayMs = 24 * 3_600_000;
export const loopWindowMs = 10 * 60_000;
/** A process's beginning is reckoned from the machine's, which may be off by so much. */
const ahead_ms_max = 60_000;

export interface BootProcess {
  pid: number;
  start_key: string;
  started_at_ms: number;
}

export interface Boots {
  /** A gateway process was seen; tells whether it is a boot that was not known. */
  noteProcess(process: BootProcess): boolean;
  /** The gateway said its boot id; tells whether it is a boot that was not known. */
  noteHello(boot_id: string, process: BootProcess | null, now_ms: number): boolean;
  /** A boot that the log speaks of. */
  noteLogged(at_ms: number): void;
  /** How the run ended: decides what the next boot counts as. */
  noteEnd(end: { clean: boolean }): void;
  /** The run that just ended had refused to start. */
  noteRefused(start_key: string): void;
  /** Boots of the last day that followed another one: the first that was ever heard of is no restart. */
  restarts24h(now_ms: number): number;
  /** Boots within ten minutes that look like crashes. */
  unclean(now_ms: number): number;
}

export function createBoots(history: BootHistory): Boots {
  // What came before the first boot was not seen, and is given the benefit of the doubt.
  let after_clean_stop = true;

  const record = (boot: Omit<BootRecord, 'after_clean_stop' | 'refused'>): boolean => {
    history.record({ ...boot, after_clean_stop, refused: false });
    after_clean_stop = false;
    return true;
  };
  // What lies ahead was written before the clock was set back.
  const within = (span_ms: number, now_ms: number) =>
    history.since(now_ms - span_ms).filter(({ at_ms }) => at_ms <= now_ms + ahead_ms_max);
  const find = (test: (boot: BootRecord) => boolean): BootRecord | undefined => history.since(0).findLast(test);

  return {
    noteProcess({ pid, start_key, started_at_ms }) {
      if (find((boot) => boot.boot_key === start_key) !== undefined) return false;
      // A boot that was heard of before its process could be seen (a slow process scan) is the same boot.
      if (find((boot) => boot.how === 'process' && boot.pid === null && boot.at_ms >= started_at_ms) !== undefined)
        return false;
      return record({ boot_key: start_key, boot_id: null, pid, at_ms: started_at_ms, how: 'process' });
    },
    noteHello(boot_id, process, now_ms) {
      if (find((boot) => boot.boot_id === boot_id) !== undefined) return false;
      const first = process === null ? undefined : find((boot) => boot.boot_key === process.start_key);
      if (first !== undefined && first.boot_id === null) {
        history.record({ ...first, boot_id });
        return false;
      }
      const pid = process?.pid ?? null;
      if (process !== null) after_clean_stop = true; // starting over inside a process is never a crash
      return record({ boot_key: boot_id, boot_id, pid, at_ms: now_ms, how: process === null ? 'process' : 'in_place' });
    },
    noteLogged(at_ms) {
      // A boot that was seen is logged some seconds after its process began; it is the same boot.
      const near = find((boot) => at_ms >= boot.at_ms - 30_000 && at_ms <= boot.at_ms + 120_000);
      if (near !== undefined) return;
      const boot = { boot_key: `log:${at_ms}`, boot_id: null, pid: null, at_ms, how: 'logged' as const };
      history.record({ ...boot, after_clean_stop: true, refused: false });
    },
    noteEnd({ clean }) {
      after_clean_stop = clean;
    },
    noteRefused(start_key) {
      const boot = find((one) => one.boot_key === start_key);
      if (boot !== undefined && !boot.refused) history.record({ ...boot, refused: true });
    },
    restarts24h: (now_ms) => {
      const [first] = history.since(0);
      return within(dayMs, now_ms).filter(({ boot_key }) => boot_key !== first?.boot_key).length;
    },
    unclean: (now_ms) => within(loopWindowMs, now_ms).filter((boot) => !boot.after_clean_stop && !boot.refused).length,
  };
}

/** A history for one run only, for tests and until a store is there. Keeps the newest thousand. */
export function createMemoryBootHistory(): BootHistory {
  const boots = new Map<string, BootRecord>();
  return {
    record(boot) {
      boots.set(boot.boot_key, boot);
      const [oldest] = boots.keys();
      if (boots.size > 1_000 && oldest !== undefined) boots.delete(oldest);
    },
    since: (at_ms) => [...boots.values()].filter((boot) => boot.at_ms >= at_ms).toSorted((a, b) => a.at_ms - b.at_ms),
  };
}
