import { AppError } from '../../errors.ts';
import type { HostKeys } from '../../setup/host-keys.ts';
import type { RequestContext } from '../context.ts';
import type { Handlers } from '../operation.ts';

type SshOperations = 'sshHostKeyRead' | 'sshHostKeyList' | 'sshHostKeyApprove' | 'sshHostKeyForget';

export function createSshHandlers({ host_keys }: { host_keys: HostKeys }): Pick<Handlers, SshOperations> {
  return {
    sshHostKeyRead: ({ body: { host, port = 22 } }) => host_keys.read({ host, port }),
    sshHostKeyList: () => host_keys.list(),
    sshHostKeyApprove: ({ body: { host, port = 22, fingerprint } }, context) =>
      host_keys.approve(principalOf(context), { host, port, fingerprint }),
    sshHostKeyForget: ({ path }, context) => host_keys.forget(principalOf(context), path.host_key_id),
  };
}

function principalOf({ principal }: RequestContext) {
  if (!principal) throw new AppError('unauthenticated');
  return principal;
}
