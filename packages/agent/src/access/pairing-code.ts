import type { RandomBytes } from '../ports/random.ts';
import { randomBase32 } from '../store/ids.ts';

/** Fifty unpredictable bits, without the dash. */
export function newPairingCode(random: RandomBytes): string {
  return randomBase32(10, random);
}

/** As it is shown: two groups of five. */
export function formatPairingCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** What somebody typed, as it would have been minted: case, spaces and dashes do not matter, nor O for 0 or I and L for 1. */
export function normalisePairingCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
