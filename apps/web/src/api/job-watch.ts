// Follows one job for as long as somebody looks at it: reads it, lays its stream over, reads it once more at its end.
import { createJobStream, type JobStream } from '@moltbot-ops/sdk/job-events';
import type { JobEvent } from '@moltbot-ops/sdk/types';
import { useEffect, useState } from 'react';
import { createStore, type Store, useStore } from '../util/store.ts';
import { ApiError, keeper } from './client.ts';
import { emptyJobView, isFinal, type JobView, takeEvents, takeRead } from './job-view.ts';
import { readJob } from './jobs.ts';
import { queryClient } from './queries.ts';

export interface JobWatch extends JobView {
  /** `lost`: the agent is away and is being tried. */
  line: 'connecting' | 'open' | 'lost' | 'over';
  error: ApiError | null;
}

const nothing: JobWatch = { ...emptyJobView, line: 'connecting', error: null };
/** A flood of output is drawn a few times a second, not once a line. */
const gather_ms = 80;

function watchJob(job_id: string, state: Store<JobWatch>): () => void {
  let gathered: JobEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let reading = 0;
  let unread = 0;

  function flush(): void {
    timer = undefined;
    // Laid over what is being read, never under it: an answer on its way may be older than these.
    if (unread > 0) return;
    const events = gathered;
    gathered = [];
    const before = state.get();
    state.set({ ...before, ...takeEvents(before, events) });
    if (events.some((event) => event.type === 'job.ended' || event.type === 'stream.reset')) void read();
  }

  async function read(): Promise<void> {
    reading += 1;
    unread += 1;
    const here = reading;
    try {
      const job = await readJob(job_id);
      if (closed || here !== reading) return;
      const before = state.get();
      state.set({ ...before, ...takeRead(before, job), error: null });
      void queryClient.invalidateQueries({ queryKey: ['jobs', 'list'] });
    } catch (cause) {
      if (!closed && cause instanceof ApiError && cause.status > 0) state.set({ ...state.get(), error: cause });
    } finally {
      unread -= 1;
      if (gathered.length > 0 && !closed) timer ??= setTimeout(flush, 0);
    }
  }

  function open(): JobStream {
    return createJobStream({
      base_url: '',
      job_id,
      refresh: () => keeper.renew(),
      onEvent(event) {
        gathered.push(event);
        timer ??= setTimeout(flush, gather_ms);
      },
      onState(change) {
        if (closed) return;
        const { job } = state.get();
        const lost = change.state === 'reconnecting';
        // A job that had ended before has no more to say, whether or not its stream says so.
        if (lost && job && isFinal(job.state)) return stop();
        if (change.state === 'open' && state.get().line === 'lost') void read();
        const line = lost
          ? 'lost'
          : change.state === 'open'
            ? 'open'
            : change.state === 'connecting'
              ? 'connecting'
              : 'over';
        state.set({ ...state.get(), line });
      },
    });
  }

  function stop(): void {
    stream?.close();
    state.set({ ...state.get(), line: 'over' });
  }

  let stream: JobStream | undefined;
  void read().then(() => {
    if (!closed) stream = open();
  });
  const hurry = () => stream?.reconnect();
  window.addEventListener('online', hurry);
  return () => {
    closed = true;
    clearTimeout(timer);
    window.removeEventListener('online', hurry);
    stream?.close();
  };
}

/** The job as it runs; `null` watches nothing. Survives reloads and restarts of the agent, because the agent keeps it. */
export function useJob(job_id: string | null): JobWatch {
  const [state] = useState(() => createStore(nothing));
  useEffect(() => {
    state.set(nothing);
    return job_id === null ? undefined : watchJob(job_id, state);
  }, [job_id, state]);
  return useStore(state);
}
