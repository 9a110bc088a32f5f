import type { Job, JobStep } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { countDown, jobSentence, stepDuration, undoneSteps } from './words.ts';

const now = Date.parse('2026-03-14T12:01:30Z');
const step = (title: string, state: JobStep['state'], more: Partial<JobStep> = {}): JobStep => ({
  step: title,
  title,
  state,
  attempt: 1,
  started_at: '2026-03-14T12:00:00Z',
  finished_at: null,
  evidence: [],
  ...more,
});
const job = (state: Job['state'], steps: JobStep[]): Job => ({
  job_id: 'job_12345678',
  kind: 'install_local',
  title: 'Install the gateway',
  state,
  host: 'this machine',
  created_at: '2026-03-14T12:00:00Z',
  started_at: null,
  finished_at: null,
  steps_done: 0,
  steps_total: steps.length,
  steps,
  cancellable: false,
  error: null,
  remains: [],
  result: null,
});

describe('countDown', () => {
  it.each([
    ['The registry did not answer. Trying again in 8 s.', 0, 'The registry did not answer. Trying again in 8 s.'],
    ['The registry did not answer. Trying again in 8 s.', 3200, 'The registry did not answer. Trying again in 5 s.'],
    ['Again in 2 seconds', 2000, 'Again now'],
    ['It came up in 3 steps.', 9000, 'It came up in 3 steps.'],
  ])('%s after %d ms', (message, age, words) => {
    expect(countDown(message, age)).toBe(words);
  });
});

it('stepDuration runs while the step does and stands when it has ended', () => {
  expect(stepDuration(step('a', 'running'), now)).toBe('1:30');
  expect(stepDuration(step('a', 'done', { finished_at: '2026-03-14T12:00:00.400Z' }), now)).toBe('< 1 s');
  expect(stepDuration(step('a', 'pending'), now)).toBeNull();
});

it('undoneSteps tells what was taken back from what could not be', () => {
  const parts = undoneSteps(job('failed', [step('a', 'undone'), step('b', 'undo_failed'), step('c', 'done')]));
  expect(parts).toEqual({ undone: ['a'], failed: ['b'], would_undo: ['c'] });
});

it('jobSentence says the step, its place and its try', () => {
  const steps = [step('Look', 'done'), step('Download', 'running', { attempt: 2 })];
  expect(jobSentence(job('running', steps))).toBe('step 2 of 2, Download, running, try 2.');
  expect(jobSentence(job('succeeded', [step('Look', 'done')]))).toBe('Install the gateway: Done.');
});
