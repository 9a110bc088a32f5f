import type { Confirmations } from '../../access/confirmation-service.ts';
import { actorOf } from '../../access/principal.ts';
import type { InstallLocal } from '../../setup/install-local.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export interface InstallHandlerDeps {
  confirmations: Confirmations;
  install: InstallLocal;
}

export function createInstallHandlers({ confirmations, install }: InstallHandlerDeps): Pick<Handlers, 'installLocal'> {
  return {
    async installLocal({ body }, context) {
      const principal = principalOf(context);
      const confirmed = await confirmations.redeem({ action: 'install_local', body, principal });
      const { job_id } = await install.start(confirmed, actorOf(principal));
      return { job_id, status: 'accepted' };
    },
  };
}
