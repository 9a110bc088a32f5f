import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import type { ContractOperation } from './operation.ts';

/** What the stations learn of a request, each for those after it. */
export interface RequestState {
  request_id: string;
  transport: 'tcp' | 'host';
  started_ms: number;
  operation: ContractOperation | null;
  principal: Principal | null;
  credential_expires_at_ms: number | null;
  /** Every value of each name, in the order sent. */
  cookies: Map<string, string[]>;
  error_code: string | undefined;
}

const cookies_per_name_max = 4;

const states = new WeakMap<FastifyRequest, RequestState>();

/** The state that belongs to a request; made on first use. */
export function stateOf(request: FastifyRequest): RequestState {
  let state = states.get(request);
  if (!state) {
    // routes.ts puts the operation there, and nobody else puts anything
    const config = request.routeOptions.config as { operation?: ContractOperation } | undefined;
    state = {
      request_id: 'req_none',
      transport: 'tcp',
      started_ms: 0,
      operation: config?.operation ?? null,
      principal: null,
      credential_expires_at_ms: null,
      cookies: parseCookies(request.headers.cookie),
      error_code: undefined,
    };
    states.set(request, state);
  }
  return state;
}

/**
 * The cookies of this name, at most four. There is one, unless another page planted a second: cookies know no ports, and
 * browsers send the one with the narrower path first. So each is to be judged by what it is worth, not by its place.
 */
export function readCookies(request: FastifyRequest, name: string): string[] {
  return (stateOf(request).cookies.get(name) ?? []).slice(0, cookies_per_name_max);
}

function parseCookies(header: string | undefined): Map<string, string[]> {
  const cookies = new Map<string, string[]>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 1) continue;
    const name = pair.slice(0, at).trim();
    const values = cookies.get(name) ?? [];
    values.push(pair.slice(at + 1).trim());
    cookies.set(name, values);
  }
  return cookies;
}
