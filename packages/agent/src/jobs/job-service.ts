// What the rest of the agent may ask of jobs. Work comes in as a kind with durable parameters and secrets in memory; it
// leaves as records, events and an end. Never: a secret in a parameter, a second job on a machine at the same time.
import type { Job, JobEvent, JobSummary } from '@moltbot-ops/sdk/types';
import type { JobKind, JobSecrets } from './plan.ts';

export interface JobRequest {
  kind: string;
  /** Durable, so never a secret; plain JSON. */
  params: object;
  /** In memory for the life of the job. */
  secrets: JobSecrets;
  /** As the ledger names the caller: `actorOf(principal)`. */
  actor: string;
}

export interface AcceptedJob {
  job_id: string;
  audit_event_id: string;
}

export interface NumberedJobEvent {
  id: string;
  event: JobEvent;
}

export interface Jobs {
  /** Before `recover`. Throws when the kind is there already. */
  register<Params>(kind: JobKind<Params>): void;
  /** Records job and audit intent in one transaction, then runs it or queues it. Throws `storage_unavailable`, `session_ended`, `forbidden`. */
  accept(request: JobRequest): Promise<AcceptedJob>;
  /** Newest first. */
  list(query: { limit: number; before_job_id: string | null }): Promise<JobSummary[]>;
  /** Throws `job_not_found`. */
  get(job_id: string): Promise<Job>;
  /** Durable events after the given id, then live ones; ends after `job.ended`. Throws `job_not_found` at once. */
  events(
    job_id: string,
    last_event_id: string | null,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<NumberedJobEvent, void, void>>;
  /** Throws `job_not_found`, `job_ended`. */
  cancel(job_id: string, actor: string): Promise<Job>;
  /** Throws `job_not_found`, `job_not_waiting`, or why the machine could not be opened; the job waits on then. */
  resume(job_id: string, secrets: JobSecrets, actor: string): Promise<Job>;
  /** The job as it ended, or as it stands after `timeout_ms` or when the signal aborts. Throws `job_not_found`. */
  wait(job_id: string, timeout_ms: number, signal?: AbortSignal): Promise<Job>;
  /** The job that holds this machine (`HostExecutor.key`), for blockers of previews. */
  holderOf(host_key: string): string | null;
  /** Told of every job as it is accepted and as it ended, once that is durable. */
  onChange(
    listener: (change: { event: 'accepted' | 'ended'; job: JobSummary; audit_event_id: string }) => void,
  ): () => void;
  /** Ids of the jobs that have not ended. */
  unfinished(): Promise<ReadonlySet<string>>;
  /** Once at the start: goes on with what was left, and has the kinds registered before. */
  recover(): Promise<void>;
  /** Stops where it stands; the next start goes on from there. */
  close(): Promise<void>;
}
