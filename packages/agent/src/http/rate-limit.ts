import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContractOperation } from './operation.ts';
import type { Bucket, RateLimitOptions, Station } from './station.ts';

export const defaultRateLimits: RateLimitOptions = {
  credential: { burst: 2000, per_second: 1000 },
  stranger: { burst: 400, per_second: 200 },
  operations: {
    // of its own, so that a flood of strangers cannot make the agent look dead
    healthGet: { burst: 100, per_second: 50 },
    pairStart: { burst: 10, per_second: 0.5 },
    // A waiting device asks every two seconds, and several may wait.
    pairConfirm: { burst: 30, per_second: 3 },
    pairClaim: { burst: 30, per_second: 3 },
  },
  credentials_max: 500,
};

interface Level {
  tokens: number;
  at_ms: number;
}

/** Slows floods before anything costly runs. Public operations are limited whoever asks, on the host's socket too. */
export function createRateLimits(clock: Clock, options: RateLimitOptions) {
  const levels = new Map<string, Level>();

  function take(key: string, bucket: Bucket): number | null {
    const now = clock.monotonic();
    const level = levels.get(key) ?? { tokens: bucket.burst, at_ms: now };
    levels.delete(key); // re-insert: the map's order is the order of use
    level.tokens = Math.min(bucket.burst, level.tokens + ((now - level.at_ms) / 1000) * bucket.per_second);
    level.at_ms = now;
    levels.set(key, level);
    if (levels.size > options.credentials_max) dropOldest(levels);
    if (level.tokens < 1) return Math.ceil((1 - level.tokens) / bucket.per_second);
    level.tokens -= 1;
    return null;
  }

  const limitRequest: Station = (request, _reply, state) => {
    const operation = state.operation?.operation_id ?? '';
    const own = options.operations[operation];
    const credential = isShared(state.operation) ? null : credentialOf(request);
    const wait = own
      ? take(`operation:${operation}`, own)
      : credential
        ? take(`credential:${credential}`, options.credential)
        : take(`stranger:${state.transport}`, options.stranger);
    if (wait !== null) throw new AppError('too_many_requests', { retry_after_seconds: wait });
  };
  return { limitRequest };
}

/**
 * Public operations are shared by all strangers, except for the one that renews a session: it presents a credential, and
 * a flood of bad ones must not keep paired browsers from renewing theirs.
 */
function isShared(operation: ContractOperation | null): boolean {
  return operation?.permission === 'public' && operation.operation_id !== 'sessionRefresh';
}

function credentialOf(request: FastifyRequest): string | null {
  const presented = request.headers.authorization ?? request.headers.cookie;
  return presented ? createHash('sha256').update(presented).digest('base64').slice(0, 22) : null;
}

/** Shared buckets stay: only those of single credentials may be forgotten. */
function dropOldest(levels: Map<string, Level>): void {
  for (const key of levels.keys()) {
    if (!key.startsWith('credential:')) continue;
    levels.delete(key);
    return;
  }
}
