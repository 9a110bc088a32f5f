import type { Approvals } from '../access/approvals.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { AppError, isErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { Log } from '../ports/log.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { describeLostApproval, StoppedError, toStepError } from './failures.ts';
import type { JobRecord, RecordChange } from './job-record.ts';
import { parseOwn } from './job-view.ts';
import { machineOf } from './machine.ts';
import type { JobSecrets } from './plan.ts';
import { type AnyKind, type AnyStep, keepHost } from './run-context.ts';
import { endingOf, makeClosedContext, runJob } from './run-job.ts';
import { describeRemains } from './undo-steps.ts';

/** A job that has not ended: it waits for its turn, waits for credentials, or runs. */
export interface QueuedJob {
  record: JobRecord;
  /** Null when this version of the agent does not know its kind any more. */
  kind: AnyKind | null;
  /** Null after a restart. */
  secrets: JobSecrets | null;
}

interface Entry extends QueuedJob {
  params: unknown;
  /** Null when the plan of this version is another one than the job was accepted with. */
  plan: readonly AnyStep[] | null;
  cancelled: AbortController;
  running: Promise<void> | null;
  forgetSecrets: () => void;
}

export interface JobQueue {
  add(job: QueuedJob): void;
  find(job_id: string): QueuedJob | null;
  holderOf(host_key: string): string | null;
  /** Starts what may start. */
  pump(): void;
  /** Throws `storage_unavailable`; a job that is on its way back already goes on. */
  cancel(job: QueuedJob, actor: string): Promise<void>;
  /** Throws `job_not_waiting`, `storage_unavailable`, or why the host could not be opened. */
  resume(job: QueuedJob, secrets: JobSecrets, actor: string): Promise<void>;
  /** Ends the jobs of those who lost access: unbegun, or taken back. */
  withdrawLost(): void;
  /** Resolves when nothing runs any more. */
  settled(): Promise<void>;
}

interface Dependencies {
  approvals: Approvals;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  closing: AbortSignal;
  onEnded: () => void;
  /** Told of a job in line that waits for another holder now. */
  onMoved: (record: JobRecord) => void;
}

/** Order on each host: the job that began holds it until it has ended, the others wait in the order of acceptance. */
export function createJobQueue(deps: Dependencies): JobQueue {
  const entries = new Map<string, Entry>();
  const idOf = (entry: QueuedJob) => entry.record.job().job_id;
  const isoNow = () => new Date(deps.clock.now()).toISOString();
  const entryOf = (job: QueuedJob) => entries.get(idOf(job));

  const holds = ({ record, running }: Entry) => record.job().state !== 'queued' || running !== null;
  function holderOf(host_key: string): string | null {
    const machine = machineOf(host_key);
    const found = [...entries.values()].find(
      (entry) => machineOf(entry.record.job().host_key) === machine && holds(entry),
    );
    return found ? idOf(found) : null;
  }

  function setSecrets(entry: Entry, secrets: JobSecrets): void {
    entry.forgetSecrets();
    const forget = Object.values(secrets).map((secret) => deps.redactor.remember(secret));
    entry.secrets = secrets;
    entry.forgetSecrets = () => forget.forEach((one) => one());
  }

  function pump(): void {
    if (deps.closing.aborted) return;
    for (const entry of entries.values()) {
      if (entry.running) continue;
      const { state, host_key, seq } = entry.record.job();
      if (state === 'waiting') continue;
      const holder = holderOf(host_key);
      if (state === 'queued' && holder !== null) continue;
      deps.log.debug('a job begins', { job_id: idOf(entry), seq });
      start(entry, null);
    }
  }

  function start(entry: Entry, opened: HostExecutor | null): void {
    entry.running = begin(entry, opened)
      .catch((thrown: unknown) => {
        if (thrown instanceof StoppedError) return;
        deps.log.error('a job could not begin', { job_id: idOf(entry), cause: String(thrown) });
      })
      .finally(() => {
        entry.running = null;
        if (entry.record.job().finished_at !== null) end(entry);
      });
  }

  async function begin(entry: Entry, opened: HostExecutor | null): Promise<void> {
    const { record, kind, plan } = entry;
    if (!kind || !plan) {
      await opened?.close();
      return void (await record.write(() => interrupt(entry, [])));
    }
    if (isLost(entry)) await record.write(() => withdraw(entry));
    if (record.job().finished_at !== null) return;
    if (kind.needs_credentials && entry.secrets === null) {
      await record.write(() => ({ job: { state: 'waiting' } }));
      return;
    }
    if (record.job().state === 'queued') await record.write(() => withdraw(entry) ?? beginning(entry));
    if (record.job().finished_at !== null) return;
    const secrets = entry.secrets ?? {};
    await runJob({
      ...deps,
      ...{ record, kind, plan, params: entry.params, secrets, cancelled: entry.cancelled.signal },
      host: keepHost(() => kind.openHost(entry.params, secrets), opened),
    });
  }

  const isLost = ({ record }: Entry) => deps.approvals.refusalOf(record.job().approved_by) !== null;
  const beginning = ({ record }: Entry): RecordChange | null =>
    record.job().ending === null && record.job().finished_at === null
      ? { job: { state: 'running', started_at: isoNow() } }
      : null;

  /** Where the approver lost access: ends what never began, and turns back what did. Null where nothing is to be said. */
  function withdraw(entry: Entry): RecordChange | null {
    const { record, kind } = entry;
    const { state, ending, finished_at } = record.job();
    if (finished_at !== null || ending !== null || !isLost(entry)) return null;
    const asked: AuditEntry = {
      ...{ event: 'job.cancel_requested', outcome: 'allowed', actor: 'agent' },
      ...{ subject: idOf(entry), reason: 'approval_lost' },
    };
    const is_untouched = record.steps().every(({ touched }) => touched === 0);
    const error = JSON.stringify(describeLostApproval(!is_untouched));
    if (state === 'queued' || (state === 'waiting' && is_untouched)) {
      const change = endingOf({ record, kind, clock: deps.clock }, 'cancelled', { error });
      return { ...change, audit: [asked, ...(change.audit ?? [])] };
    }
    // Without credentials nothing can be taken back, so it waits for them still.
    const next = state === 'waiting' ? state : 'cancelling';
    return { job: { state: next, ending: 'cancelled', error }, audit: [asked] };
  }

  async function withdrawNow(entry: Entry): Promise<void> {
    if (!(await entry.record.write(() => withdraw(entry)))) return;
    entry.cancelled.abort();
    if (!entry.running && entry.record.job().finished_at !== null) end(entry);
  }

  function end(entry: Entry): void {
    if (!entries.delete(idOf(entry))) return;
    entry.record.close();
    entry.forgetSecrets();
    entry.secrets = null;
    deps.onEnded();
    pump();
    const machine = machineOf(entry.record.job().host_key);
    for (const { record, running } of entries.values())
      if (!running && record.job().state === 'queued' && machineOf(record.job().host_key) === machine)
        deps.onMoved(record);
  }

  /** Ends what cannot go on, saying all that it may have left. */
  function interrupt({ record, kind, plan, params }: Entry, audit: AuditEntry[]): RecordChange {
    const context = makeClosedContext({ record, params });
    const remains = describeRemains(record.steps(), plan ?? [], context, deps.redactor.redact);
    const change = endingOf({ record, kind, clock: deps.clock }, 'interrupted', { remains: JSON.stringify(remains) });
    return { ...change, audit: [...audit, ...(change.audit ?? [])] };
  }

  async function cancelIn(entry: Entry, actor: string): Promise<void> {
    const { record, kind } = entry;
    const asked: AuditEntry = { event: 'job.cancel_requested', outcome: 'allowed', actor, subject: idOf(entry) };
    await record.write(
      () => {
        const { state, ending, finished_at } = record.job();
        const is_untouched = record.steps().every(({ touched }) => touched === 0);
        if (finished_at !== null) throw new AppError('job_ended');
        if (state === 'waiting' && !is_untouched) return interrupt(entry, [asked]);
        if (ending !== null && state !== 'waiting') return null;
        if (state !== 'queued' && state !== 'waiting')
          return { job: { state: 'cancelling', ending: 'cancelled' }, audit: [asked] };
        const change = endingOf({ record, kind, clock: deps.clock }, 'cancelled');
        return { ...change, audit: [asked, ...(change.audit ?? [])] };
      },
      { once: true },
    );
  }

  return {
    find: (job_id) => entries.get(job_id) ?? null,
    holderOf,
    pump,
    add(job) {
      const params = parseOwn<unknown>(job.record.job().params);
      const entry: Entry = {
        ...job,
        ...{ params, plan: planOf(job, params, deps.log), cancelled: new AbortController(), running: null },
        forgetSecrets: () => {},
      };
      if (job.secrets) setSecrets(entry, job.secrets);
      if (job.record.job().ending === 'cancelled') entry.cancelled.abort();
      entries.set(idOf(job), entry);
    },
    async cancel(job, actor) {
      const entry = entryOf(job);
      if (!entry) throw new AppError('job_ended');
      await cancelIn(entry, actor);
      entry.cancelled.abort();
      if (entry.running) return;
      if (entry.record.job().finished_at !== null) end(entry);
      else pump();
    },
    async resume(job, secrets, actor) {
      const entry = entryOf(job);
      const { record } = job;
      if (!entry?.kind || entry.running || record.job().state !== 'waiting') throw new AppError('job_not_waiting');
      const forget = Object.values(secrets).map((secret) => deps.redactor.remember(secret));
      try {
        const host = await openHost(entry, secrets);
        const audit: AuditEntry[] = [{ event: 'job.resumed', outcome: 'allowed', actor, subject: idOf(entry) }];
        const state = record.job().ending === 'cancelled' ? 'cancelling' : 'running';
        const began = await record
          .write(
            () =>
              record.job().state === 'waiting'
                ? { job: { state, approved_by: actor, started_at: record.job().started_at ?? isoNow() }, audit }
                : null,
            { once: true },
          )
          .catch(async (error: unknown) => {
            await host.close();
            throw error;
          });
        if (!began || entry.running) {
          await host.close();
          throw new AppError('job_not_waiting');
        }
        setSecrets(entry, secrets);
        start(entry, host);
      } finally {
        for (const one of forget) one();
      }
    },
    withdrawLost() {
      for (const entry of entries.values())
        if (isLost(entry))
          withdrawNow(entry).catch((thrown: unknown) => {
            if (thrown instanceof StoppedError) return;
            deps.log.error('a job not withdrawn', { job_id: idOf(entry), cause: String(thrown) });
          });
    },
    async settled() {
      await Promise.allSettled([...entries.values()].flatMap(({ running }) => running ?? []));
      for (const { record } of entries.values()) record.close();
    },
  };

  async function openHost({ kind, params }: Entry, secrets: JobSecrets): Promise<HostExecutor> {
    try {
      if (!kind) throw new AppError('job_not_waiting');
      return await kind.openHost(params, secrets);
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      const failure = toStepError(thrown, (error) => deps.log.error('a host not opened', { cause: String(error) }));
      throw new AppError(isErrorCode(failure.code) ? failure.code : 'ssh_unreachable', { cause: thrown });
    }
  }
}

/** The plan in this version, when it is still the one that the job was accepted with. */
function planOf({ kind, record }: QueuedJob, params: unknown, log: Log): readonly AnyStep[] | null {
  try {
    const plan = kind?.steps(params) ?? null;
    const names = record.steps().map(({ step }) => step);
    const is_same = plan?.length === names.length && plan.every(({ step }, at) => step === names[at]);
    return is_same ? plan : null;
  } catch (error) {
    log.error('a plan could not be made again', { job_id: record.job().job_id, cause: String(error) });
    return null;
  }
}
