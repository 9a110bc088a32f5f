// The Config place in every state that it can be looked at in.
import type { Page } from '@playwright/test';
import { configAnswers, movedDocument, sampleDocument } from './fake-config.ts';
import { job_id } from './job-scenes.ts';
import { type Scene, scenes, thisBrowser } from './scenes.ts';
import type { Shot } from './shot.ts';
import { verdict } from './trouble-answers.ts';
import { rolledBack } from './trouble-jobs.ts';

const with_ = (name: string, answers: Record<string, unknown> = {}): Scene => ({
  ...scenes.running,
  name,
  answers: { ...scenes.running.answers, ...configAnswers, ...answers },
});

const sound = with_('sound');
const path = '/gateway/config';

const open = (view: string) => async (page: Page) => {
  await page.getByText(view, { exact: true }).click();
};

async function draftSomething(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Port' }).fill('19000');
  await page
    .getByRole('radio', { name: 'debug' })
    .or(page.getByLabel('How much is written'))
    .first()
    .selectOption('debug');
  await page.getByText('no fault found').waitFor();
}

/** One in several files, of which two have a say in the same list. */
const split = with_('split', {
  'GET /config': {
    ...sampleDocument,
    includes: ['/home/ops/.openclaw/parts/channels.json5', '/home/ops/.openclaw/parts/tools.json5'],
    origins: [
      { path: 'channels', files: ['/home/ops/.openclaw/parts/channels.json5'] },
      { path: 'logging', files: ['/home/ops/.openclaw/parts/tools.json5'] },
      {
        path: 'tools.deny',
        files: ['/home/ops/.openclaw/parts/tools.json5', '/home/ops/.openclaw/openclaw.json'],
      },
    ],
  },
});

/** One that is not worked through. */
const heavy = with_('heavy', {
  'GET /config': {
    ...sampleDocument,
    ...{ raw: '', config: {}, valid: null, secrets: [], includes: [], origins: [] },
    issues: [
      {
        path: '',
        message:
          'It is larger than 1 MiB. Put less into it, or move parts of it into files of their own with `$include`. Until then it is not shown.',
        severity: 'error',
        layer: 'syntax',
      },
    ],
  },
});

let reads = 0;

export const configShots: Shot[] = [
  { name: 'config-start', scene: sound, path },
  {
    name: 'config-split',
    scene: split,
    path,
    prepare: (page) => page.getByRole('button', { name: '2 other files' }).click(),
  },
  { name: 'config-heavy', scene: heavy, path },
  {
    name: 'config-wrong',
    scene: sound,
    path,
    prepare: async (page) => {
      await page.getByRole('textbox', { name: 'Port' }).fill('99999');
      await page.getByRole('button', { name: '1 error' }).click();
    },
  },
  { name: 'config-all', scene: sound, path, window_only: true, prepare: open('Everything') },
  {
    name: 'config-channel',
    scene: sound,
    path,
    window_only: true,
    prepare: async (page) => {
      await open('Everything')(page);
      const tree = page.getByRole('navigation', { name: 'Sections' });
      if (await tree.isVisible()) {
        await tree.getByRole('button', { name: /^Channels/ }).click();
        await tree.getByRole('button', { name: /^Telegram/ }).click();
      } else await page.getByLabel('Section', { exact: true }).selectOption({ label: 'Telegram' });
    },
  },
  {
    name: 'config-credential',
    scene: sound,
    path,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Check with Telegram' }).click();
      await page.getByText('The provider refuses it').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'config-search',
    scene: sound,
    path,
    window_only: true,
    prepare: async (page) => {
      await open('Everything')(page);
      await page.getByRole('textbox', { name: 'Search fields' }).fill('rate limit');
    },
  },
  { name: 'config-text', scene: sound, path, prepare: open('Text') },
  {
    name: 'config-text-broken',
    scene: sound,
    path,
    prepare: async (page) => {
      await open('Text')(page);
      const editor = page.getByRole('textbox', { name: 'Configuration as JSON5' });
      await editor.click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.type(' port 1');
      await open('Everything')(page);
    },
  },
  {
    name: 'config-review',
    scene: sound,
    path,
    prepare: async (page) => {
      await draftSomething(page);
      await page.getByRole('button', { name: 'Look at the impact' }).click();
      await page.getByText('fields into force').waitFor();
    },
  },
  {
    name: 'config-clash',
    scene: with_('clash', {
      'GET /config': () => {
        reads += 1;
        return reads === 1 ? sampleDocument : movedDocument;
      },
    }),
    path,
    prepare: async (page, agent) => {
      await draftSomething(page);
      agent.send({ type: 'config.changed', at: new Date().toISOString(), hash: movedDocument.hash });
      await page.getByText('Somebody else changed the same fields').waitFor();
      reads = 0;
    },
  },
  {
    name: 'config-none',
    scene: with_('none', {
      'GET /config': {
        ...sampleDocument,
        exists: false,
        path: null,
        hash: null,
        raw: '',
        config: {},
        valid: null,
        issues: [],
        secrets: [],
      },
    }),
    path,
  },
  {
    name: 'config-secrets',
    scene: sound,
    path,
    prepare: (page) => page.getByRole('button', { name: /3 set/ }).click(),
  },
  {
    name: 'config-warnings',
    scene: with_('warnings', { 'POST /config/validate': verdict([]) }),
    path,
    prepare: async (page) => {
      await page.getByRole('textbox', { name: 'Port' }).fill('19000');
      await page.getByRole('button', { name: '13 warnings' }).click();
    },
  },
  {
    name: 'config-looking-on',
    scene: {
      ...sound,
      answers: {
        ...sound.answers,
        'GET /session': { device: { ...thisBrowser, role: 'viewer' }, csrf_token: 'csrf', expires_in_seconds: 900 },
      },
    },
    path,
  },
  {
    name: 'config-unread',
    scene: {
      ...sound,
      statuses: { internal: 500 },
      answers: {
        ...sound.answers,
        'GET /config': { code: 'internal', message: 'The agent could not do this. Nothing was changed.' },
      },
    },
    path,
  },
  {
    name: 'config-rolled-back',
    scene: with_('rolled back', { [`GET /jobs/${job_id}`]: rolledBack }),
    path: `${path}?job=${job_id}`,
  },
];
