import type { ErrorDetail } from '@moltbot-ops/sdk/types';
import type { Confirmations, ConfirmedAction } from '../../access/confirmation-service.ts';
import { AppError } from '../../errors.ts';
import { type AvailableOperationId, contractOperations } from '../generated/routes.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';
import { describeProblem } from '../routes.ts';

/** Whose body `params` has to be. */
const operationsOf = {
  install_local: 'installLocal',
  install_ssh: 'installSsh',
  config_apply: 'configApply',
} as const satisfies Record<ConfirmedAction, AvailableOperationId>;

export function createConfirmationHandlers(deps: { confirmations: Confirmations }): Pick<Handlers, 'opsPreview'> {
  return {
    opsPreview: ({ body }, context) => {
      const { confirmation_token: _token, ...params } = checkParams(body.action, body.params);
      return deps.confirmations.preview(body.action, params, principalOf(context));
    },
  };
}

/** A copy with the defaults of the operation's own body filled in. Throws `invalid_request` that names the fields. */
function checkParams(action: ConfirmedAction, params: object): { confirmation_token?: unknown } {
  const copy: Record<string, unknown> = { ...structuredClone(params) };
  const operation = contractOperations.find(({ operation_id }) => operation_id === operationsOf[action]);
  if (!operation?.body) throw new Error(`The contract has no body for ${action}.`);
  if (operation.body.validate(copy)) return copy;
  const details = (operation.body.validate.errors ?? []).map((problem): ErrorDetail => {
    const { field, message } = describeProblem(problem);
    return { field: field === 'body' ? 'params' : `params.${field}`, message };
  });
  throw new AppError('invalid_request', { details });
}
