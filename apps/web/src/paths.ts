// Every address of the console. None of them is an address of the agent's interface.
import type { Role } from '@moltbot-ops/sdk/types';

export interface Place {
  path: '/' | '/wizard' | '/gateway/config' | '/runs' | '/records' | '/settings' | '/help';
  name: string;
  /** The second key after `g`. */
  key: string;
  /** Other words by which people look for it. */
  words: string;
  roles?: Role[];
  /** Reached by search alone where the screen is narrow: a thumb's bar holds few. */
  wide_only?: boolean;
}

/** What there is to go to. A place appears here when it works, not before. */
export const places: Place[] = [
  { path: '/', name: 'Overview', key: 'o', words: 'status health home ribbon timeline' },
  {
    path: '/wizard',
    name: 'Setup',
    key: 'u',
    words: 'install wizard docker npm brew ssh vps adopt prerequisites report',
    roles: ['owner', 'admin'],
  },
  {
    path: '/gateway/config',
    name: 'Config',
    key: 'c',
    words: 'configuration fields model provider token channel telegram json5 text secrets',
    roles: ['owner', 'admin'],
  },
  { path: '/runs', name: 'Jobs', key: 'j', words: 'runs tasks steps output cancel', wide_only: true },
  {
    path: '/records',
    name: 'Audit',
    key: 'a',
    words: 'records ledger who did what',
    roles: ['owner', 'admin'],
    wide_only: true,
  },
  { path: '/settings', name: 'Settings', key: 's', words: 'devices appearance theme motion about checks' },
  { path: '/help', name: 'Help', key: 'h', words: 'keys pairing how to' },
];

export function placesFor(role: Role): Place[] {
  return places.filter((place) => !place.roles || place.roles.includes(role));
}
