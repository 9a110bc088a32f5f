// Work on hosts, one way: accepted with its audit record in one transaction → queued behind its host's holder → run step
// by step → ended, recorded, told. After a restart it goes on from its last finished step. Never: two jobs on one host,
// a change that no record precedes, a secret anywhere but in memory.
import type { Job, JobSummary } from '@moltbot-ops/sdk/types';
import type { Approvals } from '../access/approvals.ts';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RandomBytes } from '../ports/random.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { newId } from '../store/ids.ts';
import { readJobFacts } from '../store/job-facts.ts';
import { countJobSteps, readJobSteps } from '../store/job-steps.ts';
import { deleteOldJobs, type JobRow, readJob, readJobs, readUnfinishedJobs } from '../store/jobs.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { acceptJob } from './accept-job.ts';
import { readEventLog } from './job-event-log.ts';
import { openJobRecord } from './job-record.ts';
import type { Jobs } from './job-service.ts';
import { countSteps, parseOwn, toJob, toSummary } from './job-view.ts';
import type { JobFacts } from './plan.ts';
import { createJobQueue, type QueuedJob } from './queue.ts';
import type { AnyKind } from './run-context.ts';
import { sleep } from './sleep.ts';
import { createWakers } from './wakers.ts';

/** By number alone: a clock that is wrong for a moment must not cost a record. */
const kept_jobs_max = 200;
/** A close waits so long for steps that heed their signal; what is still at work then is cut off as by a crash. */
const close_ms_max = 1_000;

export interface JobsDependencies {
  /** Registers the kinds, where that is not done yet: waited for before a job that was left goes on. */
  readKinds?: () => Promise<unknown>;
  /** Whose changes may still be made. */
  approvals: Approvals;
  db: Db;
  ledger: Ledger;
  clock: Clock;
  random: RandomBytes;
  log: Log;
  redactor: Redactor;
  /** Told of every change of a job once it is durable; for the event hub. */
  publish: (job: JobSummary) => void;
}

export function createJobs(deps: JobsDependencies): Jobs {
  const { db, clock, log } = deps;
  const kinds = new Map<string, AnyKind>();
  const closing = new AbortController();
  const wakers = createWakers();
  const listeners = new Set<Parameters<Jobs['onChange']>[0]>();
  const queue = createJobQueue({
    ...deps,
    closing: closing.signal,
    onEnded: () => void forgetOld(),
    onMoved: (record) => deps.publish(toSummary(record.job(), countSteps(record.steps()))),
  });

  const stopListening = deps.approvals.onLost(() => queue.withdrawLost());

  const tell = (event: 'accepted' | 'ended', job: JobSummary, audit_event_id: string): void => {
    for (const listener of listeners) listener({ event, job, audit_event_id });
  };

  const openRecord = (state: Parameters<typeof openJobRecord>[1]) =>
    openJobRecord(
      {
        ...deps,
        closing: closing.signal,
        onWritten: (summary, { is_changed, is_ended }) => {
          if (is_changed) deps.publish(summary);
          wakers.wake(summary.job_id);
          if (is_ended) tell('ended', summary, state.job.audit_event_id);
        },
      },
      state,
    );

  async function read(job_id: string): Promise<Job> {
    const row = await readJob(db, job_id);
    if (!row) throw new AppError('job_not_found');
    return toJob(row, await readJobSteps(db, job_id), waitsFor(row));
  }

  function waitsFor(row: JobRow): string | null {
    if (row.state === 'waiting') return 'credentials';
    return row.state === 'queued' ? queue.holderOf(row.host_key) : null;
  }

  /** The live job, or why there is none. */
  async function liveJob(job_id: string, otherwise: 'job_ended' | 'job_not_waiting'): Promise<QueuedJob> {
    const live = queue.find(job_id);
    if (live) return live;
    throw new AppError((await readJob(db, job_id)) ? otherwise : 'job_not_found');
  }

  async function forgetOld(): Promise<void> {
    await inTransaction(db, (trx) => deleteOldJobs(trx, kept_jobs_max)).catch((error: unknown) => {
      log.warn('old jobs not forgotten', { cause: String(error) });
    });
  }

  return {
    register(kind) {
      if (kinds.has(kind.kind)) throw new Error(`There are two kinds of job called ${kind.kind}.`);
      kinds.set(kind.kind, kind);
    },

    async accept(request) {
      if (closing.signal.aborted) throw new AppError('shutting_down');
      const kind = kinds.get(request.kind);
      if (!kind) throw new Error(`No kind of job is called ${request.kind}.`);
      const job_id = newId('job', deps.random);
      const state = await acceptJob(deps, kind, { ...request, job_id });
      queue.add({ record: openRecord(state), kind, secrets: request.secrets });
      const counts = { steps_done: 0, steps_total: state.steps.length };
      deps.publish(toSummary(state.job, counts));
      tell('accepted', toSummary(state.job, counts), state.job.audit_event_id);
      queue.pump();
      return { job_id, audit_event_id: state.job.audit_event_id };
    },

    async list(query) {
      const rows = await readJobs(db, query);
      const counts = await countJobSteps(
        db,
        rows.map(({ job_id }) => job_id),
      );
      return rows.map((row) => toSummary(row, counts.get(row.job_id) ?? { steps_done: 0, steps_total: 0 }));
    },

    get: read,
    events: (job_id, last_event_id, signal) =>
      readEventLog({ db, clock, wakers }, job_id, last_event_id, AbortSignal.any([signal, closing.signal])),

    async cancel(job_id, actor) {
      await queue.cancel(await liveJob(job_id, 'job_ended'), actor);
      return read(job_id);
    },

    async resume(job_id, secrets, actor) {
      await queue.resume(await liveJob(job_id, 'job_not_waiting'), secrets, actor);
      return read(job_id);
    },

    async wait(job_id, timeout_ms, signal) {
      const timeout = new AbortController();
      const over = AbortSignal.any([timeout.signal, closing.signal, ...(signal ? [signal] : [])]);
      void sleep(clock, timeout_ms, [over]).then(() => timeout.abort());
      try {
        for (;;) {
          const news = wakers.next(job_id, over);
          const job = await read(job_id);
          if (job.finished_at !== null || over.aborted) return job;
          await news;
        }
      } finally {
        timeout.abort();
      }
    },

    holderOf: queue.holderOf,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    unfinished: async () => new Set((await readUnfinishedJobs(db)).map(({ job_id }) => job_id)),

    async recover() {
      const left = await readUnfinishedJobs(db);
      if (left.length > 0) await deps.readKinds?.();
      for (const job of left) {
        const steps = await readJobSteps(db, job.job_id);
        const rows = await readJobFacts(db, job.job_id);
        const facts: JobFacts = Object.fromEntries(rows.map(({ name, value }) => [name, parseOwn(value)]));
        queue.add({ record: openRecord({ job, steps, facts }), kind: kinds.get(job.kind) ?? null, secrets: null });
      }
      await forgetOld();
      queue.pump();
    },

    async close() {
      closing.abort();
      stopListening();
      const late = new AbortController();
      await Promise.race([queue.settled(), sleep(clock, close_ms_max, [late.signal])]);
      late.abort();
    },
  };
}
