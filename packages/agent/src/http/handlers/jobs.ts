import { actorOf } from '../../access/principal.ts';
import { secretsOfAuth } from '../../jobs/credentials.ts';
import type { Jobs } from '../../jobs/job-service.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';
import { lastEventId, type Streams } from '../streams.ts';

type JobOperations = 'jobList' | 'jobGet' | 'jobEvents' | 'jobCancel' | 'jobResume';

export function createJobHandlers({ jobs, streams }: { jobs: Jobs; streams: Streams }): Pick<Handlers, JobOperations> {
  return {
    jobList: async ({ query }) => {
      const before_job_id = query.before_job_id ?? null;
      return { jobs: await jobs.list({ limit: query.limit ?? 50, before_job_id }) };
    },
    jobGet: ({ path }) => jobs.get(path.job_id),
    jobEvents: async ({ path, headers }, context) => {
      const last_event_id = lastEventId(headers);
      const reading = new AbortController();
      const events = await jobs.events(path.job_id, last_event_id, reading.signal);
      await streams.serve(context, last_event_id ?? '0', async ({ send, signal }) => {
        signal.addEventListener('abort', () => reading.abort(), { once: true });
        if (signal.aborted) return;
        try {
          for await (const { id, event } of events) await send(event, id);
        } catch (error) {
          // A record that closes under a reader who is gone is nobody's loss.
          if (!signal.aborted) throw error;
        }
      });
    },
    jobCancel: ({ path }, context) => jobs.cancel(path.job_id, actorOf(principalOf(context))),
    jobResume: ({ path, body }, context) =>
      jobs.resume(path.job_id, secretsOfAuth(body.auth), actorOf(principalOf(context))),
  };
}
