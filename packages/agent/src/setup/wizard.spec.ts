import type { Job, JobSummary, SetupChoice } from '@moltbot-ops/sdk/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openServices, type TestServices } from '../../test/support/services.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { createWizard, type Wizard } from './wizard.ts';

const local: SetupChoice = { place: 'local', method: 'npm', channel: 'stable' };
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let services: TestServices;
let wizard: Wizard;
let jobStates: Record<string, Job['state']>;
let tellJobs: (change: { event: 'accepted' | 'ended'; job: JobSummary; audit_event_id: string }) => void;
let revisions: number[];
let has_gateway: boolean;

const openWizard = () =>
  createWizard({
    ...{ db: services.db, clock: services.clock, log: silent, secrets: services.secrets },
    jobs: {
      get: async (job_id) => {
        const state = jobStates[job_id];
        if (!state) throw new AppError('job_not_found');
        return { state } as Job; // the wizard asks for nothing else
      },
      onChange: (listener) => {
        tellJobs = listener;
        return () => {};
      },
    },
    hasGateway: () => has_gateway,
    hints: async () => (path) => path.join('.') === 'plugins.entries.vault.config.opener',
    publish: (revision) => revisions.push(revision),
  });

beforeEach(async () => {
  services = await openServices();
  [jobStates, revisions, has_gateway] = [{}, [], false];
  wizard = await openWizard();
});
afterEach(() => services.close());

type Move = Omit<Parameters<Wizard['update']>[0], 'revision' | 'start_over'> & { start_over?: boolean };
const move = async (change: Move) =>
  wizard.update({ start_over: false, ...change, revision: (await wizard.read()).revision });
const accepted = async (kind: string, job_id: string) => {
  tellJobs({ event: 'accepted', job: { kind, job_id } as JobSummary, audit_event_id: 'aud_0000' }); // what it looks at
  return wizard.read();
};
const check = (method: 'npm' | 'docker' = 'npm', ready = true, place: 'local' | 'ssh' = 'local') =>
  wizard.keepPrerequisites(
    { place, method },
    { host: 'this machine', method, ready, checked_at: '2026-11-22T08:00:00.000Z', checks: [] },
  );
const refusal = (code: string) => expect.objectContaining({ code });

async function goToConfigure(): Promise<void> {
  await move({ choice: local, step: 'prerequisites' });
  await check();
  await move({ step: 'install' });
  jobStates.job_install0 = 'succeeded';
  await accepted('install_local', 'job_install0');
  await move({ step: 'configure' });
}

describe('the wizard', () => {
  test('begins at the first page and goes on as far as the facts carry', async () => {
    expect(await wizard.read()).toMatchObject({ revision: 1, step: 'choose', choice: null, draft: null });
    await expect(move({ step: 'prerequisites' })).rejects.toEqual(refusal('setup_step_unreachable'));
    await move({ choice: local, step: 'prerequisites' });
    await expect(move({ step: 'install' })).rejects.toEqual(refusal('setup_step_unreachable'));
    await check('npm', false);
    await expect(move({ step: 'install' })).rejects.toEqual(refusal('setup_step_unreachable'));
    await check();
    await move({ step: 'install' });
    jobStates.job_install0 = 'running';
    expect(await accepted('install_local', 'job_install0')).toMatchObject({ install_job_id: 'job_install0' });
    await expect(move({ step: 'configure' })).rejects.toEqual(refusal('setup_step_unreachable'));
    jobStates.job_install0 = 'succeeded';
    await move({ step: 'configure', draft: { logging: { level: 'info' } } });
    await move({ step: 'validate' });
    await move({ step: 'run' });
    await expect(move({ step: 'report' })).rejects.toEqual(refusal('setup_step_unreachable'));
    jobStates.job_apply000 = 'succeeded';
    expect(await accepted('config_apply', 'job_apply000')).toMatchObject({ apply_job_id: 'job_apply000' });
    expect(await move({ step: 'report' })).toMatchObject({ step: 'report', completed_at: expect.any(String) });
  });

  test('needs nothing applied where nothing was drafted', async () => {
    await goToConfigure();
    await move({ step: 'run' });
    expect(await move({ step: 'report' })).toMatchObject({ step: 'report' });
  });

  test('goes from choosing to adopting without checks, and to the report once the gateway is looked after', async () => {
    await move({ choice: { place: 'adopt', channel: 'stable', gateway_id: 'openclaw-1' }, step: 'install' });
    await expect(move({ step: 'prerequisites' })).rejects.toEqual(refusal('setup_step_unreachable'));
    await expect(move({ step: 'report' })).rejects.toEqual(refusal('setup_step_unreachable'));
    has_gateway = true;
    expect(await move({ step: 'report' })).toMatchObject({ step: 'report' });
  });

  test('goes back at any time, and forward again without doing anything anew', async () => {
    await goToConfigure();
    expect(await move({ step: 'choose' })).toMatchObject({ step: 'choose', furthest_step: 'configure' });
    expect(await move({ choice: local, step: 'configure' })).toMatchObject({ install_job_id: 'job_install0' });
  });

  test('forgets checks and jobs of a former choice with another one', async () => {
    await goToConfigure();
    expect(await move({ choice: { ...local, method: 'docker' } })).toMatchObject({
      ...{ step: 'choose', furthest_step: 'choose', prerequisites: null, install_job_id: null },
    });
    await check('npm');
    await check('docker', true, 'ssh');
    expect(await wizard.read()).toMatchObject({ prerequisites: null });
    await check('docker');
    expect(await wizard.read()).toMatchObject({ prerequisites: { method: 'docker' } });
  });

  test('lets one of two browsers win and tells the other one', async () => {
    const { revision } = await wizard.read();
    const request = { revision, choice: local, start_over: false };
    const tried = await Promise.allSettled([wizard.update(request), wizard.update(request), wizard.update(request)]);
    expect(tried.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(tried[1]).toMatchObject({ reason: { code: 'setup_moved' } });
  });

  test('stands where it stood after a restart, and tells of every move', async () => {
    await goToConfigure();
    await move({ draft: { a: 1 } });
    const before = await wizard.read();
    wizard = await openWizard();
    expect(await wizard.read()).toEqual(before);
    expect(revisions).toEqual(revisions.map((_revision, index) => index + 2));
  });

  test('begins anew with nothing chosen, and keeps the last setup for its report', async () => {
    await goToConfigure();
    await move({ step: 'report' });
    expect(await move({ start_over: true })).toMatchObject({ step: 'choose', choice: null, install_job_id: null });
    expect(wizard.lastSetup()).toMatchObject({ install_job_id: 'job_install0', choice: local });
  });

  test.each([
    ['username', { place: 'ssh', method: 'docker', host: 'box', username: '-oProxyCommand=x' }],
    ['host', { place: 'ssh', method: 'docker', host: 'box;reboot', username: 'op' }],
    ['host', { place: 'ssh', method: 'docker', host: '-box', username: 'op' }],
    ['version', { ...local, version: '$(reboot)' }],
    ['version', { ...local, version: '--help' }],
    ['gateway_id', { place: 'adopt', gateway_id: '../x y' }],
    ['method', { place: 'ssh', method: 'brew', host: 'box', username: 'op' }],
    ['method', { place: 'local', method: 'native' }],
  ])('refuses a bad %s and stays where it is', async (field, choice) => {
    const refused = move({ choice: { channel: 'stable', ...choice } as SetupChoice, step: 'prerequisites' }); // some are bad
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request', details: [{ field: `choice.${field}` }] });
    expect(await wizard.read()).toMatchObject({ revision: 1, choice: null });
  });
});

describe('the draft', () => {
  const botToken = '1234567890:AAxyzAAxyzAAxyzAAxyzAAxyzAAxyzAAxyz';
  const kept = '__MOLTBOT_OPS_KEPT__';
  const draft = { channels: { telegram: { botToken, enabled: true } } };
  const masked = { channels: { telegram: { botToken: kept, enabled: true } } };

  test('leaves masked, lies in no table, and a mask that comes back keeps its secret', async () => {
    expect((await move({ draft })).draft).toEqual(masked);
    const changed = { channels: { telegram: { botToken: kept, enabled: false } } };
    expect((await move({ draft: changed })).draft).toEqual(changed);
    expect(await services.secrets.read('setup_draft')).toContain(botToken);
    const rows = await services.db.selectFrom('meta').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(botToken);
  });

  test('keeps a mask that stands for a secret in force, and gives a secret to no other place', async () => {
    await move({ draft });
    const moved = { channels: { discord: { token: kept } } };
    expect((await move({ draft: moved })).draft).toEqual(moved);
    expect(await services.secrets.read('setup_draft')).not.toContain(`"discord":{"token":"${botToken}`);
  });

  test('takes the secrets of a list along when its entries change places', async () => {
    const [one, two] = ['first-secret-value', 'second-secret-value'];
    const entry = (id: string, token: string) => ({ id, token });
    await move({ draft: { accounts: [entry('a', one), entry('b', two)] } });
    await move({ draft: { accounts: [entry('b', kept), entry('a', kept)] } });
    const stored = await services.secrets.read('setup_draft');
    expect(stored).toContain(`{"accounts":[{"id":"b","token":"${two}"},{"id":"a","token":"${one}"}]}`);
  });

  test('of more than 64 KiB is refused, and the former one stays', async () => {
    await move({ draft });
    await expect(move({ draft: { note: 'x'.repeat(65_536) } })).rejects.toEqual(refusal('body_too_large'));
    expect((await wizard.read()).draft).toEqual(masked);
  });

  test('leaves with everything masked that the gateway calls a secret, and keeps it', async () => {
    const draftOf = (opener: string) => ({ plugins: { entries: { vault: { config: { opener, label: 'plain' } } } } });
    expect((await move({ draft: draftOf('sesame') })).draft).toEqual(draftOf(kept));
    expect((await move({ draft: draftOf(kept) })).draft).toEqual(draftOf(kept));
    expect(await services.secrets.read('setup_draft')).toContain('"opener":"sesame"');
  });

  test('leaves with names masked that are secrets, each kept apart', async () => {
    const other = botToken.replace('1234567890', '1234567891');
    const by_token = { accounts: { [botToken]: { enabled: true }, [other]: { enabled: false } } };
    const shown = (await move({ draft: by_token })).draft as typeof by_token; // the same with other names
    expect(JSON.stringify(shown)).not.toContain('AAxyz');
    expect(Object.values(shown.accounts)).toEqual([{ enabled: true }, { enabled: false }]);
    await move({ draft: shown });
    expect(await services.secrets.read('setup_draft')).toContain(JSON.stringify(by_token));
  });

  test('is gone with null and with a new beginning', async () => {
    await move({ draft });
    expect((await move({ draft: null })).draft).toBe(null);
    await move({ draft });
    expect((await move({ start_over: true })).draft).toBe(null);
    expect(await services.secrets.read('setup_draft')).toBe(null);
  });
});
