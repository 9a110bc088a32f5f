import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import { newId } from '../store/ids.ts';
import type { SigningKey } from './signing-key.ts';

export const access_seconds = 15 * 60;
const algorithm = 'HS256';
// A clock that was set back within reason; what was signed further ahead has outlived its fifteen minutes already.
const clock_slack_ms = 60_000;
const verified_max = 512;
const token_chars_max = 1024;

/** What an access token says: who and until when. Never the role, which is the record's to say. */
export interface AccessClaims {
  device_id: string;
  session_id: string;
  expires_at_ms: number;
}

/**
 * Signs and checks access tokens. One agent makes and reads them, so a shared key is enough (HS256); a token that was
 * found good is remembered until it expires, which makes a repeated check a map lookup. Whether its session still
 * stands is asked elsewhere, each time.
 */
export function createAccessTokens(deps: { key: () => SigningKey; clock: Clock; random: RandomBytes }) {
  const { clock } = deps;
  const verified = new Map<string, AccessClaims>();

  async function sign(device_id: string, session_id: string): Promise<string> {
    const issued_at = Math.floor(clock.now() / 1000);
    return new SignJWT({ sid: session_id })
      .setProtectedHeader({ alg: algorithm })
      .setSubject(device_id)
      .setIssuedAt(issued_at)
      .setExpirationTime(issued_at + access_seconds)
      .setJti(newId('aud', deps.random).slice(4))
      .sign(deps.key().bytes);
  }

  /** Throws `unauthenticated` or `token_expired`. */
  async function verify(token: string): Promise<AccessClaims> {
    const known = verified.get(token);
    if (known) return refuseExpired(known);
    if (token.length > token_chars_max || !isCanonical(token)) throw new AppError('unauthenticated');
    const claims = await check(token);
    if (verified.size >= verified_max) verified.delete(verified.keys().next().value ?? '');
    verified.set(token, claims);
    return refuseExpired(claims);
  }

  /** Over when its time has come, and also when the clock was set back to long before it was signed. */
  function refuseExpired(claims: AccessClaims): AccessClaims {
    const left_ms = claims.expires_at_ms - clock.now();
    if (left_ms <= 0 || left_ms > access_seconds * 1000 + clock_slack_ms) throw new AppError('token_expired');
    return claims;
  }

  async function check(token: string): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, deps.key().bytes, {
        algorithms: [algorithm],
        requiredClaims: ['sub', 'sid', 'exp', 'iat', 'jti'],
        currentDate: new Date(clock.now()),
      });
      const { sub, sid, exp = 0, iat = 0 } = payload;
      // A token that claims a longer life than ours have was not made here.
      if (typeof sub !== 'string' || typeof sid !== 'string' || exp - iat > access_seconds) {
        throw new AppError('unauthenticated');
      }
      return { device_id: sub, session_id: sid, expires_at_ms: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new AppError('token_expired');
      throw new AppError('unauthenticated', { cause: error });
    }
  }

  return { sign, verify, forgetAll: () => verified.clear() };
}

/** One text for one token: decoders pass over foreign characters and spare bits, which would give a token many spellings. */
function isCanonical(token: string): boolean {
  const [, , signature = ''] = token.split('.');
  const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
  return shape.test(token) && Buffer.from(signature, 'base64url').toString('base64url') === signature;
}
