// One job as it runs: every event from its first, or from after the last one seen, until the one that ends the job.
// The agent may be away in the middle; the stream comes back to where it was and nothing is told twice or left out.
import { createResumableStream, type ResumableOptions, type ResumableStream, type StreamSort } from './resumable.ts';
import type { JobEvent } from './types.ts';

export type JobStream = ResumableStream;

export const jobEvents: StreamSort<JobEvent> = {
  types: new Set<JobEvent['type']>([
    'job.changed',
    'job.step',
    'job.output',
    'job.ended',
    'stream.reset',
    'stream.bye',
    'session.ended',
  ]),
  endsWith(event) {
    if (event.type === 'job.ended') return 'job_ended';
    return event.type === 'session.ended' ? (event.reason ?? 'session_ended') : null;
  },
};

export interface JobStreamOptions extends Omit<ResumableOptions<JobEvent>, 'url'> {
  /** Origin of the agent; an empty string means the page's own. */
  base_url: string;
  job_id: string;
}

/** Follows one job until it ends (`ended`, reason `job_ended`), `close()`, or a refusal (`job_not_found`). */
export function createJobStream({ base_url, job_id, ...options }: JobStreamOptions): JobStream {
  const url = `${base_url}/jobs/${encodeURIComponent(job_id)}/events`;
  return createResumableStream(jobEvents, { ...options, url });
}
