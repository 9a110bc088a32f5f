// One run of one job: forward step by step to a good end, or back again. Where it stands is durable before anything
// happens, so that the next run begins where this one was ended. Never: a finished step again, a change before its record.
import type { AuditEntry } from '../audit/entry.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { JobRow } from '../store/jobs.ts';
import { describeFailure, StoppedError, toStepError } from './failures.ts';
import type { RecordChange } from './job-record.ts';
import { parseOwn } from './job-view.ts';
import type { JobFacts, StepContext } from './plan.ts';
import type { AnyKind, RunContext } from './run-context.ts';
import { runStep } from './run-step.ts';
import { describeRemains, undoSteps } from './undo-steps.ts';

/** Runs until the job has ended or the agent closes. Never rejects. */
export async function runJob(run: RunContext): Promise<void> {
  const { record } = run;
  try {
    if (record.job().ending === null) await goForward(run);
    if (record.job().finished_at === null) await goBack(run);
  } catch (thrown) {
    if (thrown instanceof StoppedError) return;
    run.log.error('a job stands still after a fault of the agent', {
      job_id: record.job().job_id,
      cause: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    });
  } finally {
    await run.host.drop();
  }
}

async function goForward(run: RunContext): Promise<void> {
  const { record, plan } = run;
  for (const [position, step] of plan.entries()) {
    const state = record.steps()[position]?.state;
    if (state === 'done' || state === 'unchanged') continue;
    if (run.closing.aborted) throw new StoppedError();
    await runStep(run, position, step);
    if (record.job().ending !== null) return;
  }
  await succeed(run);
}

/** All steps are done: tells the kind, then ends well. A cancel that comes after the kind was told comes too late. */
async function succeed(run: RunContext): Promise<void> {
  const { record, kind, params, secrets } = run;
  let result: JobFacts;
  try {
    await kind.succeeded?.(record.facts(), params, secrets);
    result = run.redactor.redactValue(kind.result(record.facts(), params));
  } catch (thrown) {
    if (thrown instanceof StoppedError || run.closing.aborted) throw new StoppedError();
    const failure = toStepError(thrown, (error) =>
      run.log.error('a finished job could not be adopted', { job_id: record.job().job_id, cause: String(error) }),
    );
    const error = JSON.stringify(describeFailure(failure, run.redactor.redact));
    await record.write(() => (record.job().ending === null ? { job: { ending: 'failed', error } } : null));
    return;
  }
  await record.write(() => endingOf(run, 'succeeded', { result: JSON.stringify(result), ending: null, error: null }));
}

async function goBack(run: RunContext): Promise<void> {
  await undoSteps(run);
  const context = makeClosedContext(run);
  await run.record.write(() => {
    const remains = describeRemains(run.record.steps(), run.plan, context, run.redactor.redact);
    return endingOf(run, run.record.job().ending ?? 'failed', { remains: JSON.stringify(remains) });
  });
}

type EndState = 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
type EndingParts = Pick<RunContext, 'record' | 'clock'> & { kind: AnyKind | null };

/** The last change of a job: its state, its steps that never came, and the record in the ledger. */
export function endingOf(
  { record, clock, kind }: EndingParts,
  state: EndState,
  change: Partial<JobRow> = {},
): RecordChange {
  const job = { ...record.job(), ...change };
  const finished_at = new Date(clock.now()).toISOString();
  const left = record.steps().filter((row) => row.state === 'pending' || row.state === 'running');
  const steps = left.map(({ position, touched }) => ({
    position,
    change: { state: touched ? ('failed' as const) : ('skipped' as const), finished_at: touched ? finished_at : null },
  }));
  return { job: { ...change, state, finished_at }, steps, audit: [auditEnd(kind, job, state)] };
}

function auditEnd(kind: AnyKind | null, job: JobRow, state: EndState): AuditEntry {
  const code = job.error === null ? state : parseOwn<{ code: string }>(job.error).code;
  const reason = state !== 'interrupted' && /^[a-z][a-z0-9_]{0,63}$/.test(code) ? code : state;
  return {
    event: kind?.audit.ended ?? 'job.ended',
    outcome: state === 'succeeded' ? 'done' : 'failed',
    actor: 'agent',
    subject: job.job_id,
    ...(state === 'succeeded' ? {} : { reason }),
  };
}

/** For naming what remains, where nothing may be asked of the host any more. */
export function makeClosedContext({ record, params }: Pick<RunContext, 'record' | 'params'>): StepContext<unknown> {
  const refuse = () => {
    throw new Error('The host is not reached while it is said what remains.');
  };
  const host = new Proxy({}, { get: refuse }) as HostExecutor; // every use of it throws
  return {
    ...{ job_id: record.job().job_id, params, secrets: {}, host, facts: record.facts() },
    signal: AbortSignal.abort(),
    remember: async () => refuse(),
    output: () => {},
    progress: () => {},
  };
}
