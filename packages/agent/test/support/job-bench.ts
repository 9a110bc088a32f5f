// Jobs over a real database, with scripted steps, a clock in the test's hand and crashes at will.
import type { Job, JobSummary } from '@moltbot-ops/sdk/types';
import { createApprovals } from '../../src/access/approvals.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import type { JobKind, JobSecrets, PlanStep, StepContext } from '../../src/jobs/plan.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';
import type { Log } from '../../src/ports/log.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { openServices, type ServiceOptions } from './services.ts';

export interface Params {
  host: string;
  plan: string;
}
export type Step = PlanStep<Params>;
export type Context = StepContext<Params>;

export const closedHost = { close: async () => {} } as HostExecutor; // scripted steps ask nothing of their host

/** A kind whose steps the test gives. */
export function scriptedKind(steps: Step[], change: Partial<JobKind<Params>> = {}): JobKind<Params> {
  return {
    kind: 'scripted',
    title: () => 'A scripted job',
    host_key: ({ host }) => host,
    host_label: ({ host }) => host,
    needs_credentials: false,
    openHost: async () => closedHost,
    steps: () => steps,
    result: (facts) => ({ ...facts }),
    audit: { accepted: 'install.requested', ended: 'install.ended' },
    ...change,
  };
}

/** A step that notes what is called, in order, into `calls`. */
export function notedStep(calls: string[], step: string, change: Partial<Step> = {}): Step {
  return {
    step,
    title: `Step ${step}`,
    cancel: 'after',
    run: async () => {
      calls.push(`run ${step}`);
      return [{ label: step, value: 'ran' }];
    },
    undo: async () => {
      calls.push(`undo ${step}`);
      return [];
    },
    ...change,
  };
}

export async function openJobBench(kinds: JobKind<Params>[], options: ServiceOptions = {}) {
  const services = await openServices(options);
  const { db, ledger, clock, random } = services;
  const redactor = createRedactor();
  const logged: string[] = [];
  const published: JobSummary[] = [];
  const note = (message: string, fields?: object) => void logged.push(JSON.stringify({ message, ...fields }));
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const approvals = createApprovals(services);
  const jobs = createJobs({
    approvals,
    db,
    ledger,
    clock,
    random,
    log,
    redactor,
    publish: (job) => published.push(job),
  });
  for (const kind of kinds) jobs.register(kind);
  await jobs.recover();

  const bench = {
    ...services,
    jobs,
    redactor,
    logged,
    published,
    accept: async (params: Partial<Params> = {}, secrets: JobSecrets = {}, actor = 'host') => {
      const request = { kind: 'scripted', params: { host: 'local', plan: 'a', ...params }, secrets, actor };
      return (await jobs.accept(request)).job_id;
    },
    /** Lets time pass until the condition holds. */
    until: async (holds: () => Promise<boolean> | boolean) => {
      for (let turn = 0; turn < 5_000; turn += 1) {
        if (await holds()) return;
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(50);
      }
      throw new Error(`It never came to be. Log: ${logged.join('\n')}`);
    },
    ended: async (job_id: string): Promise<Job> => {
      await bench.until(async () => (await jobs.get(job_id)).finished_at !== null);
      return jobs.get(job_id);
    },
    /** All events of an ended job. */
    events: async (job_id: string, after: string | null = null) => {
      const events = [];
      for await (const event of await jobs.events(job_id, after, new AbortController().signal)) events.push(event);
      return events;
    },
    /** Closes all, also where steps hang for ever. */
    end: async () => {
      const closed = jobs.close();
      clock.advance(2_000);
      await closed;
      await services.close();
    },
    /** The process is gone without a word; another one begins over the same database. */
    crash: async (next: JobKind<Params>[] = kinds) =>
      openJobBench(next, {
        path: services.path,
        clock,
        secrets: services.secrets,
        seed: `${options.seed ?? services.path}+`,
      }),
  };
  return bench;
}

export type JobBench = Awaited<ReturnType<typeof openJobBench>>;
