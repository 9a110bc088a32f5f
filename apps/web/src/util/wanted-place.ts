// Where somebody was going when pairing came in between. Kept in this tab, so that a link of the host may be opened in it.
import { readStored, writeStored } from './storage.ts';

const key = 'moltbot-ops.wanted-place';

/** Remembers an address of this console: a path with its search. */
export function rememberPlace(href: string): void {
  writeStored(key, href, 'session');
}

/** The remembered address, once; the Overview when there is none. Another origin's address is none. */
export function takePlace(): string {
  const href = readStored(key, 'session');
  writeStored(key, null, 'session');
  return typeof href === 'string' && /^\/(?![/\\])/.test(href) ? href : '/';
}
