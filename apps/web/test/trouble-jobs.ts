// A job when it does not go well, or is longer than its page was drawn for.
import type { Job } from '@moltbot-ops/sdk/types';
import { ago, digest, failed, jobOf, running, step, steps, succeeded } from './job-scenes.ts';

const holder = 'job_01j9x2t0h7ce4r';
export const queued = jobOf(
  'queued',
  steps().map((one) => step(one.step, one.title, 'pending', null)),
  { started_at: null, waits_for: holder, host: 'ops@vps.example.org:22' },
);
export const cancelling: Job = { ...running, state: 'cancelling', cancellable: false };
export const notTakenBack: Job = {
  ...failed,
  steps: [
    step('resolve_release', 'Find the exact release', 'undone', 41),
    step('state_directory', 'Make the state directory', 'undo_failed', 36, {
      message: 'It is not empty any more, so it was not removed.',
    }),
    step('create_container', 'Create the container', 'failed', 31, { message: 'The engine went away.' }),
    ...steps()
      .slice(5)
      .map((one) => ({ ...one, state: 'skipped' as const, attempt: 0, started_at: null, finished_at: null })),
  ],
  error: {
    code: 'docker_unreachable',
    message: 'The Docker engine stopped answering in the middle of the installation.',
    next_step: 'Start it with `systemctl start docker`, then try again: what is there already is kept.',
    evidence: ['connect ENOENT /var/run/docker.sock'],
  },
  remains: [
    'The folder `/home/ops/.openclaw` with a configuration that no gateway uses: `rm -r /home/ops/.openclaw` removes it.',
    'The image `openclaw/openclaw:2026.9.6`, 664 MB: `docker image rm openclaw/openclaw:2026.9.6` removes it.',
  ],
};
export const interrupted: Job = jobOf(
  'interrupted',
  [
    ...succeeded.steps.slice(0, 2),
    step('pull_image', 'Fetch the image', 'failed', 31),
    ...steps()
      .slice(3)
      .map((one) => step(one.step, one.title, 'skipped', null)),
  ],
  {
    host: 'ops@vps.example.org:22',
    remains: ['The folder `/home/ops/.openclaw`: `rm -r /home/ops/.openclaw` removes it.'],
  },
);
export const unchanged: Job = {
  ...succeeded,
  steps: succeeded.steps.map((one) => ({ ...one, state: 'unchanged' as const, evidence: [] })),
};
export const rolledBack: Job = jobOf(
  'failed',
  [
    step('keep', 'Keep the present configuration', 'done', 96, {
      evidence: [{ label: 'backup', value: 'bkp_01j9x3aa' }],
    }),
    step('write', 'Write the configuration in one move', 'undone', 95),
    step('take_up', 'See the gateway take it up', 'undone', 94),
    step('prove', 'Prove that the gateway is well', 'failed', 90, {
      message: 'Telegram was up before and is down with the new configuration.',
      finished_at: ago(22),
    }),
    step('clear', 'Clear up', 'skipped', null),
  ],
  {
    kind: 'config_apply',
    title: 'Put a configuration into force',
    error: {
      code: 'config_channel_worse',
      message: 'With the new configuration Telegram did not come up. The former one is in force again.',
      next_step: 'Look at `channels.telegram.botToken`, correct the draft, and put it into force again.',
      evidence: ['telegram 401 Unauthorized', 'ready again with the former configuration after 11 s'],
    },
  },
);

export const longPath =
  '/srv/storage/volumes/customers/harbour-and-sons-shipping/gateways/production/europe-west/state/.openclaw';
export const longJob: Job = {
  ...running,
  title: 'Install the gateway on a-machine-with-a-very-long-name.europe-west.customers.example.org with Docker',
  host: 'operations@a-machine-with-a-very-long-name.europe-west.customers.example.org:22022',
  steps: running.steps.map((one, index) =>
    index === 0
      ? {
          ...one,
          evidence: [
            { label: 'where the state directory will be', value: longPath },
            ...one.evidence,
            { label: 'third', value: digest },
            { label: 'fourth', value: 'x' },
          ],
        }
      : one,
  ),
};
