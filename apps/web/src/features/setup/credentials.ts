// What was typed to sign in to another machine: kept with the account that it was typed for, and given for no other. The
// choice may become another one under this page, by another browser or another person.
import type { SshAuth } from '@moltbot-ops/sdk/types';

/** As it stands in the choice, or as it is being typed. */
export interface Account {
  host?: string | null;
  ssh_port?: number | string | null;
  username?: string | null;
}

export interface HeldCredentials {
  account: string;
  auth: SshAuth;
}

export function holdCredentials(account: Account, auth: SshAuth): HeldCredentials {
  return { account: nameAccount(account), auth };
}

/** Null where they were given for another account, another port or another machine. */
export function credentialsFor(held: HeldCredentials | null, account: Account | null): SshAuth | null {
  return held !== null && account !== null && held.account === nameAccount(account) ? held.auth : null;
}

/** The agent spells machines in lower case, without brackets or a final dot. */
function nameAccount({ host, ssh_port, username }: Account): string {
  const plain = (host ?? '').toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return JSON.stringify([username ?? '', plain.replace(/\.$/, ''), Number(ssh_port || 22)]);
}
