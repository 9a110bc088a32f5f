// Runs a plan as a job does, without its records: look, do, prove; on failure take back. For specs of plans.
import type { Evidence } from '@moltbot-ops/sdk/types';
import { type JobFacts, type PlanStep, type StepContext, StepError } from '../../src/jobs/plan.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';

export interface PlanRun {
  states: Record<string, 'done' | 'unchanged' | 'failed'>;
  evidence: Record<string, Evidence[]>;
  facts: JobFacts;
  lines: string[];
  error: StepError | null;
  /** Takes back what ran, last step first. */
  undo(): Promise<void>;
}

export interface RunPlanOptions {
  params?: unknown;
  /** What an earlier run of the same job remembered. */
  facts?: JobFacts;
  signal?: AbortSignal;
  /** Steps after this one are not run. */
  until?: string;
}

export async function runPlan(
  steps: readonly PlanStep<unknown>[],
  host: HostExecutor,
  options: RunPlanOptions = {},
): Promise<PlanRun> {
  const touched: PlanStep<unknown>[] = [];
  const run: PlanRun = { states: {}, evidence: {}, facts: { ...options.facts }, lines: [], error: null, undo };
  const context: StepContext<unknown> = {
    job_id: 'job_test',
    params: options.params,
    secrets: {},
    host,
    get facts() {
      return run.facts;
    },
    signal: options.signal ?? new AbortController().signal,
    remember: async (facts) => void Object.assign(run.facts, facts),
    output: (line) => void run.lines.push(line),
    progress: () => undefined,
  };
  async function undo() {
    for (const step of touched.toReversed()) await step.undo?.(context);
  }
  for (const step of steps) {
    try {
      const found = (await step.check?.(context)) ?? null;
      if (found === null) touched.push(step);
      const seen = found ?? (await step.run(context));
      run.evidence[step.step] = [...seen, ...((await step.verify?.(context)) ?? [])];
      run.states[step.step] = found === null ? 'done' : 'unchanged';
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      run.error = error;
      run.states[step.step] = 'failed';
      return run;
    }
    if (step.step === options.until) return run;
  }
  return run;
}
