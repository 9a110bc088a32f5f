// Everything that is known of the gateway at one moment, as plain facts. Whoever observes fills it in; `decide` reads it.
// Text in here is the gateway's own and unredacted: it goes nowhere but through `decide` and its redactor.
import type { GatewayChannel } from '@moltbot-ops/sdk/types';
import type { ProbeReading } from '../ports/gateway-probe.ts';
import type { ServiceFacts } from '../ports/service-manager.ts';
import type { ConfigIssue, ConfigState } from './config-file.ts';
import type { ProfileName } from './profiles.ts';
import type { ReasonCode } from './reasons.ts';

export interface InstallFacts {
  profile: ProfileName;
  binary_path: string | null;
  /** Version of that binary. */
  version: string | null;
  config_path: string;
  config_exists: boolean;
}

export interface ProcessFacts {
  pid: number;
  started_at_ms: number;
  /** Milliseconds since it was first seen by a clock that never jumps, or since its start, whichever is longer. */
  age_ms: number;
}

export type WatchState = 'idle' | 'connecting' | 'connected' | 'unauthorized' | 'missing_scope' | 'unreachable';

export interface WatchFacts {
  state: WatchState;
  scopes: string[];
  /** Why the gateway refused us, by its own code. */
  refusal: { detail_code: string; message: string } | null;
  version: string | null;
  boot_id: string | null;
  /** Since it is connected. */
  connected_ms: number | null;
  /** Since the last connection was lost; null when there was none since the process started. */
  lost_ms: number | null;
  channels: GatewayChannel[];
  /** What the running gateway says of the configuration on disk. */
  live_config: { valid: boolean; issues: ConfigIssue[] } | null;
  /** It announced its end; whether it means to come back. */
  shutdown: { restarting: boolean } | null;
  safe_mode: boolean;
}

/** Of a gateway that nobody watches yet. */
export const idleWatch: Omit<WatchFacts, 'safe_mode'> = {
  state: 'idle',
  scopes: [],
  refusal: null,
  version: null,
  boot_id: null,
  connected_ms: null,
  lost_ms: null,
  channels: [],
  live_config: null,
  shutdown: null,
};

/** What was learnt about an end that nobody asked for. */
export interface EndFacts {
  manner: 'clean' | 'abrupt' | 'refused' | 'unknown';
  exit_status: number | null;
  /** Redactable lines from the log that tell why. */
  findings: LogFinding[];
}

export type FindingCode =
  | 'config_invalid'
  | 'port_taken'
  | 'state_locked'
  | 'migration_required'
  | 'disk_full'
  | 'database_damaged'
  | 'out_of_memory'
  | 'safe_mode'
  | 'version_too_old';

export interface LogFinding {
  code: FindingCode;
  line: string;
}

export interface Observations {
  install: InstallFacts;
  services: ServiceFacts[];
  /** Whether processes can be seen on this machine at all. */
  processes_visible: boolean;
  process: ProcessFacts | null;
  /** More gateways on the same state. */
  other_pids: number[];
  /** Carries the title that all commands of the runtime share; may be a gateway in its first seconds. */
  unidentified_pid: number | null;
  port: number;
  /** The gateway of another home or account that listens on this port, while none of ours is there. */
  port_stranger: number | null;
  probe: ProbeReading | null;
  /** How long the port has been as the probe says. */
  probe_for_ms: number;
  watch: WatchFacts;
  config: {
    state: ConfigState;
    issues: ConfigIssue[];
    has_credentials: boolean;
    auth_mode: string | null;
    mode: string | null;
  };
  /** What a validation of the very bytes on disk found; null when none was made. */
  validation: { valid: boolean; issues: ConfigIssue[] } | null;
  end: EndFacts | null;
  /** Of a gateway on another machine, where there is neither process nor file to be seen. */
  remote?: {
    /** Names the machine, for the sentences. */
    machine: string;
    /** Why the machine cannot be looked at; null when it can. */
    problem: ReasonCode | null;
    /** It was lost a moment ago and said that it comes back, or said nothing. */
    expected_back: boolean;
  };
  /** Boots in the last ten minutes that followed no clean stop and were no refusal. */
  unclean_boots_10m: number;
}
