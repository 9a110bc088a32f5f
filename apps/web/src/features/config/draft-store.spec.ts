// @vitest-environment jsdom
import type { ConfigDocument, ConfigField } from '@moltbot-ops/sdk/types';
import { beforeEach, describe, expect, it } from 'vitest';
import { kept_mask } from '../../ui/config/mask.ts';
import {
  changeDraft,
  discardDraft,
  draftState,
  finishDraft,
  isDirty,
  moveDraft,
  redo,
  restoreDraft,
  startDraft,
  storeDraft,
  undo,
} from './draft-store.ts';

const fields: ConfigField[] = [
  { path: 'gateway.auth.token', type: 'string', sensitive: true },
  { path: 'models.providers.*.apiKey', type: 'string', sensitive: true },
];
const base: ConfigDocument = {
  exists: true,
  path: '/x',
  hash: 'one',
  raw: '{}',
  config: { gateway: { port: 1, auth: { token: kept_mask } }, logging: { level: 'info' } },
  valid: true,
  issues: [],
  secrets: [],
  includes: [],
  managed_by: 'file',
};
const secret = 'typed-secret-0123456789';

beforeEach(() => {
  sessionStorage.clear();
  startDraft(base);
});

describe('the draft', () => {
  it('goes back and forth, keystrokes of a moment in one step', () => {
    changeDraft({ draft: { gateway: { port: 2 } } }, 1000);
    changeDraft({ draft: { gateway: { port: 23 } } }, 1100);
    changeDraft({ draft: { gateway: { port: 23 }, logging: { level: 'debug' } } }, 5000);
    undo();
    expect(draftState.get().draft).toEqual({ gateway: { port: 23 } });
    undo();
    expect(isDirty(draftState.get())).toBe(false);
    redo();
    redo();
    expect(draftState.get().draft).toEqual({ gateway: { port: 23 }, logging: { level: 'debug' } });
  });
  it('that was discarded comes back by undo; one that did its work does not', () => {
    changeDraft({ draft: { gateway: { port: 2 } } }, 1000);
    discardDraft();
    expect(isDirty(draftState.get())).toBe(false);
    undo();
    expect(draftState.get().draft).toEqual({ gateway: { port: 2 } });
    finishDraft();
    expect(draftState.get()).toMatchObject({ draft: {}, past: [], future: [] });
  });
  it('moves onto newer content with everything that undo would bring back', () => {
    changeDraft({ draft: { gateway: { port: 2 } } }, 1000);
    changeDraft({ draft: { gateway: { port: 2 }, logging: { level: 'warn' } } }, 5000);
    moveDraft({ ...base, hash: 'two', config: { ...base.config, logging: { level: 'warn' } } }, []);
    expect(draftState.get()).toMatchObject({ draft: { gateway: { port: 2 } }, base: { hash: 'two' } });
    undo();
    expect(draftState.get().draft).toEqual({ gateway: { port: 2 } });
    undo();
    expect(draftState.get().draft).toEqual({});
  });
});

describe('over a reload', () => {
  it('everything but secrets and the environment comes along, and what did not is said', () => {
    const draft = {
      gateway: { port: 2, auth: { token: secret } },
      models: { providers: { a: { apiKey: secret, api: 'x' } } },
      env: { vars: { HOME_OF_IT: secret } },
    };
    changeDraft({ draft }, 1000);
    storeDraft(draftState.get(), fields);
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain(secret);
    startDraft(base);
    restoreDraft(base, fields);
    expect(draftState.get().draft).toEqual({ gateway: { port: 2 }, models: { providers: { a: { api: 'x' } } } });
    expect(draftState.get().lost).toEqual(['gateway.auth.token', 'models.providers.a.apiKey', 'env.vars.HOME_OF_IT']);
  });
  it('nothing comes back of a draft that is in force, even where it was not taken up again before', () => {
    changeDraft({ draft: { gateway: { port: 2 } } }, 1000);
    storeDraft(draftState.get(), fields);
    startDraft(base);
    finishDraft();
    restoreDraft(base, fields);
    expect(draftState.get().draft).toEqual({});
  });
  it('nothing is kept of a draft that was given up', () => {
    changeDraft({ draft: { gateway: { port: 2 } } }, 1000);
    storeDraft(draftState.get(), fields);
    discardDraft();
    storeDraft(draftState.get(), fields);
    expect(sessionStorage.length).toBe(0);
  });
});
