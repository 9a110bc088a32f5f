import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, makeErrorBody } from '../errors.ts';
import type { ContractOperation } from './operation.ts';
import { stateOf } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';
import type { HttpDependencies } from './station.ts';

type Dependencies = Pick<HttpDependencies, 'response_check_share' | 'onResponseViolation' | 'log'>;

/**
 * The last station: puts the security headers on and holds the JSON that is about to leave against the contract.
 * An answer that breaks it is withheld.
 */
export function createResponseCheck(deps: Dependencies) {
  let turn = 0;

  return async function checkResponse(
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<unknown> {
    const state = stateOf(request);
    for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value);
    reply.header('x-request-id', state.request_id);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    const { operation } = state;
    // A share, by turns and not by chance, so that a run can be repeated. Every answer when the share is 1.
    turn += deps.response_check_share;
    if (!operation || turn < 1) return payload;
    turn -= 1;
    const problems = await findProblems(operation.responses, reply.statusCode, payload);
    if (problems.length === 0) return payload;
    const violation = { operation_id: operation.operation_id, status: reply.statusCode, problems };
    deps.onResponseViolation?.(violation);
    deps.log.error('answer breaks the contract', {
      ...violation,
      problems: problems.join('; '),
      request_id: state.request_id,
    });
    const error = new AppError('response_invalid');
    reply.status(error.status).type('application/json; charset=utf-8');
    return JSON.stringify(makeErrorBody(error, state.request_id));
  };
}

async function findProblems(
  responses: ContractOperation['responses'],
  status: number,
  payload: unknown,
): Promise<string[]> {
  // `default` covers the agent's own failures only; a refusal has to be documented by its status.
  const name = responses[status] ?? (status >= 500 || status === 431 ? responses.default : undefined);
  if (status in responses && responses[status] === null)
    return isEmpty(payload) ? [] : ['has a body although none is documented'];
  if (!name) return [`status ${status} is not documented`];
  if (typeof payload !== 'string') return ['is no JSON text'];
  // A large module, and most runs of the agent answer a while before a check is due: read with the first one.
  const { [name]: validate } = await import('./generated/answer-validators.js');
  if (validate(JSON.parse(payload))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is not valid'}`,
  );
}

function isEmpty(payload: unknown): boolean {
  return payload === undefined || payload === null || payload === '';
}
