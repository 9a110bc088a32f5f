import type { Clock } from '../ports/clock.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { JobRecord } from './job-record.ts';
import type { JobKind, JobSecrets, PlanStep, StepContext } from './plan.ts';

/** A kind whose parameters come back from its own records. */
export type AnyKind = JobKind<unknown>;
export type AnyStep = PlanStep<unknown>;

/** What one run of one job works with. */
export interface RunContext {
  record: JobRecord;
  kind: AnyKind;
  params: unknown;
  secrets: JobSecrets;
  /** The plan, in step with the record's steps. */
  plan: readonly AnyStep[];
  clock: Clock;
  log: Log;
  redactor: Redactor;
  /** The host as it is open now; opened when it is first needed and anew after a lost connection. */
  host: { open(): Promise<HostExecutor>; drop(): Promise<void> };
  /** Aborted when the agent closes. */
  closing: AbortSignal;
  /** Aborted when the job is cancelled. */
  cancelled: AbortSignal;
}

/** What a step is given; `signal` as the direction allows it. */
export async function makeStepContext(
  run: RunContext,
  position: number,
  signal: AbortSignal,
): Promise<StepContext<unknown>> {
  const { record, params, secrets } = run;
  const host = await run.host.open();
  const { job_id } = record.job();
  const step_name = run.plan[position]?.step ?? '';
  return {
    ...{ job_id, params, secrets, host, signal },
    get facts() {
      return record.facts();
    },
    remember: async (facts) => void (await record.write(() => ({ facts }))),
    output: (line) => record.output(step_name, line),
    progress: (share, message) => record.progress(position, share, message ? run.redactor.redact(message) : null),
  };
}

/** Opens a host once and again after it was dropped; one that is open already may be handed in. */
export function keepHost(open: () => Promise<HostExecutor>, opened: HostExecutor | null): RunContext['host'] {
  let current = opened;
  return {
    open: async () => {
      current ??= await open();
      return current;
    },
    drop: async () => {
      const former = current;
      current = null;
      await former?.close().catch(() => {}); // a connection that is lost already cannot be closed again
    },
  };
}
