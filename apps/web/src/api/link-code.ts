// A pairing link carries its code in the fragment, which no server sees. Here it leaves the address and the history at once.
import { createStore } from '../util/store.ts';

/** The code of the link that was opened, until it is used or put aside. */
export const linkCode = createStore<string | null>(null);

/** Takes the code off `/pair#CODE`, now and whenever another link is opened in the same tab. Call before the router starts. */
export function takeLinkCode(): void {
  take();
  window.addEventListener('hashchange', take);
}

function take(): void {
  const { pathname, hash } = window.location;
  if (pathname !== '/pair' || hash.length < 5) return;
  linkCode.set(decodeURIComponent(hash.slice(1)).toUpperCase());
  window.history.replaceState(window.history.state, '', '/pair');
}
