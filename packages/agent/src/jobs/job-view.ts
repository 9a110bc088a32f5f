import type { Evidence, Job, JobError, JobStep, JobSummary } from '@moltbot-ops/sdk/types';
import type { JobStepRow } from '../store/job-steps.ts';
import type { JobRow } from '../store/jobs.ts';

export interface StepCounts {
  steps_done: number;
  steps_total: number;
}

export function countSteps(steps: readonly Pick<JobStepRow, 'state'>[]): StepCounts {
  const steps_done = steps.filter(({ state }) => state === 'done' || state === 'unchanged').length;
  return { steps_done, steps_total: steps.length };
}

/** A job as lists and events show it. */
export function toSummary(row: JobRow, counts: StepCounts): JobSummary {
  return {
    job_id: row.job_id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    host: row.host_label,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
    ...counts,
  };
}

/** A job with all that is recorded of it; `waits_for` is the holder of its machine or `credentials`. */
export function toJob(row: JobRow, steps: readonly JobStepRow[], waits_for: string | null): Job {
  return {
    ...toSummary(row, countSteps(steps)),
    steps: steps.map(toStep),
    // One that waits can be closed as it is, also when it waits to go back.
    cancellable: row.finished_at === null && (row.ending === null || row.state === 'waiting'),
    waits_for,
    error: row.error === null ? null : parseOwn<JobError>(row.error),
    remains: parseOwn<string[]>(row.remains),
    result: row.result === null ? null : parseOwn<NonNullable<Job['result']>>(row.result),
    audit_event_id: row.audit_event_id,
  };
}

export function toStep(row: JobStepRow): JobStep {
  return {
    step: row.step,
    title: row.title,
    state: row.state,
    attempt: row.attempt,
    started_at: row.started_at,
    finished_at: row.finished_at,
    progress: row.progress,
    message: row.message,
    evidence: parseOwn<Evidence[]>(row.evidence),
  };
}

/** JSON text that this folder wrote itself. */
export function parseOwn<T>(text: string): T {
  return JSON.parse(text) as T; // written by this folder, in the form that is read
}
