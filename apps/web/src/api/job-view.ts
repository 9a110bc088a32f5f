// One job as it is drawn: what was read of it, with the events of its stream laid over. Pure.
// The stream tells the whole story from its beginning, so nothing that it repeats may take a step back.
import type { Job, JobEvent, JobState, JobStep, JobSummary } from '@moltbot-ops/sdk/types';

/** Lines of output that are held; older ones are only counted. */
export const output_lines_max = 2000;

export interface OutputLine {
  /** From 1, in the order in which they were written. */
  number: number;
  step: string | null;
  text: string;
}

export interface JobView {
  job: Job | null;
  output: OutputLine[];
  /** Lines that were written in all; those before the held ones are gone. */
  lines_total: number;
}

export const emptyJobView: JobView = { job: null, output: [], lines_total: 0 };

const finalStates: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled', 'interrupted']);

export function isFinal(state: JobState): boolean {
  return finalStates.has(state);
}

/** What was read is the truth of its moment: it replaces the job, and keeps the output. */
export function takeRead(view: JobView, job: Job): JobView {
  return { ...view, job };
}

/** Lays events over the view, in their order. */
export function takeEvents(view: JobView, events: readonly JobEvent[]): JobView {
  let next = view;
  const lines: OutputLine[] = [];
  let total = view.lines_total;
  for (const event of events) {
    if (event.type === 'job.output' && event.line !== undefined) {
      total += 1;
      lines.push({ number: total, step: event.step_name ?? null, text: event.line });
    } else if (event.type === 'stream.reset') {
      next = { ...next, output: [], lines_total: 0 };
      lines.length = 0;
      total = 0;
    } else {
      next = takeChange(next, event);
    }
  }
  if (lines.length === 0) return next;
  return { ...next, output: [...next.output, ...lines].slice(-output_lines_max), lines_total: total };
}

function takeChange(view: JobView, event: JobEvent): JobView {
  if (!view.job) return view;
  const { job } = view;
  if (event.step) return { ...view, job: takeStep(job, event.step) };
  if (event.job) return { ...view, job: takeSummary(job, event.job) };
  return view;
}

function takeSummary(job: Job, summary: JobSummary): Job {
  // A replay speaks of times when the job still ran; what has ended stays so.
  if (isFinal(job.state) && !isFinal(summary.state)) return job;
  const steps_done = Math.max(job.steps_done, summary.steps_done);
  return { ...job, ...summary, steps_done, cancellable: job.cancellable && !isFinal(summary.state) };
}

function takeStep(job: Job, step: JobStep): Job {
  const steps = job.steps.map((one) => (one.step === step.step && rank(step) >= rank(one) ? step : one));
  return { ...job, steps };
}

const stateRanks: Record<JobStep['state'], number> = {
  pending: 0,
  running: 1,
  failed: 2,
  done: 3,
  unchanged: 3,
  skipped: 3,
  undoing: 1e6,
  undone: 2e6,
  undo_failed: 2e6,
};

/** How far a step has come: a later try is further than any earlier one, and undoing further than all of them. */
function rank(step: JobStep): number {
  return step.attempt * 10 + stateRanks[step.state];
}
