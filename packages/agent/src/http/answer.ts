import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, makeErrorBody, toAppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { stateOf } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';

/** What the HTTP library refuses by itself, in our words. */
const libraryCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_BAD_URL: 'bad_request',
  // The client left while it was still sending: its doing, and nobody is there to be answered.
  ECONNRESET: 'bad_request',
  FST_ERR_ASYNC_CONSTRAINT: 'bad_request',
  FST_ERR_ROUTE_METHOD_NOT_SUPPORTED: 'method_not_allowed',
  FST_ERR_MAX_PARAM_LENGTH: 'bad_request',
};

/** Answers with the error envelope, whatever was thrown. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const state = stateOf(request);
  const libraryCode = libraryCodes[(thrown as { code?: string } | null)?.code ?? ''];
  const error = libraryCode ? new AppError(libraryCode, { cause: thrown }) : toAppError(thrown);
  state.error_code = error.code;
  if (error.status >= 500 && error.code !== 'not_available_yet') {
    log.error('request failed', { request_id: state.request_id, code: error.code, cause: describeCause(error) });
  }
  if (error.retry_after_seconds !== undefined)
    reply.header('retry-after', String(Math.max(1, error.retry_after_seconds)));
  // Here too, and not only where every answer leaves: an address that cannot be read never gets that far.
  for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="moltbot-ops"');
  reply.status(error.status).type('application/json; charset=utf-8').send(makeErrorBody(error, state.request_id));
}

function describeCause(error: AppError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause ?? error.code);
}

const farewell_ms_max = 1_000;

/**
 * Answers what never became a request: broken HTTP, headers that are too large or too slow. A client that does not
 * close its side then is cut off, or every idle connection would keep a file descriptor for ever.
 */
export function answerClientError(clock: Clock, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = new AppError(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request');
  const body = JSON.stringify(makeErrorBody(refusal, 'req_none'));
  const headers = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const cancel = clock.after(farewell_ms_max, () => socket.destroy());
  socket.once('close', cancel);
  socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
