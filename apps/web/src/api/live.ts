// The open line to the agent: what it says goes into the query cache, how it fares goes to the banner.
import { createEventStream, type EventStream, type StreamStateChange } from '@moltbot-ops/sdk/events';
import type { MoltBotStatus, StreamEvent } from '@moltbot-ops/sdk/types';
import { createStore } from '../util/store.ts';
import { keeper } from './client.ts';
import { takeJob } from './jobs.ts';
import { addMarkTo, queryClient, statusQuery, timelineQuery } from './queries.ts';
import { makeSnapshot, readSnapshot, writeSnapshot } from './snapshot.ts';

export interface Connection {
  state: StreamStateChange['state'] | 'idle';
  /** Since when it is so, epoch ms. */
  since_ms: number;
  /** When the agent was last heard, epoch ms; 0 for never. */
  heard_ms: number;
  /** When the next try is due, epoch ms. */
  retry_at_ms: number | null;
}

export const connection = createStore<Connection>({
  state: 'idle',
  since_ms: Date.now(),
  heard_ms: 0,
  retry_at_ms: null,
});
/** Codes of other devices that wait for approval. */
export const pendingPairings = createStore(0);

let stream: EventStream | undefined;

/** Puts the last known state in place, so that even an unreachable agent leaves something true to look at. */
export function restoreLastKnown(): void {
  const snapshot = readSnapshot();
  if (!snapshot) return;
  connection.set({ ...connection.get(), heard_ms: snapshot.seen_at_ms });
  queryClient.setQueryData(statusQuery.queryKey, snapshot.status, { updatedAt: 1 });
  if (snapshot.timeline) queryClient.setQueryData(timelineQuery(24).queryKey, snapshot.timeline, { updatedAt: 1 });
}

/** Follows the session: the line opens when signed in and closes when out. Call once. */
export function followLive(): void {
  const follow = () => {
    const { phase } = keeper.state.get();
    if (phase === 'in' && !stream) openLine();
    if (phase === 'out') forgetEverything();
    if (phase === 'unreachable') markUnreachable();
  };
  keeper.state.subscribe(follow);
  follow();
  queryClient.getQueryCache().subscribe((change) => {
    if (change.type === 'updated' && change.action.type === 'success') rememberLastKnown();
  });
  window.addEventListener('online', retryNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retryNow();
  });
}

/** Tries at once instead of waiting out the pause. */
export function retryNow(): void {
  if (keeper.state.get().phase === 'unreachable') void keeper.load();
  else stream?.reconnect();
}

function openLine(): void {
  stream = createEventStream({
    url: '/events',
    refresh: () => keeper.renew(),
    onEvent: takeEvent,
    onState: takeState,
  });
}

function takeState(change: StreamStateChange): void {
  const before = connection.get();
  const now = Date.now();
  connection.set({
    state: change.state,
    since_ms: before.state === change.state ? before.since_ms : now,
    heard_ms: change.state === 'open' || before.state === 'open' ? now : before.heard_ms,
    retry_at_ms: change.retry_in_ms === undefined ? null : now + change.retry_in_ms,
  });
  if (change.state === 'open') readAgain();
  if (change.state === 'ended' && change.reason !== 'closed') keeper.forget(change.reason ?? 'session_ended');
  if (change.state === 'refused') void keeper.renew().catch(() => undefined);
}

function takeEvent(event: StreamEvent): void {
  if (event.type === 'status.changed' && event.status) takeStatus(event.status);
  if (event.type === 'timeline.marked' && event.mark) addMarkTo(queryClient, event.mark);
  if (event.type === 'devices.changed') void queryClient.invalidateQueries({ queryKey: ['devices'] });
  if (event.type === 'pairing.changed') pendingPairings.set(event.pending_count ?? 0);
  if (event.type === 'job.changed' && event.job) takeJob(queryClient, event.job);
  if (event.type === 'setup.changed') void queryClient.invalidateQueries({ queryKey: ['setup'] });
  if (event.type === 'config.changed') void queryClient.invalidateQueries({ queryKey: ['config'] });
  if (event.type === 'stream.reset') readAgain();
}

function takeStatus(status: MoltBotStatus): void {
  const before = queryClient.getQueryData(statusQuery.queryKey);
  queryClient.setQueryData(statusQuery.queryKey, status);
  if (before?.state !== status.state) void queryClient.invalidateQueries({ queryKey: ['timeline'] });
}

/** After a gap nothing that was known is certain, so it is all read anew. */
function readAgain(): void {
  for (const part of ['moltbot', 'timeline', 'system', 'devices', 'jobs', 'setup', 'config'])
    void queryClient.invalidateQueries({ queryKey: [part] });
}

function rememberLastKnown(): void {
  if (keeper.state.get().phase !== 'in') return;
  const status = queryClient.getQueryState(statusQuery.queryKey);
  if (!status?.data || status.dataUpdatedAt <= 1) return;
  const timeline = queryClient.getQueryData(timelineQuery(24).queryKey) ?? null;
  writeSnapshot(makeSnapshot(status.data, timeline, Date.now()));
}

function forgetEverything(): void {
  stream?.close();
  stream = undefined;
  writeSnapshot(null);
  queryClient.clear();
  pendingPairings.set(0);
  connection.set({ state: 'idle', since_ms: Date.now(), heard_ms: 0, retry_at_ms: null });
}

let sessionRetry: ReturnType<typeof setTimeout> | undefined;

/** Without a session there is no stream to keep trying, so the session itself is asked for again. */
function markUnreachable(): void {
  const before = connection.get();
  const now = Date.now();
  connection.set({
    ...before,
    state: 'reconnecting',
    since_ms: before.state === 'reconnecting' ? before.since_ms : now,
    retry_at_ms: now + 3000,
  });
  clearTimeout(sessionRetry);
  sessionRetry = setTimeout(() => void keeper.load(), 3000);
}
