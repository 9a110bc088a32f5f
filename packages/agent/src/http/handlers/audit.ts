import type { AuditPage } from '@moltbot-ops/sdk/types';
import type { Handlers } from '../operation.ts';

export interface AuditDependencies {
  readPage: (query: { limit: number; before_index: number | null }) => Promise<AuditPage>;
}

export function createAuditHandlers(deps: AuditDependencies): Pick<Handlers, 'auditList'> {
  return {
    auditList: ({ query }) => deps.readPage({ limit: query.limit ?? 100, before_index: query.before_index ?? null }),
  };
}
