import type { Principal } from '../access/principal.ts';
import { AppError } from '../errors.ts';
import type { RequestContext } from './context.ts';

/** Who asks, on operations that are not public. */
export function principalOf(context: RequestContext): Principal {
  if (!context.principal) throw new AppError('unauthenticated');
  return context.principal;
}
