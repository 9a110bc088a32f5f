// A request's way: socket → stations (one list, in order) → handler → checked answer → socket.
// In comes untrusted HTTP from loopback or from the host's Unix socket; out goes what the contract says, nothing else.
// Never: a route that the contract does not name, an answer without the security headers, an error body made elsewhere.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { answerClientError, answerError } from './answer.ts';
import { createAuthenticator } from './authenticate.ts';
import { registerBodyParser } from './body.ts';
import { createGuard, isNavigation, recordGuardRefusal } from './guard.ts';
import { createRateLimits } from './rate-limit.ts';
import { stateOf } from './request-state.ts';
import { createResponseCheck } from './response-check.ts';
import { registerOperations } from './routes.ts';
import type { HttpDependencies, Station } from './station.ts';

export interface HttpServer {
  app: FastifyInstance;
  /** A second door to the same routes: requests that come through it act as the host. */
  hostServer: Server;
  /** What was registered, in the contract's notation. */
  routes: readonly { method: string; path: string }[];
}

/** Builds both doors; listens on neither. */
export async function createHttpServer(deps: HttpDependencies): Promise<HttpServer> {
  const hostRequests = new WeakSet<IncomingMessage>();
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    return503OnClosing: false,
    forceCloseConnections: true,
    // Node answers a missing Host by itself and without our envelope: the guard does it instead.
    http: { headersTimeout: 10_000, requireHostHeader: false, connectionsCheckingInterval: 2_000 },
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 },
    // Validators are generated and answers are checked as JSON text: the library's own compilers are never loaded.
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
    clientErrorHandler: (error, socket) => answerClientError(deps.clock, error, socket),
    frameworkErrors: (error, request, reply) => answerError(error, request, reply, deps.log),
  });
  const routes: { method: string; path: string }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url.replace(/:(\w+)/g, '{$1}') });
  });
  const authenticator = createAuthenticator(deps);
  const guard = createGuard();
  const rateLimits = createRateLimits(deps.clock, deps.rate_limits);
  const checkResponse = createResponseCheck(deps);

  // The one list. What stands earlier protects what stands later; the body is read after the last of them.
  const stations: Station[] = [
    function refuseWhenClosing() {
      if (deps.isClosing()) throw new AppError('shutting_down');
    },
    guard.checkHost,
    guard.checkOrigin,
    rateLimits.limitRequest,
    authenticator.authenticate,
    guard.checkCsrf(deps.credentials),
    authenticator.authorise,
  ];

  app.addHook('onRequest', async (request, reply) => {
    const state = stateOf(request);
    state.request_id = deps.newRequestId();
    state.transport = hostRequests.has(request.raw) ? 'host' : 'tcp';
    state.started_ms = deps.clock.monotonic();
    // A page at an operation's path is a file of the console, not that operation.
    if (isNavigation(request) && state.operation?.permission !== 'public') state.operation = null;
    try {
      for (const station of stations) await station(request, reply, state);
    } catch (error) {
      recordGuardRefusal(deps.credentials, error, state);
      throw error;
    }
  });
  registerBodyParser(app);
  app.addHook('onSend', checkResponse);
  app.addHook('onResponse', async (request, reply) => logRequest(deps, request, reply));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, deps.log));
  registerOperations(app, deps);
  app.setNotFoundHandler((request, reply) => deps.console_files.answer(request, reply));
  await app.ready();
  // An `Expect` that Node does not know gets an ordinary answer of ours instead of Node's bare refusal.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response));

  const hostServer = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000 },
    (request: IncomingMessage, response: ServerResponse) => {
      hostRequests.add(request);
      app.routing(request, response);
    },
  );
  return { app, hostServer, routes };
}

function refuseSchemas(): never {
  throw new Error('Routes carry no schemas of their own: the contract is checked by generated code.');
}

function logRequest(deps: HttpDependencies, request: FastifyRequest, reply: FastifyReply): void {
  const state = stateOf(request);
  const quiet = request.method === 'GET' && reply.statusCode < 400;
  deps.log[quiet ? 'debug' : 'info']('request answered', {
    request_id: state.request_id,
    // The route's pattern, not the address: an address may carry what somebody typed.
    operation: state.operation?.operation_id ?? 'none',
    method: request.method,
    status: reply.statusCode,
    code: state.error_code,
    transport: state.transport,
    device_id: state.principal?.kind === 'device' ? state.principal.device_id : undefined,
    duration_ms: Math.round((deps.clock.monotonic() - state.started_ms) * 10) / 10,
  });
}
