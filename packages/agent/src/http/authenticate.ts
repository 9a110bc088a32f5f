import type { Role } from '@moltbot-ops/sdk/types';
import { actorOf } from '../access/principal.ts';
import { AppError } from '../errors.ts';
import { readCookies } from './request-state.ts';
import type { HttpDependencies, Station } from './station.ts';

const rank: Record<'public' | Role, number> = { public: 0, viewer: 1, admin: 2, owner: 3 };

/** Who is asking, and may they: two stations over one table, the contract's `x-permission`. */
export function createAuthenticator(deps: HttpDependencies) {
  const authenticate: Station = async (request, _reply, state) => {
    if (state.transport === 'host') {
      state.principal = { kind: 'host', role: 'owner' };
      return;
    }
    if (!state.operation || state.operation.permission === 'public') return;
    const { authorization } = request.headers;
    const via = authorization === undefined ? 'cookie' : 'bearer';
    const tokens = via === 'bearer' ? parseBearer(authorization) : readCookies(request, `${deps.cookiePrefix()}access`);
    try {
      const verified = await verifyFirstGood(tokens);
      const { device_id, session_id, role } = verified;
      state.principal = { kind: 'device', device_id, session_id, role, via };
      state.credential_expires_at_ms = verified.expires_at_ms;
    } catch (error) {
      recordRefusal(error, state.operation.operation_id, 'stranger');
      throw error;
    }
  };

  /** Of several cookies of one name the first good one counts; the refusal is that of the best of the others. */
  async function verifyFirstGood(tokens: string[]) {
    let refusal: AppError | null = null;
    for (const token of tokens) {
      try {
        return await deps.credentials.verifyAccess(token);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (refusal === null || refusal.code === 'unauthenticated') refusal = error;
      }
    }
    // Made only now: an error notes where it was made, which costs more than all the rest of this.
    throw refusal ?? new AppError('unauthenticated');
  }

  const authorise: Station = (_request, _reply, state) => {
    // What is no operation is the console's own files, which hold nothing to protect.
    if (!state.operation) return;
    const { permission, operation_id } = state.operation;
    if (rank[state.principal?.role ?? 'public'] >= rank[permission]) return;
    const error = new AppError(state.principal ? 'forbidden' : 'unauthenticated');
    recordRefusal(error, operation_id, state.principal ? actorOf(state.principal) : 'stranger');
    throw error;
  };

  function recordRefusal(error: unknown, operation_id: string, actor: string): void {
    if (error instanceof AppError) deps.credentials.recordRefusal({ reason: error.code, operation_id, actor });
  }
  return { authenticate, authorise };
}

function parseBearer(header: string | undefined): string[] {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1];
  return token === undefined ? [] : [token];
}
