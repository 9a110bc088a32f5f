import type { Job, JobStep } from '@moltbot-ops/sdk/types';

const opened = Date.now();
const ago = (seconds: number) => new Date(opened - seconds * 1000).toISOString();

function step(title: string, state: JobStep['state'], more: Partial<JobStep> = {}): JobStep {
  const begun = state !== 'pending' && state !== 'skipped';
  return {
    step: title,
    title,
    state,
    attempt: begun ? 1 : 0,
    started_at: begun ? ago(40) : null,
    finished_at: begun && state !== 'running' ? ago(31) : null,
    evidence: [],
    ...more,
  };
}

export const sampleJob: Job = {
  job_id: 'job_sample0000',
  kind: 'install_local',
  title: 'Install the gateway',
  state: 'running',
  host: 'this machine',
  created_at: ago(42),
  started_at: ago(41),
  finished_at: null,
  steps_done: 2,
  steps_total: 5,
  cancellable: true,
  error: null,
  remains: [],
  result: null,
  steps: [
    step('Find the exact release', 'done', { evidence: [{ label: 'stable is', value: '2026.9.6' }] }),
    step('Make the state directory', 'unchanged'),
    step('Fetch the image', 'running', { attempt: 2, progress: 0.62, message: 'Fetching 412 of 664 MB.' }),
    step('Create the container', 'pending'),
    step('See that it answers', 'pending'),
  ],
};

export const sampleFailure: Job = {
  ...sampleJob,
  job_id: 'job_sample0001',
  state: 'failed',
  finished_at: ago(2),
  cancellable: false,
  error: {
    code: 'sample',
    message: 'The disk is full.',
    next_step: 'Make at least 3 GB free, such as with `docker image prune`, then try again.',
    evidence: ['no space left on device'],
  },
  remains: ['Layers that were fetched already, 190 MB.'],
  steps: [step('Make the state directory', 'undone'), step('Fetch the image', 'failed'), step('Start it', 'skipped')],
};
