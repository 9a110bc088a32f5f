import type { SshAuth } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { SshCredential, SshDialer, SshTarget } from '../ports/ssh.ts';
import type { HostKeys } from './host-keys.ts';
import { checkTarget } from './ssh-address.ts';
import { toSshRefusal } from './ssh-refusal.ts';

export interface RemoteHosts {
  /**
   * Signs in to a machine whose key was approved; the caller closes it. Throws `invalid_request`, `host_key_unknown`,
   * `host_key_changed`, `ssh_unreachable`, `ssh_sign_in_failed`, `ssh_key_unusable`, `ssh_passphrase_needed`,
   * `ssh_passphrase_wrong`, `ssh_outdated`, `ssh_account_unusable`.
   */
  open(target: SshTarget, credential: SshCredential): Promise<HostExecutor>;
}

export function createRemoteHosts(deps: { dialer: SshDialer; host_keys: Pick<HostKeys, 'pinOf'> }): RemoteHosts {
  return {
    async open(given, credential) {
      const target = checkTarget(given);
      const pin = await deps.host_keys.pinOf(target);
      if (pin === null) throw new AppError('host_key_unknown');
      try {
        return await deps.dialer.open(target, credential, pin);
      } catch (error) {
        throw toSshRefusal(error);
      }
    },
  };
}

const missing = (field: string, message: string): AppError =>
  new AppError('invalid_request', { details: [{ field, message }] });

/** The credential of a request. Throws `invalid_request` where the one that is named is not given. */
export function readCredential({ type, password, private_key_pem }: SshAuth): SshCredential {
  if (type === 'password') {
    if (!password) throw missing('auth.password', 'give the password');
    return { type, password };
  }
  if (!private_key_pem) throw missing('auth.private_key_pem', 'give the private key');
  return { type, private_key: private_key_pem, passphrase: password ? password : null };
}
