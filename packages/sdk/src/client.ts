// The typed way to the agent, for browsers and Node alike: contract types in, parsed answers or an `ApiError` out.
// Nothing is renamed on the way, nothing is retried here, and no credential is kept: whoever calls says how to sign.
import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import type { ErrorBody, ErrorDetail, paths } from './types.ts';

export type ApiClient = Client<paths>;
export type ApiMiddleware = Middleware;

export interface ClientOptions {
  /** Origin of the agent, such as `http://127.0.0.1:7337`; an empty string means the page's own origin. */
  base_url: string;
  /** Another `fetch`, such as one that speaks over a Unix socket. */
  fetch?: (request: Request) => Promise<Response>;
  /** The bearer token to send, asked for at each request. */
  accessToken?: () => string | null;
  /** The CSRF token to send with every change, asked for at each request. */
  csrfToken?: () => string | null;
  /** Seen before and after every request, in order. */
  middleware?: ApiMiddleware[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Makes a client for one agent. Calls resolve to `{ data, error, response }`; `expectData` turns that into data or a throw. */
export function createClient(options: ClientOptions): ApiClient {
  const client = createFetchClient<paths>({
    baseUrl: options.base_url,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  client.use({
    onRequest({ request }) {
      const accessToken = options.accessToken?.();
      if (accessToken) request.headers.set('Authorization', `Bearer ${accessToken}`);
      const csrfToken = options.csrfToken?.();
      if (csrfToken && !safeMethods.has(request.method)) request.headers.set('X-CSRF-Token', csrfToken);
      return request;
    },
  });
  if (options.middleware) client.use(...options.middleware);
  return client;
}

/** A refusal by the agent (`status` > 0), or no answer at all (`status` 0, code `unreachable`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ErrorDetail[];
  readonly request_id: string | null;
  /** Whole seconds until another try makes sense, when the agent said so. */
  readonly retry_after_seconds: number | null;

  constructor(status: number, body: ErrorBody, retryAfterSeconds: number | null = null) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.details = body.details ?? [];
    this.request_id = body.request_id ?? null;
    this.retry_after_seconds = retryAfterSeconds;
  }
}

const unreachable: ErrorBody = {
  code: 'unreachable',
  message: 'The agent does not answer. Nothing was changed; check on the host that `moltbot-ops start` is running.',
};

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and returns its body. Throws `ApiError` for every refusal and for a connection that failed. */
export async function expectData<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call.catch((cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, unreachable);
  });
  if (!answer.response.ok) throw parseError(answer.response, answer.error);
  // A 204 carries no body; its operations are typed without one, so `undefined` is what T stands for there.
  return answer.data as T;
}

/** Reads the error envelope, or makes one that says what came instead. */
export function parseError(response: Response, body: unknown): ApiError {
  const retryAfter = Number(response.headers.get('Retry-After'));
  const seconds = Number.isInteger(retryAfter) && retryAfter > 0 ? retryAfter : null;
  if (isErrorBody(body)) return new ApiError(response.status, body, seconds);
  const message = `The agent answered ${response.status} without saying why. Nothing is known to have changed; look into its log.`;
  return new ApiError(response.status, { code: 'unreadable_answer', message }, seconds);
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  return 'code' in body && typeof body.code === 'string' && 'message' in body && typeof body.message === 'string';
}
