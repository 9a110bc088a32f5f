// The page's one way to its own agent. Same origin only: no setting, address or parameter chooses another.
import { ApiError, createClient, expectData, parseError } from '@moltbot-ops/sdk';
import { readStored, writeStored } from '../util/storage.ts';
import { createSessionKeeper, type SessionKeeper } from './session-keeper.ts';

export { ApiError, expectData };

const renewalsKey = 'moltbot-ops.renewals';
const pairedKey = 'moltbot-ops.paired';

function csrfToken(): string | null {
  const state = keeper.state.get();
  return state.phase === 'in' ? state.session.csrf_token : null;
}

/** For what must never trigger a renewal: pairing, and the session's own calls. */
export const publicClient = createClient({ base_url: window.location.origin, csrfToken });

export const keeper: SessionKeeper = createSessionKeeper({
  readSession: () => expectData(publicClient.GET('/session')),
  renewSession: () => expectData(publicClient.POST('/session/refresh')),
  // Old browsers without the Locks API fall back to one tab's own single flight.
  withLock: (work) => (navigator.locks ? navigator.locks.request('moltbot-ops.session', work) : work()),
  readRenewals: () => Number(readStored(renewalsKey)) || 0,
  writeRenewals: (count) => writeStored(renewalsKey, count),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
});

/** Sends; on 401 renews and sends once more; on a stale CSRF token reads the session again and sends once more. */
async function sendSigned(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await fetch(request);
  if (response.status === 401) {
    if (!(await keeper.renew().catch(() => false))) return response;
  } else if (response.status === 403 && csrfToken() !== null) {
    const body: unknown = await response.clone().json();
    if (parseError(response, body).code !== 'csrf_required') return response;
    await keeper.load();
  } else {
    return response;
  }
  const token = csrfToken();
  if (spare.method !== 'GET' && token) spare.headers.set('X-CSRF-Token', token);
  return fetch(spare);
}

/** For everything else. */
export const client = createClient({ base_url: window.location.origin, csrfToken, fetch: sendSigned });

/** Whether this browser was signed in when it was last here; decides what an unreachable agent looks like. */
export function wasPaired(): boolean {
  return readStored(pairedKey) === true;
}

const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('moltbot-ops.session');

/** Keeps the hint and the other tabs in step with this one. Call once. */
export function followSession(): void {
  let before = keeper.state.get().phase;
  keeper.state.subscribe(() => {
    const { phase } = keeper.state.get();
    if (phase === 'in') writeStored(pairedKey, true);
    if (phase === 'out') writeStored(pairedKey, null);
    if (phase !== before && (phase === 'in' || phase === 'out')) tabs?.postMessage(phase);
    before = phase;
  });
  tabs?.addEventListener('message', (message) => {
    const { phase } = keeper.state.get();
    if ((message.data === 'in' && phase !== 'in') || (message.data === 'out' && phase === 'in')) void keeper.load();
  });
}
