import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { RequestState } from './request-state.ts';
import type { CredentialVerifier, Station } from './station.ts';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-original-url',
  'x-rewrite-url',
];
const safeMethods = new Set(['GET', 'HEAD']);

/** Keeps other web pages out: names that were rebound to loopback, foreign origins, forged form posts. */
export function createGuard() {
  return {
    /** The Host has to be this agent's own name and port, once, and nobody may speak for somebody else. */
    checkHost: ((request, _reply, state) => {
      if (state.transport === 'host') return;
      if (countHeader(request, 'host') !== 1 || !allowedHosts(request).has(hostOf(request))) {
        throw new AppError('host_not_allowed');
      }
      // A target with a scheme names a second host, and only proxies send one; the agent stands behind none.
      if (!request.raw.url?.startsWith('/')) throw new AppError('host_not_allowed');
      if (forwardingHeaders.some((name) => request.headers[name] !== undefined)) throw new AppError('host_not_allowed');
    }) satisfies Station,

    /** Whoever says where it comes from has to come from this very console. */
    checkOrigin: ((request, _reply, state) => {
      if (state.transport === 'host') return;
      const { origin } = request.headers;
      if (origin !== undefined && (countHeader(request, 'origin') !== 1 || origin !== `http://${hostOf(request)}`)) {
        throw new AppError('origin_not_allowed');
      }
      const site = request.headers['sec-fetch-site'];
      const foreign = site === 'cross-site' || site === 'same-site';
      if (foreign && (state.operation !== null || !isNavigation(request))) throw new AppError('origin_not_allowed');
      // A browser names the origin of every change; without one, cookies must not count.
      if (
        !safeMethods.has(request.method) &&
        origin === undefined &&
        state.cookies.size > 0 &&
        !request.headers.authorization
      ) {
        throw new AppError('origin_not_allowed');
      }
    }) satisfies Station,

    /** A change that a cookie authenticates carries the token that only our own page can read. */
    checkCsrf: (credentials: CredentialVerifier): Station =>
      function checkCsrf(request: FastifyRequest, _reply: unknown, state: RequestState): void {
        if (safeMethods.has(request.method) || state.principal?.kind !== 'device' || state.principal.via !== 'cookie')
          return;
        const sent = request.headers['x-csrf-token'];
        const expected = credentials.csrfToken(state.principal.session_id);
        if (typeof sent !== 'string' || !isEqual(sent, expected)) throw new AppError('csrf_required');
      },
  };
}

const guardCodes = new Set<string>(['host_not_allowed', 'origin_not_allowed', 'csrf_required']);

/** Another page that reached for this agent is worth a line in the ledger, whether it got anywhere or not. */
export function recordGuardRefusal(credentials: CredentialVerifier, error: unknown, state: RequestState): void {
  if (!(error instanceof AppError) || !guardCodes.has(error.code)) return;
  const actor = state.principal?.kind === 'device' ? state.principal.device_id : 'stranger';
  credentials.recordRefusal({ reason: error.code, operation_id: state.operation?.operation_id ?? 'none', actor });
}

/** True for the address bar: such a request shows the console, never an API answer. */
export function isNavigation(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers['sec-fetch-dest'] === 'document';
}

function hostOf(request: FastifyRequest): string {
  return (request.headers.host ?? '').toLowerCase();
}

function allowedHosts(request: FastifyRequest): Set<string> {
  const port = request.raw.socket.localPort;
  return new Set(loopbackNames.map((name) => (port === 80 ? name : `${name}:${port}`)));
}

/** Node keeps only the first of two equal headers; the raw list still shows both. */
function countHeader(request: FastifyRequest, name: string): number {
  return request.raw.rawHeaders.filter((entry, index) => index % 2 === 0 && entry.toLowerCase() === name).length;
}

function isEqual(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
