import type { JobStepRow } from '../store/job-steps.ts';
import { describeFailure, StoppedError, toStepError } from './failures.ts';
import { encodeEvidence } from './job-record.ts';
import { parseOwn } from './job-view.ts';
import type { StepContext, StepError } from './plan.ts';
import { type AnyStep, makeStepContext, type RunContext } from './run-context.ts';
import { logFault, waitForNextTry } from './run-step.ts';

/** Takes back what ran or half ran, last step first. Whatever cannot be taken back does not stop the rest. */
export async function undoSteps(run: RunContext): Promise<void> {
  for (const { position, touched, state } of run.record.steps().toReversed()) {
    const step = run.plan[position];
    if (run.closing.aborted) throw new StoppedError();
    if (!step || !touched || state === 'undone' || state === 'undo_failed') continue;
    if (step.undo) await undoStep(run, position, step, step.undo.bind(step));
  }
}

async function undoStep(
  run: RunContext,
  position: number,
  step: AnyStep,
  undo: NonNullable<AnyStep['undo']>,
): Promise<void> {
  const isoNow = () => new Date(run.clock.now()).toISOString();
  const tries = step.tries ?? 4;
  for (let count = 1; ; count += 1) {
    const began = { state: 'undoing', started_at: isoNow(), finished_at: null, message: null } as const;
    await run.record.write(() => ({ steps: [{ position, change: began }] }));
    const failure = await tryUndo(run, position, step, undo);
    if (failure === null) return;
    if (!failure.transient || count >= tries) {
      const { message } = describeFailure(failure, run.redactor.redact);
      const change = { state: 'undo_failed', finished_at: isoNow(), message } as const;
      await run.record.write(() => ({ steps: [{ position, change }] }));
      return;
    }
    await run.host.drop();
    await waitForNextTry(run, position, failure, { count, tries });
  }
}

async function tryUndo(
  run: RunContext,
  position: number,
  step: AnyStep,
  undo: NonNullable<AnyStep['undo']>,
): Promise<StepError | null> {
  try {
    const evidence = await undo(await makeStepContext(run, position, run.closing));
    const former = parseOwn<typeof evidence>(run.record.steps()[position]?.evidence ?? '[]');
    const change = {
      state: 'undone',
      finished_at: new Date(run.clock.now()).toISOString(),
      message: null,
      evidence: encodeEvidence([...former, ...evidence], run.redactor.redact),
    } as const;
    await run.record.write(() => ({ steps: [{ position, change }] }));
    return null;
  } catch (thrown) {
    if (thrown instanceof StoppedError || run.closing.aborted) throw new StoppedError();
    return toStepError(thrown, (error) => logFault(run, step, error));
  }
}

/** What stays on the host, in sentences: what steps leave on purpose, and what could not be taken back. */
export function describeRemains(
  rows: readonly JobStepRow[],
  plan: readonly AnyStep[],
  context: StepContext<unknown>,
  redact: (text: string) => string,
): string[] {
  const remains = rows.flatMap((row) => {
    const step = plan[row.position];
    if (!row.touched) return [];
    const left = step ? leftBy(step, context) : [];
    if (row.state === 'undone' || (row.state !== 'undo_failed' && step && !step.undo)) return left;
    const why = row.state === 'undo_failed' ? `: ${row.message ?? 'no reason was given'}` : '';
    return [...left, `“${row.title}” was not taken back${why}`];
  });
  return remains.map((sentence) => redact(sentence).slice(0, 2_000));
}

function leftBy(step: AnyStep, context: StepContext<unknown>): string[] {
  try {
    return step.remains?.(context) ?? [];
  } catch {
    return [`“${step.title}” may have left something that could not be named`];
  }
}
