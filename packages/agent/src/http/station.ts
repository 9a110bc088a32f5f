// What the stations of a request share: their form, what they are given, and what they tell.

import type { Role } from '@moltbot-ops/sdk/types';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ConsoleFiles } from './console-files.ts';
import type { Handlers } from './operation.ts';
import type { RequestState } from './request-state.ts';

/** A token bucket: so many at once, refilled so fast. */
export interface Bucket {
  burst: number;
  per_second: number;
}

export interface RateLimitOptions {
  /** Each presented credential for itself, so that nobody's flood locks out somebody else. */
  credential: Bucket;
  /** Everybody without a credential, together, on public operations and on files. */
  stranger: Bucket;
  /** Public operations with a price of their own, by operationId. */
  operations: Readonly<Record<string, Bucket>>;
  /** How many buckets of credentials are remembered. */
  credentials_max: number;
}

/** An answer that the contract does not allow. Holds no bodies: they may hold secrets. */
export interface ResponseViolation {
  operation_id: string;
  status: number;
  problems: string[];
}

/** What http needs of `access/sessions`. */
export interface CredentialVerifier {
  /** Throws `unauthenticated`, `token_expired` or `session_ended`. */
  verifyAccess(token: string): Promise<{ device_id: string; session_id: string; role: Role; expires_at_ms: number }>;
  csrfToken(session_id: string): string;
  /** Notes a refusal for the audit ledger; equal ones are counted together. */
  recordRefusal(refusal: { reason: string; operation_id: string; actor: string }): void;
}

export interface HttpDependencies {
  handlers: Handlers;
  credentials: CredentialVerifier;
  console_files: ConsoleFiles;
  clock: Clock;
  log: Log;
  /** Random id for a request, with its `req_` prefix. */
  newRequestId: () => string;
  rate_limits: RateLimitOptions;
  /** Share of answers that is checked against the contract: 1 in tests, less in production. */
  response_check_share: number;
  onResponseViolation?: (violation: ResponseViolation) => void;
  isClosing: () => boolean;
  /** Prefix that keeps the cookies of agents on other ports apart. */
  cookiePrefix: () => string;
}

/** One step of the way. Throws an `AppError` to refuse. */
export type Station = (request: FastifyRequest, reply: FastifyReply, state: RequestState) => Promise<void> | void;
