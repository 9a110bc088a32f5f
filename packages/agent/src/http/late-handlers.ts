import type { RequestContext } from './context.ts';
import type { AvailableOperationId } from './generated/routes.ts';
import type { Handlers } from './operation.ts';

/** Operations whose code is read with the first request for one of them. */
const lateOperations = [
  'installLocal',
  'installSsh',
  'prerequisitesRun',
  'gatewayDiscover',
  'gatewayAdopt',
  'configGet',
  'configSchema',
  'configFields',
  'configValidate',
  'configProbeChannel',
  'configDiff',
  'configApply',
  'setupGet',
  'setupUpdate',
  'setupReport',
] as const satisfies AvailableOperationId[];

export type LateOperation = (typeof lateOperations)[number];

/** Handlers that are made with the first request. `read` is asked for each, and has to remember what it made. */
export function createLateHandlers(read: () => Promise<Pick<Handlers, LateOperation>>): Pick<Handlers, LateOperation> {
  const late = (operation: LateOperation) => async (input: unknown, context: RequestContext) => {
    const handlers = await read();
    const handler = handlers[operation] as (input: unknown, context: RequestContext) => unknown; // its own input, by its name
    return handler(input, context);
  };
  return Object.fromEntries(lateOperations.map((operation) => [operation, late(operation)])) as Pick<
    Handlers,
    LateOperation
  >; // one for each name
}
