// @vitest-environment jsdom
import type { ChannelProbe, ConfigDocument } from '@moltbot-ops/sdk/types';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { ChannelCheck } from './ChannelCheck.tsx';
import type { ConfigDraft } from './contract.ts';
import { FormProvider } from './FormProvider.tsx';
import { useConfigForm } from './form.ts';

afterEach(cleanup);

const value: ConfigDocument = {
  exists: true,
  path: '/x',
  hash: 'h',
  raw: '{}',
  config: { channels: { telegram: { enabled: true } } },
  valid: true,
  issues: [],
  secrets: [],
  includes: [],
  managed_by: 'file',
};

const answerOf = (outcome: ChannelProbe['accounts'][number]['outcome'], detail: string, account = 'default') => ({
  channel: 'telegram',
  asked: true,
  detail: '',
  accounts: [{ account, outcome, detail }],
});

function show(onProbe?: (channel: string) => Promise<ChannelProbe>) {
  function Typing() {
    const form = useConfigForm();
    return (
      <button type="button" onClick={() => form.set(['channels', 'telegram', 'botToken'], 'another')}>
        type
      </button>
    );
  }
  function Stage() {
    const [draft, setDraft] = useState<ConfigDraft>({});
    return (
      <FormProvider
        value={value}
        fields={undefined}
        draft={draft}
        verdict={null}
        focus={null}
        onDraft={setDraft}
        onProbe={onProbe}
      >
        <ChannelCheck id="telegram" name="Telegram" />
        <Typing />
      </FormProvider>
    );
  }
  render(<Stage />);
}

const press = () => fireEvent.click(screen.getByRole('button', { name: 'Check with Telegram' }));

it('says what the provider said, of that draft alone', async () => {
  const probe = vi.fn<(channel: string) => Promise<ChannelProbe>>(async () =>
    answerOf('works', 'It answers as some_bot.'),
  );
  show(probe);
  press();
  expect((await screen.findByText('It answers as some_bot.')).closest('p')?.dataset.tone).toBe('ok');
  expect(probe).toHaveBeenCalledExactlyOnceWith('telegram');
  fireEvent.click(screen.getByRole('button', { name: 'type' }));
  expect(screen.queryByText('It answers as some_bot.')).toBeNull();
});

it('names the account where there are several, and marks a refusal', async () => {
  show(async () => answerOf('refused', 'The provider refuses it.', 'work'));
  press();
  expect((await screen.findByText('work: The provider refuses it.')).closest('p')?.dataset.tone).toBe('bad');
});

it('says why nothing was asked, and what failed', async () => {
  show(async () => ({ channel: 'telegram', asked: false, detail: 'No gateway program was found.', accounts: [] }));
  press();
  expect(await screen.findByText('It was not asked. No gateway program was found.')).toBeTruthy();
  cleanup();
  show(() => Promise.reject(new Error('The agent does not answer.')));
  press();
  expect(await screen.findByText('The agent does not answer.')).toBeTruthy();
});

it('is not offered where the page cannot ask', () => {
  show();
  expect(screen.queryByRole('button', { name: 'Check with Telegram' })).toBeNull();
});
