import type { Role } from '@moltbot-ops/sdk/types';

/** Who is asking, by the agent's own record. `host` is whoever can open the agent's Unix socket. */
export type Principal =
  | { kind: 'device'; device_id: string; role: Role; session_id: string; via: 'bearer' | 'cookie' }
  | { kind: 'host'; role: 'owner' };

/** How the ledger names it. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'host' ? 'host' : principal.device_id;
}
