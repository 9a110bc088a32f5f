import type { ErrorDetail } from '@moltbot-ops/sdk/types';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { RequestContext } from './context.ts';
import { contractOperations } from './generated/routes.ts';
import type { ContractOperation, Validate, ValidationProblem } from './operation.ts';
import { readCookies, stateOf } from './request-state.ts';
import { openEventSink } from './sse.ts';
import type { HttpDependencies } from './station.ts';

type AnyHandler = (input: unknown, context: RequestContext) => unknown;

/** Registers exactly the contract's operations. One whose time has not come answers 501. */
export function registerOperations(app: FastifyInstance, deps: HttpDependencies): void {
  const handlers = deps.handlers as unknown as Record<string, AnyHandler>; // each by its operationId, checked at compile time
  for (const operation of contractOperations) {
    const handler = operation.available ? handlers[operation.operation_id] : refuseNotAvailable;
    if (!handler) throw new Error(`No handler for ${operation.operation_id}.`);
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      config: { operation },
      ...(operation.body_bytes_max === null ? {} : { bodyLimit: operation.body_bytes_max }),
      handler: async (request, reply) => {
        // The address bar belongs to the console, whose places may share a path with an operation.
        if (stateOf(request).operation === null) return deps.console_files.answer(request, reply);
        const input = checkInput(operation, request);
        const output = await handler(input, makeContext(operation, request, reply, deps));
        if (operation.stream && reply.sent) return reply;
        reply.header('cache-control', 'no-store');
        if (output === undefined) return reply.status(204).send();
        return reply.status(successStatus(operation)).type('application/json; charset=utf-8').send(output);
      },
    });
  }
}

function refuseNotAvailable(): never {
  throw new AppError('not_available_yet');
}

function successStatus(operation: ContractOperation): number {
  return 200 in operation.responses ? 200 : 202;
}

function checkInput(operation: ContractOperation, request: FastifyRequest) {
  const details: ErrorDetail[] = [];
  const { path, query, header } = operation.parameters;
  const input = {
    path: copy(request.params),
    query: copy(request.query),
    headers: copy(request.headers),
    body: request.body,
  };
  check(path, input.path, details);
  check(query, input.query, details);
  check(header, input.headers, details);
  if (operation.body && input.body === undefined && operation.body.required) {
    details.push({ field: 'body', message: 'is required' });
  } else if (operation.body && input.body !== undefined) {
    check(operation.body.validate, input.body, details);
  }
  if (details.length > 0) throw new AppError('invalid_request', { details });
  return input;
}

function copy(record: unknown): Record<string, unknown> {
  return { ...(record as Record<string, unknown>) }; // parameters and headers are always records
}

function check(validate: Validate | undefined, value: unknown, details: ErrorDetail[]): void {
  if (!validate || validate(value)) return;
  for (const problem of validate.errors ?? []) details.push(describeProblem(problem));
}

/** Names the field the way people write it: `auth.type`, not `/auth/type`. */
export function describeProblem(problem: ValidationProblem): ErrorDetail {
  const { params } = problem;
  const child = params.missingProperty ?? params.additionalProperty;
  const parts = problem.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (typeof child === 'string') parts.push(child);
  const field = parts.join('.').slice(0, 200) || 'body';
  if (params.missingProperty !== undefined) return { field, message: 'is required' };
  if (params.additionalProperty !== undefined) return { field, message: 'is not known here' };
  if (Array.isArray(params.allowedValues))
    return { field, message: `must be one of: ${params.allowedValues.join(', ')}` };
  return { field, message: problem.message ?? 'is not valid' };
}

function makeContext(
  operation: ContractOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDependencies,
): RequestContext {
  const state = stateOf(request);
  const nameOf = (name: string) => `${deps.cookiePrefix()}${name}`;
  return {
    request_id: state.request_id,
    transport: state.transport,
    principal: state.principal,
    credential_expires_at_ms: state.credential_expires_at_ms,
    cookies: (name) => readCookies(request, nameOf(name)),
    setCookie: ({ name, value, max_age_seconds }) => {
      // The refresh cookie travels only where it is spent. No Secure: loopback speaks plain HTTP.
      const path = name === 'refresh' ? '/session' : '/';
      const age = value === null ? 0 : max_age_seconds;
      const cookie = `${nameOf(name)}=${value ?? ''}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=Strict`;
      reply.raw.appendHeader('set-cookie', cookie);
    },
    openStream: () => {
      if (!operation.stream) throw new Error(`${operation.operation_id} is no stream in the contract.`);
      return openEventSink(reply, deps.clock);
    },
  };
}
