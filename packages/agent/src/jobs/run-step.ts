import type { Evidence } from '@moltbot-ops/sdk/types';
import { describeFailure, StoppedError, toStepError } from './failures.ts';
import { encodeEvidence } from './job-record.ts';
import type { StepContext, StepError } from './plan.ts';
import { type AnyStep, makeStepContext, type RunContext } from './run-context.ts';
import { sleep } from './sleep.ts';

const tries_default = 4;
const first_wait_ms = 1_000;

/**
 * Brings one step to its end: looks whether it is so already, runs it, proves it; again after transient failures. When the
 * answer comes, the record says how it ended, or a cancel came in between and the job's `ending` is set.
 */
export async function runStep(run: RunContext, position: number, step: AnyStep): Promise<void> {
  const isoNow = () => new Date(run.clock.now()).toISOString();
  const tries = step.tries ?? tries_default;
  for (let count = 1; ; count += 1) {
    const began = await run.record.write(() => {
      const row = run.record.steps()[position];
      if (!row || run.record.job().ending !== null) return null;
      const change = { state: 'running', attempt: row.attempt + 1, started_at: isoNow() } as const;
      return { steps: [{ position, change: { ...change, finished_at: null, progress: null, message: null } }] };
    });
    if (!began) return;
    const failure = await tryStep(run, position, step);
    if (failure === null || run.record.job().ending !== null) return;
    if (!failure.transient || count >= tries) return recordFailure(run, position, failure);
    await run.host.drop();
    await waitForNextTry(run, position, failure, { count, tries, cancelled: run.cancelled });
  }
}

/** One try. Null when it ended well or a cancel came in between. */
async function tryStep(run: RunContext, position: number, step: AnyStep): Promise<StepError | null> {
  const { record } = run;
  const signal = step.cancel === 'now' ? AbortSignal.any([run.closing, run.cancelled]) : run.closing;
  try {
    const context = await makeStepContext(run, position, signal);
    const found = (await step.check?.(context)) ?? null;
    if (found) {
      // What an earlier try had done and could not record any more is to be taken back too.
      const state = record.steps()[position]?.touched ? 'done' : 'unchanged';
      await recordEnd(run, position, state, await prove(step, context, found));
      return null;
    }
    const touched = await record.write(() =>
      record.job().ending === null ? { steps: [{ position, change: { touched: 1 } }] } : null,
    );
    if (!touched) return null;
    await recordEnd(run, position, 'done', await prove(step, context, await step.run(context)));
    return null;
  } catch (thrown) {
    if (thrown instanceof StoppedError || run.closing.aborted) throw new StoppedError();
    return toStepError(thrown, (error) => logFault(run, step, error));
  }
}

async function prove(step: AnyStep, context: StepContext<unknown>, seen: Evidence[]): Promise<Evidence[]> {
  return [...seen, ...((await step.verify?.(context)) ?? [])];
}

async function recordEnd(
  run: RunContext,
  position: number,
  state: 'done' | 'unchanged',
  evidence: Evidence[],
): Promise<void> {
  const finished_at = new Date(run.clock.now()).toISOString();
  const change = { state, finished_at, progress: 1, message: null };
  await run.record.write(() => ({
    steps: [{ position, change: { ...change, evidence: encodeEvidence(evidence, run.redactor.redact) } }],
  }));
}

/** From here on the job goes back, whatever happens to the agent. */
async function recordFailure(run: RunContext, position: number, failure: StepError): Promise<void> {
  const finished_at = new Date(run.clock.now()).toISOString();
  const error = describeFailure(failure, run.redactor.redact);
  const change = { state: 'failed', finished_at, message: error.message } as const;
  await run.record.write(() =>
    run.record.job().ending === null
      ? { job: { ending: 'failed', error: JSON.stringify(error) }, steps: [{ position, change }] }
      : null,
  );
}

/** Says visibly why it is tried again and when. A close ends the wait, and a cancel where it is handed in. */
export async function waitForNextTry(
  run: RunContext,
  position: number,
  failure: StepError,
  { count, tries, cancelled }: { count: number; tries: number; cancelled?: AbortSignal },
): Promise<void> {
  const wait_ms = first_wait_ms * 2 ** (count - 1);
  const { message } = describeFailure(failure, run.redactor.redact);
  const told = `Try ${count} of ${tries} failed, the next one is in ${wait_ms / 1000} s: ${message}`;
  await run.record.write(() => ({ steps: [{ position, change: { message: told } }] }));
  await sleep(run.clock, wait_ms, [run.closing, ...(cancelled ? [cancelled] : [])]);
  if (run.closing.aborted) throw new StoppedError();
}

export function logFault(run: RunContext, step: AnyStep, error: unknown): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  run.log.error('a step failed unforeseen', { job_id: run.record.job().job_id, step: step.step, cause });
}
