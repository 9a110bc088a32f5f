import type { ImpactChange, InstallLocalRequest, ResolvedRelease } from '@moltbot-ops/sdk/types';
import type { ProfileName } from '../gateway/profiles.ts';
import type { JobFacts, PlanStep } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Channel } from './releases.ts';

/** What is asked for, checked. */
export interface InstallRequest {
  channel: Channel;
  /** Exact, instead of the newest of the channel. */
  version: string | null;
  /** Loopback port of the gateway. */
  port: number;
}

/** Durable parameters of the job: what was confirmed, exactly. */
export interface InstallParams {
  method: InstallLocalRequest['method'];
  profile: ProfileName;
  channel: string;
  version: string;
  /** Package or image reference, pinned. */
  source: string;
  digest: string | null;
  port: number;
}

export interface InstallOutlook {
  release: ResolvedRelease;
  /** What would be written where and what would run, in order; empty where all is so already. */
  changes: ImpactChange[];
  /** Whether this very installation is there already, complete or in part: its own port and state are no obstacle. */
  present: boolean;
  /** An earlier installation by this method listens on the wanted port, and keeps it or makes room. */
  holds_port?: boolean;
  duration_seconds: number;
  /** How to go back by hand, one sentence. */
  undo: string;
}

/** One way of installing onto a host. */
export interface InstallMethod {
  method: InstallLocalRequest['method'];
  /** What the agent looks after when it is done. */
  managed: 'native' | 'docker';
  /** Looks and changes nothing. Throws `StepError` where there is no such release or it cannot be found out. */
  look(request: InstallRequest, host: HostExecutor): Promise<InstallOutlook>;
  steps(params: InstallParams): PlanStep<InstallParams>[];
  /** What burns the way back; runs behind every other step of the job. */
  last?(params: InstallParams): PlanStep<InstallParams>[];
  /** Versions, digests and paths for the job's result. */
  result(facts: JobFacts, params: InstallParams): JobFacts;
}
