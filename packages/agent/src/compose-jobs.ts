// Composition of what changes hosts: jobs, the confirmations they need, and who is told of them.

import { createApprovals } from './access/approvals.ts';
import type { Confirmations } from './access/confirmation-service.ts';
import { createConfirmations } from './access/confirmations.ts';
import type { Devices } from './access/devices.ts';
import type { Sessions } from './access/sessions.ts';
import type { EventHub } from './events/hub.ts';
import { createConfirmationHandlers } from './http/handlers/confirmations.ts';
import { createJobHandlers } from './http/handlers/jobs.ts';
import type { Streams } from './http/streams.ts';
import type { Jobs } from './jobs/job-service.ts';
import { createJobs, type JobsDependencies } from './jobs/jobs.ts';
import type { TimelineService } from './timeline/timeline.ts';

interface Given extends Omit<JobsDependencies, 'publish' | 'approvals'> {
  /** Registers kinds of jobs and actions; waited for where one may be needed. */
  readKinds: () => Promise<unknown>;
  hub: EventHub;
  timeline: TimelineService;
  sessions: Sessions;
  devices: Devices;
  streams: Streams;
}

export function composeJobs({ hub, timeline, sessions, devices, streams, ...given }: Given) {
  const approvals = createApprovals({ devices, sessions });
  const publish: JobsDependencies['publish'] = (job) => hub.publish({ type: 'job.changed', job });
  const jobs: Jobs = createJobs({ ...given, approvals, publish });
  const confirmations: Confirmations = createConfirmations({
    clock: given.clock,
    random: given.random,
    recordRefusal: given.ledger.recordRefusal,
    onSessionEnded: sessions.onSessionEnded,
    redact: given.redactor.redact,
    readActions: given.readKinds,
  });
  markJobs(jobs, timeline);
  return {
    jobs,
    confirmations,
    handlers: { ...createConfirmationHandlers({ confirmations }), ...createJobHandlers({ jobs, streams }) },
  };
}

const endings = {
  succeeded: { severity: 'ok', words: 'done' },
  failed: { severity: 'error', words: 'failed' },
  cancelled: { severity: 'warning', words: 'cancelled' },
  interrupted: { severity: 'error', words: 'interrupted' },
} as const;

/** When work on a host began and how it ended belongs on the ribbon. */
function markJobs(jobs: Jobs, timeline: TimelineService): void {
  jobs.onChange(({ job, audit_event_id }) => {
    const ending = job.state in endings ? endings[job.state as keyof typeof endings] : null; // a key, by the test before
    const message = `${job.title}: ${ending?.words ?? 'accepted'}.`;
    timeline.mark({ kind: 'agent', severity: ending?.severity ?? 'info', message, audit_event_id });
  });
}
