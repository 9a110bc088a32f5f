import type { Approvals } from '../access/approvals.ts';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { insertJobEvents } from '../store/job-events.ts';
import { insertJobSteps, type JobStepRow } from '../store/job-steps.ts';
import { insertJob, type JobRow } from '../store/jobs.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import type { JobRequest } from './job-service.ts';
import { toSummary } from './job-view.ts';
import type { JobFacts } from './plan.ts';
import type { AnyKind } from './run-context.ts';

interface Dependencies {
  approvals: Approvals;
  db: Db;
  ledger: Ledger;
  clock: Clock;
  redactor: Redactor;
}

/**
 * Makes job, steps and the ledger's record of it durable together, or nothing of it. Throws `storage_unavailable`, and
 * `session_ended` or `forbidden` when the actor lost access meanwhile.
 */
export async function acceptJob(
  { approvals, db, ledger, clock, redactor }: Dependencies,
  kind: AnyKind,
  { job_id, params, actor }: JobRequest & { job_id: string },
): Promise<{ job: JobRow; steps: JobStepRow[]; facts: JobFacts }> {
  const created_at = new Date(clock.now()).toISOString();
  const steps = kind.steps(params).map(({ step, title }, position): JobStepRow => {
    const times = { started_at: null, finished_at: null, progress: null, message: null };
    return { job_id, position, step, title, state: 'pending', touched: 0, attempt: 0, ...times, evidence: '[]' };
  });
  const job = await inTransaction(db, async (trx) => {
    // Between the confirmation and here the machine was looked at once more, which may take its time.
    const refusal = approvals.refusalOf(actor);
    if (refusal !== null) throw new AppError(refusal);
    const record = await ledger.append({ event: kind.audit.accepted, outcome: 'allowed', actor, subject: job_id }, trx);
    const row = await insertJob(trx, {
      ...{ job_id, kind: kind.kind, title: redactor.redact(kind.title(params)) },
      ...{ host_key: kind.host_key(params), host_label: kind.host_label(params), params: JSON.stringify(params) },
      ...{ state: 'queued', ending: null, error: null, remains: '[]', result: null, dropped_lines: 0 },
      ...{ audit_event_id: record.audit_event_id, approved_by: actor, created_at, started_at: null, finished_at: null },
    });
    await insertJobSteps(trx, steps);
    const data = JSON.stringify({ job: toSummary(row, { steps_done: 0, steps_total: steps.length }) });
    await insertJobEvents(trx, [{ job_id, type: 'job.changed', at: created_at, data, line_count: 0 }]);
    return row;
  });
  return { job, steps, facts: {} };
}
