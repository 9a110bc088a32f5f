/** A process as the operating system shows it. */
export interface ProcessEntry {
  pid: number;
  ppid: number;
  /** Command line; a process may have replaced it by a title. */
  argv: string[];
  /** Environment at its start; null where it cannot be read. */
  readonly env: Record<string, string> | null;
  /** The account it runs under; null where that is not known. */
  readonly uid: number | null;
  /** Whether it lives in a container of its own, apart from this process table's machine. */
  readonly contained: boolean;
  /** Epoch milliseconds. */
  started_at_ms: number;
  /** Differs for another process under the same pid. */
  start_key: string;
}

/** `later`: look again soon, it may become something else. */
export type ProcessVerdict = 'keep' | 'later' | 'drop';

/** The processes of this machine. Reading it starts no process on Linux. */
export interface ProcessTable {
  /** How long to leave between two scans, milliseconds. */
  readonly period_ms: number;
  /** Whether scans see anything here; false where the platform hides processes. */
  readonly usable: boolean;
  /** Processes judged `keep`, those kept before included while they live. Cheap when nothing new started. */
  scan(judge: (entry: ProcessEntry) => ProcessVerdict): Promise<ProcessEntry[]>;
  /** Forgets former verdicts, so that the next scan judges every process again. */
  forget(): void;
  isAlive(pid: number, start_key: string): boolean;
  /** TCP ports that it listens on, lowest first; null where that cannot be seen. */
  listening(pid: number): number[] | null;
}
