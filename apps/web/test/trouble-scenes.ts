// Setup, jobs and configuration when they do not go well, or hold more than their pages were drawn for.
import type { Job } from '@moltbot-ops/sdk/types';
import { sampleDocument } from './fake-config.ts';
import { cancelled, failed, job_id, running, succeeded, waiting } from './job-scenes.ts';
import { type Scene, scenes, thisBrowser } from './scenes.ts';
import { at, candidates, hostKey, installed, ready, sshChoice, stateAt } from './setup-scenes.ts';
import type { Shot } from './shot.ts';
import { blocked, errors, longChoice, longPreview, longReport, poor, verdict } from './trouble-answers.ts';
import { cancelling, interrupted, longJob, notTakenBack, queued, rolledBack, unchanged } from './trouble-jobs.ts';

/** Each answer is a refusal, as the agent would word it. */
const refusing = (scene: Scene, what: string, code: string, message: string, status = 409): Scene => ({
  ...scene,
  answers: { ...scene.answers, [what]: { code, message, request_id: 'req_01j9x2v7' } },
  statuses: { ...scene.statuses, [code]: status },
});

const lookingOn = (scene: Scene): Scene => ({
  ...scene,
  answers: {
    ...scene.answers,
    'GET /session': { device: { ...thisBrowser, role: 'viewer' }, csrf_token: 'csrf', expires_in_seconds: 900 },
  },
});

/** The wizard stands at its first page; somebody else has moved it when this page wants to. */
function racedScene(): Scene {
  const scene = refusing(
    at(stateAt('choose')),
    'PUT /setup',
    'setup_moved',
    'Somebody else moved the wizard. Nothing was changed.',
  );
  let reads = 0;
  return {
    ...scene,
    answers: {
      ...scene.answers,
      'GET /setup': () => {
        reads += 1;
        return reads === 1 ? stateAt('choose') : { ...stateAt('install', installed), revision: 19 };
      },
      [`GET /jobs/${job_id}`]: running,
    },
  };
}

const press = (name: string | RegExp) => async (page: Parameters<NonNullable<Shot['prepare']>>[0]) => {
  await page.getByRole('button', { name }).dispatchEvent('click'); // also where it only says why it cannot
};

const job = (name: string, own: Job): Shot => ({
  name: `job-${name}`,
  scene: at(stateAt('choose'), own),
  path: `/runs?job=${job_id}`,
});
const setup = (name: string, scene: Scene, prepare?: Shot['prepare']): Shot => ({
  name: `setup-${name}`,
  scene,
  path: '/wizard',
  ...(prepare ? { prepare } : {}),
});
const draftLost = {
  channels: { telegram: { botToken: '__MOLTBOT_OPS_KEPT__' } },
  models: { providers: { openai: { apiKey: '__MOLTBOT_OPS_KEPT__' } } },
};
const bareDocument = { ...sampleDocument, secrets: [] };

export const troubleShots: Shot[] = [
  job('queued', queued),
  job('waiting', waiting),
  job('cancelling', cancelling),
  job('failed', failed),
  job('not-taken-back', notTakenBack),
  job('interrupted', interrupted),
  job('unchanged', unchanged),
  job('rolled-back', rolledBack),
  job('long', longJob),
  { ...job('cancel-asked', running), prepare: press('Cancel…') },
  {
    name: 'job-gone',
    scene: refusing(at(stateAt('choose')), `GET /jobs/${job_id}`, 'not_found', 'There is no such job.', 404),
    path: `/runs?job=${job_id}`,
  },
  { name: 'jobs-none', scene: at(stateAt('choose'), null, { 'GET /jobs': { jobs: [] } }), path: '/runs' },
  {
    name: 'jobs-unread',
    scene: refusing(
      at(stateAt('choose')),
      'GET /jobs',
      'internal',
      'The agent could not do this. Nothing was changed.',
      500,
    ),
    path: '/runs',
  },
  {
    name: 'jobs-many',
    scene: at(stateAt('choose'), null, {
      'GET /jobs': {
        jobs: [queued, waiting, cancelling, longJob, notTakenBack, interrupted, rolledBack, cancelled, unchanged].map(
          (one, index) => ({ ...one, job_id: `${job_id}${index}` }),
        ),
        next_cursor: 'more',
      },
    }),
    path: '/runs',
  },
  setup('queued', at(stateAt('install', { ...installed, choice: sshChoice }), queued)),
  setup('cancelling', at(stateAt('install', installed), cancelling)),
  setup('notTakenBack', at(stateAt('install', installed), notTakenBack)),
  setup('interrupted', at(stateAt('install', installed), interrupted)),
  setup('unchanged', at(stateAt('install', installed), unchanged)),
  setup('agentAway', at(stateAt('install', installed), running), async (page, agent) => {
    await agent.close();
    await page.getByText('The agent does not answer').waitFor();
  }),
  setup(
    'poor',
    at(stateAt('prerequisites', { prerequisites: poor, choice: sshChoice }), null, {
      'POST /setup/prerequisites': poor,
    }),
  ),
  setup('signIn', at(stateAt('prerequisites', { choice: sshChoice }))),
  setup(
    'signInRefused',
    refusing(
      at(stateAt('prerequisites', { choice: sshChoice })),
      'POST /setup/prerequisites',
      'ssh_sign_in_failed',
      'The machine did not let the account in. Nothing was changed; check the account, the key and its passphrase, or the password.',
      422,
    ),
    async (page) => {
      await page.getByText('Password', { exact: true }).first().click();
      await page.getByLabel('Password', { exact: true }).last().fill('wrong');
      await press('Sign in and check')(page);
      await page.getByRole('alert').waitFor();
    },
  ),
  setup(
    'hostAway',
    refusing(
      at(stateAt('choose', { choice: sshChoice })),
      'POST /ssh/host-key',
      'ssh_unreachable',
      'The machine does not answer on that port. Nothing was sent to it. Check the name, the port and the firewall, then ask again.',
      502,
    ),
  ),
  setup('wrongFields', at(stateAt('choose')), async (page) => {
    await page.getByText('A VPS, over SSH').click();
    await page.getByLabel('Host', { exact: true }).fill('a b;reboot');
    await page.getByLabel('SSH port').fill('99999');
    await page.getByText('More: exact version, port').click();
    await page.getByLabel('Exact version').fill('--help');
    await page.getByLabel('Port of the gateway').fill('80');
    await press(/^Go on/)(page);
  }),
  setup('adoptNone', at(stateAt('choose', { choice: { place: 'adopt', channel: 'stable', gateway_id: null } }))),
  setup(
    'adopted',
    at(stateAt('install', { choice: { place: 'adopt', channel: 'stable', gateway_id: 'gwy_1' } }), null, {
      ...scenes.running.answers,
      'GET /setup/gateways': {
        gateways: candidates.gateways.map((one) => ({ ...one, managed: one.gateway_id === 'gwy_1' })),
      },
    }),
  ),
  setup(
    'adoptGone',
    at(stateAt('install', { choice: { place: 'adopt', channel: 'stable', gateway_id: 'gwy_9' } }), null, {
      'GET /setup/gateways': candidates,
    }),
  ),
  setup('blockedPreview', at(stateAt('install', ready), null, { 'POST /ops/preview': blocked })),
  setup(
    'refusedPreview',
    refusing(
      at(stateAt('install', ready)),
      'POST /ops/preview',
      'release_not_found',
      'There is no release 2026.9.99. Nothing was changed; choose another version on the first page.',
      422,
    ),
  ),
  setup('raced', racedScene(), async (page) => {
    await press(/^Go on/)(page);
    await page.getByText('Somebody moved it').waitFor();
  }),
  setup('lookingOn', lookingOn(at(stateAt('install', installed), running))),
  setup(
    'unread',
    refusing(at(stateAt('choose')), 'GET /setup', 'internal', 'The agent could not do this. Nothing was changed.', 500),
  ),
  setup('startOver', at(stateAt('install', installed), failed), press('Start over…')),
  setup(
    'lostSecrets',
    at(stateAt('configure', { ...installed, draft: draftLost }), succeeded, { 'GET /config': bareDocument }),
  ),
  setup('manyWarnings', at(stateAt('validate', installed), succeeded, { 'POST /config/validate': verdict([]) })),
  setup('manyErrors', at(stateAt('validate', installed), succeeded, { 'POST /config/validate': verdict(errors) })),
  setup(
    'rolledBack',
    at(stateAt('run', { ...installed, apply_job_id: job_id, draft: { gateway: { port: 18790 } } }), rolledBack),
  ),
  setup('nothingToRun', at(stateAt('run', installed), succeeded)),
  setup('long', at(stateAt('install', { ...installed, choice: longChoice }), longJob)),
  setup('longPreview', at(stateAt('install', { ...ready }), null, { 'POST /ops/preview': longPreview })),
  setup(
    'longReport',
    at(stateAt('report', { ...installed, choice: longChoice }), longJob, { 'GET /setup/report': longReport }),
  ),
  {
    ...setup(
      'hostKeyPhone',
      at(stateAt('choose', { choice: longChoice }), null, {
        'POST /ssh/host-key': { ...hostKey, host: longChoice.host },
      }),
    ),
  },
];
