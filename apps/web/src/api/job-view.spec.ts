import type { Job, JobEvent, JobStep, JobSummary } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { emptyJobView, type JobView, output_lines_max, takeEvents, takeRead } from './job-view.ts';

const at = '2026-03-14T12:00:00Z';
const step = (name: string, state: JobStep['state'], attempt = 1): JobStep => ({
  step: name,
  title: name,
  state,
  attempt,
  started_at: null,
  finished_at: null,
  evidence: [],
});
const summary = (state: JobSummary['state'], steps_done = 0): JobSummary => ({
  job_id: 'job_12345678',
  kind: 'install_local',
  title: 'Install',
  state,
  host: 'this machine',
  created_at: at,
  started_at: at,
  finished_at: null,
  steps_done,
  steps_total: 2,
});
const job = (state: Job['state'], steps: JobStep[]): Job => ({
  ...summary(state, 1),
  steps,
  cancellable: true,
  error: null,
  remains: [],
  result: null,
});
const stepEvent = (one: JobStep): JobEvent => ({ type: 'job.step', at, step: one });
const line = (text: string): JobEvent => ({ type: 'job.output', at, line: text, step_name: 'download' });

function viewOf(one: Job): JobView {
  return takeRead(emptyJobView, one);
}

describe('the view of a job', () => {
  it('takes no step back while the stream repeats what is known', () => {
    const view = viewOf(job('running', [step('a', 'done'), step('b', 'running', 2)]));
    const replayed = takeEvents(view, [
      stepEvent(step('a', 'running')),
      stepEvent(step('b', 'running', 1)),
      stepEvent(step('b', 'failed', 1)),
    ]);
    expect(replayed.job?.steps.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['done', 1],
      ['running', 2],
    ]);
  });

  it('goes on through a new try, the end, and the undoing', () => {
    let view = viewOf(job('running', [step('a', 'running', 1)]));
    for (const [state, attempt] of [
      ['failed', 1],
      ['running', 2],
      ['done', 2],
      ['undoing', 2],
      ['undone', 2],
    ] as const) {
      view = takeEvents(view, [stepEvent(step('a', state, attempt))]);
      expect(view.job?.steps[0]).toMatchObject({ state, attempt });
    }
  });

  it('lets a job that has ended stay so, and takes away what could still be cancelled', () => {
    const ended = takeEvents(viewOf(job('running', [])), [{ type: 'job.ended', at, job: summary('succeeded', 2) }]);
    expect(ended.job).toMatchObject({ state: 'succeeded', steps_done: 2, cancellable: false });
    expect(takeEvents(ended, [{ type: 'job.changed', at, job: summary('running') }]).job?.state).toBe('succeeded');
  });

  it('holds a bounded end of the output and still counts all of it', () => {
    const flood = Array.from({ length: output_lines_max + 500 }, (_, index) => line(`line ${index + 1}`));
    const view = takeEvents(takeEvents(emptyJobView, [line('line 0')]), flood);
    expect(view.output).toHaveLength(output_lines_max);
    expect(view.lines_total).toBe(output_lines_max + 501);
    expect(view.output.at(-1)).toEqual({ number: output_lines_max + 501, step: 'download', text: 'line 2500' });
  });

  it('begins the output anew when the agent says that it starts over', () => {
    const view = takeEvents(emptyJobView, [line('old'), { type: 'stream.reset', at }, line('new')]);
    expect(view.output.map(({ number, text }) => [number, text])).toEqual([[1, 'new']]);
  });

  it('passes over what it does not know and what belongs to no step', () => {
    const view = viewOf(job('running', [step('a', 'pending')]));
    expect(takeEvents(view, [stepEvent(step('of_a_newer_agent', 'done')), { type: 'stream.bye', at }]).job).toEqual(
      view.job,
    );
  });
});
