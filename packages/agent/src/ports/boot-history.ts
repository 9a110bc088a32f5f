/** One boot of the gateway: a new process, or the same process that started over. */
export interface BootRecord {
  /** Names the boot for good: process identity, or the gateway's own boot id for a start inside one process. */
  boot_key: string;
  /** The gateway's own id of this boot, once it has said so. */
  boot_id: string | null;
  pid: number | null;
  /** Epoch milliseconds of the boot. */
  at_ms: number;
  how: 'process' | 'in_place' | 'logged';
  /** The run before it ended in good order, so this boot is no sign of a crash. */
  after_clean_stop: boolean;
  /** The gateway refused to start (status 78); nothing ran. */
  refused: boolean;
}

/** Where boots are kept across restarts of the agent. Both calls are quick and never throw. */
export interface BootHistory {
  /** Adds the boot, or replaces the one with the same `boot_key`. */
  record(boot: BootRecord): void;
  /** Boots at or after `at_ms`, oldest first. */
  since(at_ms: number): BootRecord[];
}
