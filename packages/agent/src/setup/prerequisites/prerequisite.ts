// Is a machine ready for a gateway? A look at the host → one verdict with its reason and its mending.
// Each check is a file of its own, works alike here and over SSH, because it knows nothing but a `HostExecutor`, and
// changes nothing on the host.
import type { Evidence, PrerequisiteCheck, SetupMethod } from '@moltbot-ops/sdk/types';
import type { RuntimeProfile } from '../../gateway/profiles.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DockerEngines } from '../../ports/docker-engine.ts';
import type { HostExecutor, HostFacts } from '../../ports/host-executor.ts';

export interface PrerequisiteContext {
  host: HostExecutor;
  host_facts: HostFacts;
  /** Whether the host is the agent's own machine. */
  local: boolean;
  method: SetupMethod;
  profile: RuntimeProfile;
  /** Port that the gateway is to have. */
  port: number;
  /** HOME under which the gateway is to live, on the host. */
  gateway_home: string;
  /** Variables that programs of the host are run with, such as the PATH they are found on. */
  program_env: Readonly<Record<string, string>>;
  /** The Docker engine's Unix socket on the host. */
  docker_socket: string;
  /** Address of the other machine's engine that the account's docker command speaks to, where it does. */
  docker_elsewhere?: string | null;
  engines: DockerEngines;
  clock: Clock;
  /** Aborted when the check takes too long or the caller went away. */
  signal: AbortSignal;
}

/** What a check found; its name and title are added by whoever runs it. */
export interface PrerequisiteVerdict {
  outcome: PrerequisiteCheck['outcome'];
  /** What was found, one or two sentences. */
  message: string;
  /** How to mend it; left out where there is nothing to mend. */
  next_step?: string;
  /** Readings behind it. */
  evidence?: Evidence[];
}

export interface Prerequisite {
  /** Stable name, `snake_case`; a runbook bears it. */
  check: string;
  /** For people. */
  title: string;
  /** Ways of installing that need it; others leave it out of the report. */
  methods: readonly SetupMethod[];
  /** Longest that it may take, milliseconds; beyond that it is `skipped` with that reason. */
  timeout_ms: number;
  /** Looks and judges. May throw: whoever runs it turns that into `skipped` with why. */
  look(context: PrerequisiteContext): Promise<PrerequisiteVerdict>;
}

export const everyMethod: readonly SetupMethod[] = ['docker', 'npm', 'brew', 'native'];
/** Ways that install from the package registry into the host itself. */
export const packageMethods: readonly SetupMethod[] = ['npm', 'brew', 'native'];

/** A found fact as the report shows it. */
export const reading = (label: string, value: string | number): Evidence => ({ label, value: String(value) });

/** Whole and tenth gibibytes, for sentences. */
export const inGib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
