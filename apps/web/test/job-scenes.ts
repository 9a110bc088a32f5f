// One installation as a job, in every state that a job can be looked at in.
import type { Job, JobEvent, JobStep } from '@moltbot-ops/sdk/types';

export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
export const digest = 'sha256:9f2c41d07be83a5512c6f0d4e1b7a9863e5d20c4f8a1b7369e0d52c81f4ab733';
export const job_id = 'job_01j9x2v7q4mz8k';

export const step = (
  name: string,
  title: string,
  state: JobStep['state'],
  started: number | null,
  more: Partial<JobStep> = {},
): JobStep => ({
  step: name,
  title,
  state,
  attempt: state === 'pending' ? 0 : 1,
  started_at: started === null ? null : ago(started),
  finished_at: started === null || state === 'running' || state === 'undoing' ? null : ago(Math.max(0, started - 5)),
  progress: null,
  message: null,
  evidence: [],
  ...more,
});

export const steps = (): JobStep[] => [
  step('resolve_release', 'Find the exact release', 'done', 41, {
    evidence: [
      { label: 'stable is', value: '2026.9.6' },
      { label: 'digest', value: digest },
    ],
  }),
  step('state_directory', 'Make the state directory', 'unchanged', 36, {
    evidence: [{ label: 'path', value: '/home/ops/.openclaw (0700)' }],
  }),
  step('pull_image', 'Fetch the image', 'running', 31, {
    attempt: 2,
    progress: 0.62,
    message: '412 of 664 MB. The first try broke off: the registry closed the connection.',
  }),
  step('write_config', 'Write a first configuration', 'pending', null),
  step('create_container', 'Create the container', 'pending', null),
  step('start_gateway', 'Start the gateway', 'pending', null),
  step('verify_ready', 'See that it answers', 'pending', null),
];

export function jobOf(state: Job['state'], own: JobStep[], more: Partial<Job> = {}): Job {
  const ended = ['succeeded', 'failed', 'cancelled', 'interrupted'].includes(state);
  return {
    job_id,
    kind: 'install_local',
    title: 'Install the gateway with Docker',
    state,
    host: 'this machine',
    created_at: ago(43),
    started_at: ago(42),
    finished_at: ended ? ago(2) : null,
    steps_done: own.filter((one) => one.state === 'done' || one.state === 'unchanged').length,
    steps_total: own.length,
    steps: own,
    cancellable: !ended,
    waits_for: null,
    error: null,
    remains: [],
    result: null,
    audit_event_id: 'aud_01j9x2v7r0aa',
    ...more,
  };
}

export const output: JobEvent[] = Array.from({ length: 46 }, (_, index) => ({
  type: 'job.output',
  at: ago(30),
  step_name: 'pull_image',
  line: index % 3 === 0 ? `a3ed95caeb0${index}: Pull complete` : `7d1a${index}f: Downloading ${index * 9} MB of 412 MB`,
}));

const done = steps().map((one, index) => step(one.step, one.title, 'done', 41 - index * 5, { evidence: one.evidence }));
export const running = jobOf('running', steps());
export const retrying = jobOf('running', [
  ...done.slice(0, 2),
  step('pull_image', 'Fetch the image', 'failed', 12, {
    message: 'The registry did not answer within 20 s. Trying again in 8 s.',
    finished_at: ago(2),
    attempt: 2,
  }),
  ...steps().slice(3),
]);
export const failed = jobOf(
  'failed',
  [
    step('resolve_release', 'Find the exact release', 'undone', 41),
    step('state_directory', 'Make the state directory', 'undone', 36),
    step('pull_image', 'Fetch the image', 'failed', 31, {
      attempt: 4,
      message: 'No space left on the disk of Docker.',
    }),
    ...steps()
      .slice(3)
      .map((one) => ({ ...one, state: 'skipped' as const })),
  ],
  {
    error: {
      code: 'docker_disk_full',
      message: 'The disk that Docker keeps its images on is full.',
      next_step: 'Make at least 3 GB free on `/var/lib/docker`, such as with `docker image prune`, then try again.',
      evidence: ['write /var/lib/docker/tmp/GetImageBlob: no space left on device', '/var/lib/docker: 212 MB free'],
    },
    remains: ['The layers that were fetched already, 190 MB: `docker image prune` removes them.'],
  },
);
export const succeeded = jobOf('succeeded', done, {
  result: {
    version: '2026.9.6',
    image: 'openclaw/openclaw:2026.9.6',
    container: 'openclaw-gateway',
    config_path: '/home/ops/.openclaw/openclaw.json',
    port: 18789,
  },
});
export const cancelled = jobOf(
  'cancelled',
  [
    step('resolve_release', 'Find the exact release', 'undone', 30),
    step('pull_image', 'Fetch the image', 'undone', 24),
  ],
  {},
);
export const waiting = jobOf('waiting', [...done.slice(0, 2), ...steps().slice(3)], {
  host: 'ops@vps.example.org:22',
  title: 'Install the gateway on vps.example.org',
  waits_for: 'credentials',
});
