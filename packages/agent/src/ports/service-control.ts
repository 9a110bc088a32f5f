import type { HostExecutor } from './host-executor.ts';
import type { ServiceManagerName } from './service-manager.ts';

/** What a service manager is to keep alive. Holds no secret: it is written into unit files and shown in reports. */
export interface ServiceSpec {
  /** Name of a systemd unit, with its suffix. */
  systemd_unit: string;
  launchd_label: string;
  description: string;
  /** Program and arguments, absolute, word by word. */
  argv: readonly [string, ...string[]];
  /** HOME of the gateway and directory it is started in. */
  home: string;
  /** Variables of the gateway, HOME and PATH included. Never a secret. */
  environment: Readonly<Record<string, string>>;
  /** Where its output goes when the manager has no journal. */
  output_path: string;
  /** How long a stop may take before the process is killed, milliseconds. */
  stop_timeout_ms: number;
  /** Wait before it is started again after an abrupt end, milliseconds. */
  restart_delay_ms: number;
  /** Exit status after which it is not started again. */
  fatal_exit_status: number;
}

export interface ServiceReading {
  /** A unit, agent or record of that name is there. */
  installed: boolean;
  running: boolean;
  /** In the manager's words; null when it did not answer. */
  state: string | null;
  pid: number | null;
  /** Status of its last end, where it is known. */
  exit_status: number | null;
}

/** What an installation did, for evidence and undo. */
export interface ServiceInstallation {
  /** Files that were written, absolute. */
  paths: string[];
  /** Whether anything had to be written. */
  changed: boolean;
  /** What is not as it should be and does not stop it, for people. */
  warnings: string[];
  /** Whether this call made the user's services outlive their sessions. */
  linger_enabled: boolean;
}

/** A service manager refused or cannot be reached; the code is borne by a runbook. */
export class ServiceControlError extends Error {
  readonly code: 'service_refused' | 'service_unreachable' | 'service_start_refused' | 'service_foreign';
  constructor(code: ServiceControlError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceControlError';
    this.code = code;
  }
}

/** Changes what one service manager keeps alive. Every call bears being made again. */
export interface ServiceControl {
  readonly name: Exclude<ServiceManagerName, 'systemd-system' | 'docker'>;
  /** Null when it can be used on that host, else why not. */
  available(host: HostExecutor): Promise<string | null>;
  /** Writes the unit and has the manager start it at boot; starts nothing. Rejects with `service_foreign` where another's unit lies. */
  install(host: HostExecutor, spec: ServiceSpec): Promise<ServiceInstallation>;
  /** Whether everything is as `install` would leave it. */
  matches(host: HostExecutor, spec: ServiceSpec): Promise<boolean>;
  /** Stops it and removes what `install` wrote, and only that; `made` is what that call answered. */
  uninstall(host: HostExecutor, spec: ServiceSpec, made?: { linger_enabled: boolean }): Promise<void>;
  /** Comes back when the process was begun, which is long before it answers. */
  start(host: HostExecutor, spec: ServiceSpec): Promise<void>;
  /** Waits for the end, up to `stop_timeout_ms`. */
  stop(host: HostExecutor, spec: ServiceSpec): Promise<void>;
  restart(host: HostExecutor, spec: ServiceSpec): Promise<void>;
  read(host: HostExecutor, spec: ServiceSpec): Promise<ServiceReading>;
  /** The last lines that it printed, oldest first, not redacted; empty where they cannot be read. */
  lastOutput(host: HostExecutor, spec: ServiceSpec): Promise<string[]>;
}
