import { createHash } from 'node:crypto';
import type { RandomBytes } from '../ports/random.ts';

/** 256 unpredictable bits behind a beginning that the redactor knows. */
export function newRefreshToken(random: RandomBytes): string {
  return `mbr_${Buffer.from(random(32)).toString('base64url')}`;
}

/** What the database knows of it. The token is too long to guess, so a plain hash hides it. */
export function hashRefreshToken(refresh_token: string): string {
  return createHash('sha256').update(refresh_token, 'utf8').digest('hex');
}
