import type { RandomBytes } from '../ports/random.ts';

// Crockford's base 32: no I, L, O or U, so that a code survives being read aloud and typed.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `length` characters of 5 unpredictable bits each; 256 is a multiple of 32, so none is likelier than another. */
export function randomBase32(length: number, random: RandomBytes): string {
  return Array.from(random(length), (byte) => alphabet[byte % 32]).join('');
}

/** An id with its prefix, such as `dev_4k2m…` (80 bits). */
export function newId(prefix: 'aud' | 'dev' | 'ses' | 'pair' | 'hky' | 'job', random: RandomBytes): string {
  return `${prefix}_${randomBase32(16, random).toLowerCase()}`;
}
