import type { Confirmations } from '../../access/confirmation-service.ts';
import { actorOf } from '../../access/principal.ts';
import type { SshInstall } from '../../setup/ssh-install.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export interface SshInstallHandlerDeps {
  confirmations: Confirmations;
  install: SshInstall;
}

export function createSshInstallHandlers(deps: SshInstallHandlerDeps): Pick<Handlers, 'installSsh'> {
  const { confirmations, install } = deps;
  return {
    async installSsh({ body }, context) {
      const principal = principalOf(context);
      const confirmed = await confirmations.redeem({ action: 'install_ssh', body, principal });
      const { job_id } = await install.start(confirmed, actorOf(principal));
      return { job_id, status: 'accepted' };
    },
  };
}
