import type { Confirmations } from '../../access/confirmation-service.ts';
import { actorOf } from '../../access/principal.ts';
import type { ConfigApply } from '../../config/apply.ts';
import type { ConfigDocuments } from '../../config/documents.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export interface ConfigHandlerDeps {
  documents: ConfigDocuments;
  apply: ConfigApply;
  confirmations: Confirmations;
}

export function createConfigHandlers({
  documents,
  apply,
  confirmations,
}: ConfigHandlerDeps): Pick<Handlers, 'configGet' | 'configDiff' | 'configApply'> {
  return {
    configGet: () => documents.get(),
    configDiff: ({ body }) => documents.diff(body),
    async configApply({ body }, context) {
      const principal = principalOf(context);
      const request = await confirmations.redeem({ action: 'config_apply', body, principal });
      return apply.run(request, actorOf(principal));
    },
  };
}
