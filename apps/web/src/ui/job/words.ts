// How jobs and their steps are called and how grave they are: one table for the list, the timeline and the verdict.
import type { Job, JobState, JobStep, JobSummary } from '@moltbot-ops/sdk/types';
import { countdownWords, durationWords } from '../../util/time.ts';
import type { Tone } from '../Card.tsx';

export const jobLooks: Record<JobState, { word: string; tone: Tone }> = {
  queued: { word: 'Queued', tone: 'idle' },
  running: { word: 'Running', tone: 'accent' },
  waiting: { word: 'Waiting for you', tone: 'warn' },
  cancelling: { word: 'Stopping', tone: 'warn' },
  succeeded: { word: 'Done', tone: 'ok' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'idle' },
  interrupted: { word: 'Interrupted', tone: 'bad' },
};

export const stepLooks: Record<JobStep['state'], { word: string; tone: Tone }> = {
  pending: { word: 'not yet begun', tone: 'idle' },
  running: { word: 'running', tone: 'accent' },
  done: { word: 'done', tone: 'ok' },
  unchanged: { word: 'was so already', tone: 'ok' },
  failed: { word: 'failed', tone: 'bad' },
  undoing: { word: 'being undone', tone: 'warn' },
  undone: { word: 'undone', tone: 'idle' },
  undo_failed: { word: 'could not be undone', tone: 'bad' },
  skipped: { word: 'left out', tone: 'idle' },
};

/** `4 s`, from the start of the present try to its end or to now; `null` before it began. */
export function stepDuration(step: JobStep, nowMs: number): string | null {
  if (!step.started_at || step.state === 'pending' || step.state === 'skipped') return null;
  const end = step.finished_at ? Date.parse(step.finished_at) : nowMs;
  const seconds = Math.max(0, (end - Date.parse(step.started_at)) / 1000);
  if (step.finished_at) return seconds < 1 ? '< 1 s' : durationWords(seconds);
  // What runs is counted to the second: a figure that stands still would say that nothing goes on.
  return seconds < 60 || seconds >= 3600 ? durationWords(seconds) : countdownWords(Math.floor(seconds));
}

/** The same of a whole job. */
export function jobDuration(job: JobSummary, nowMs: number): string | null {
  if (!job.started_at) return null;
  return durationWords(((job.finished_at ? Date.parse(job.finished_at) : nowMs) - Date.parse(job.started_at)) / 1000);
}

/** `in 8 s` of a sentence said a while ago → `in 5 s`, and `now` when the time has come. */
export function countDown(message: string, ageMs: number): string {
  return message.replace(/\bin (\d+(?:\.\d+)?) ?(s|seconds?)\b/, (_, seconds: string) => {
    const left = Math.ceil(Number(seconds) - ageMs / 1000);
    return left > 0 ? `in ${left} s` : 'now';
  });
}

/** Titles of steps by what became of them, for the words of a verdict. */
export function undoneSteps(job: Job): { undone: string[]; failed: string[]; would_undo: string[] } {
  const titles = (...states: Array<JobStep['state']>) =>
    job.steps.filter((step) => states.includes(step.state)).map((step) => step.title);
  return { undone: titles('undone'), failed: titles('undo_failed'), would_undo: titles('done', 'running') };
}

/** One sentence for the live region: what the job is at. */
export function jobSentence(job: Job): string {
  const running = job.steps.find((step) => step.state === 'running' || step.state === 'undoing');
  const { word } = jobLooks[job.state];
  if (!running) return `${job.title}: ${word}.`;
  const place = `step ${job.steps.indexOf(running) + 1} of ${job.steps.length}`;
  const again = running.attempt > 1 ? `, try ${running.attempt}` : '';
  return `${place}, ${running.title}, ${stepLooks[running.state].word}${again}.`;
}
