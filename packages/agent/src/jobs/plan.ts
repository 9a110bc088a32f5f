// What a job is made of: a kind says how to reach the host and which steps there are, a step says how to look, do,
// check and undo. A plan is data to the runner: it keeps which step finished and never runs a finished one again.
import type { Evidence } from '@moltbot-ops/sdk/types';
import type { HostExecutor } from '../ports/host-executor.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** Durable facts of a job. Never a secret: they lie in the database and in reports. */
export type JobFacts = { [name: string]: Json };
/** Held in memory for the life of the job, and nowhere else. */
export type JobSecrets = Readonly<Record<string, string>>;

export interface StepContext<Params> {
  readonly job_id: string;
  readonly params: Params;
  readonly secrets: JobSecrets;
  readonly host: HostExecutor;
  /** What earlier steps and tries remembered. */
  readonly facts: Readonly<JobFacts>;
  /** Aborted when the job is cancelled, where the step allows it, and when the agent closes. */
  readonly signal: AbortSignal;
  /** Durable before the answer comes. Call it before the change that it is needed to undo. */
  remember(facts: JobFacts): Promise<void>;
  /** One line of output for the live log; redacted by the runner. */
  output(line: string): void;
  progress(share: number | null, message?: string): void;
}

export interface PlanStep<Params> {
  /** Stable name, `snake_case`. */
  step: string;
  title: string;
  /** Evidence that it is so already, or null when there is something to do. Changes nothing. */
  check?(context: StepContext<Params>): Promise<Evidence[] | null>;
  /** May have been ended at any point by a former try: it has to bear being run again. */
  run(context: StepContext<Params>): Promise<Evidence[]>;
  /** Proves that what was done holds. Runs after `run` and `check` alike. */
  verify?(context: StepContext<Params>): Promise<Evidence[]>;
  /** Takes back what `run` did or half did; bears being run again. Not called for what was so already. */
  undo?(context: StepContext<Params>): Promise<Evidence[]>;
  /** What stays on the host when the job is undone, where `undo` leaves something on purpose or is missing. */
  remains?(context: StepContext<Params>): string[];
  /** `now`: a cancel aborts the signal in the middle. `after`: the step is let finish first. */
  cancel: 'now' | 'after';
  /** Tries in all for transient failures, with doubling waits from one second; 4 when left out. */
  tries?: number;
}

export interface JobKind<Params> {
  /** As in `Job.kind`. */
  kind: string;
  title(params: Params): string;
  /** `HostExecutor.key` of the machine: one job at a time on it. */
  host_key(params: Params): string;
  host_label(params: Params): string;
  /** Whether `secrets` are needed to go on after a restart; the job waits for them then. */
  needs_credentials: boolean;
  openHost(params: Params, secrets: JobSecrets): Promise<HostExecutor>;
  steps(params: Params): PlanStep<Params>[];
  /** What the finished job made, from its facts: for `Job.result`. No secrets. */
  result(facts: JobFacts, params: Params): JobFacts;
  /** Called once after the job ended well, before it is told: adopt what was installed. */
  succeeded?(facts: JobFacts, params: Params, secrets: JobSecrets): Promise<void>;
  /** Event names for the ledger, `noun.verb`: accepted and ended. */
  audit: { accepted: string; ended: string };
}

/** A step's failure with a cause that a runbook bears. Text is redacted by the runner. */
export class StepError extends Error {
  readonly code: string;
  readonly next_step: string;
  /** Worth another try by itself. */
  readonly transient: boolean;
  readonly evidence: string[];

  constructor(
    code: string,
    message: string,
    options: { next_step: string; transient?: boolean; evidence?: string[]; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'StepError';
    this.code = code;
    this.next_step = options.next_step;
    this.transient = options.transient ?? false;
    this.evidence = options.evidence ?? [];
  }
}
