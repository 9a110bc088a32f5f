import type { SshAuth } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { credentialsFor, holdCredentials } from './credentials.ts';

const auth: SshAuth = { type: 'password', password: 'open sesame' };
const account = { host: 'vps.example.org', ssh_port: 22, username: 'ops' };
const held = holdCredentials(account, auth);

describe('credentials that were typed for one account', () => {
  it.each([
    ['another machine', { ...account, host: 'elsewhere.example.org' }],
    ['another port of it', { ...account, ssh_port: 2222 }],
    ['another account on it', { ...account, username: 'root' }],
    ['an account that could be read as another', { ...account, username: 'ops@vps.example.org', host: '' }],
    ['no machine yet', { host: null, ssh_port: null, username: null }],
    ['nothing chosen', null],
  ])('are given for no other: %s', (_which, other) => {
    expect(credentialsFor(held, other)).toBeNull();
  });

  it.each([
    ['as it was typed', account],
    ['as the agent spells it', { host: 'vps.example.org', ssh_port: null, username: 'ops' }],
    ['with a final dot and capitals', { ...account, host: 'VPS.Example.org.', ssh_port: '22' }],
  ])('are given for it: %s', (_which, same) => {
    expect(credentialsFor(held, same)).toBe(auth);
    expect(credentialsFor(holdCredentials(same, auth), account)).toBe(auth);
  });

  it('are nothing where none were given', () => expect(credentialsFor(null, account)).toBeNull());
});
