export type ServiceManagerName = 'systemd-user' | 'systemd-system' | 'launchd' | 'docker' | 'process';

/** What to look for; taken from a runtime profile. */
export interface ServiceQuery {
  home: string;
  systemd_unit: string;
  launchd_label: string;
  /** Image names without tag. */
  images: readonly string[];
}

/** One service unit or container that would run the gateway, as it is now. */
export interface ServiceFacts {
  manager: ServiceManagerName;
  /** Unit, label or container name. */
  unit: string;
  /** Whether the manager itself answered; otherwise only the unit's file was seen. */
  answered: boolean;
  /** `active`, `activating`, `inactive`, `failed`, `restarting` … in the manager's words; null when it did not answer. */
  active_state: string | null;
  /** Why it ended, in the manager's words, such as `start-limit-hit`. */
  result: string | null;
  /** Exit status of the last main process. */
  exit_status: number | null;
  /** Restarts that the manager made by itself. */
  restarts: number | null;
  main_pid: number | null;
  started_at_ms: number | null;
  /** The program that the unit starts. */
  entry_path: string | null;
  /** Version, where the manager knows it (container image). */
  version: string | null;
  /** Published port on this host, for containers. */
  host_port: number | null;
  /** The gateway's own variables that a container was started with. Holds secrets: never shown. */
  environment?: Readonly<Record<string, string>>;
}

/** Asks service managers; one bounded question each, only when called. */
export interface ServiceManager {
  /** A cheap mark that changes when a unit file comes, goes or changes; null when there is none. */
  stamp(query: ServiceQuery): string | null;
  read(query: ServiceQuery): Promise<ServiceFacts[]>;
}
