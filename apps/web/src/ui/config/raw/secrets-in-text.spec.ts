import type { ConfigField } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { readJson5 } from '../json5.ts';
import { kept_mask } from '../mask.ts';
import { TypedSecrets } from './secrets-in-text.ts';
import { reconcile } from './text-edit.ts';

const fields: ConfigField[] = [{ path: 'a.token', type: 'string', sensitive: true }];
const secret = `it's "quoted" \\ and\nbroken`;

describe('typed secrets in text', () => {
  it('stand as tokens where they are seen, and come back where they are sent', () => {
    const secrets = new TypedSecrets();
    const whole = { a: { token: secret, name: 'x' } };
    const shown = reconcile("{ a: { name: 'x' } }", secrets.hide(whole, fields));
    expect(shown).not.toContain('quoted');
    const reading = readJson5(shown);
    expect(reading.ok && secrets.reveal(reading.value)).toEqual(whole);
    const sent = readJson5(secrets.revealSource(shown.replaceAll('"', "'")));
    expect(sent.ok && sent.value).toEqual(whole);
  });
  it('are the same token however often they are hidden', () => {
    const secrets = new TypedSecrets();
    const once = secrets.hide({ a: { token: secret } }, fields);
    expect(secrets.hide(once, fields)).toEqual(once);
    expect(secrets.hide({ a: { token: secret } }, fields)).toEqual(once);
  });
  it('leave masks and references as they are', () => {
    const secrets = new TypedSecrets();
    for (const token of [kept_mask, { source: 'env', provider: 'default', id: 'A' }, '${A}'])
      expect(secrets.hide({ a: { token } }, fields)).toEqual({ a: { token } });
  });
});
