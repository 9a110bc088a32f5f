// Putting a configuration into force, from the outside in: preview → confirmed request → job → what came of it. New secrets
// travel in memory and in the agent's own 0600 files; records hold hashes, paths and names.
import type { ConfigApplyResult, Job, StatusReason } from '@moltbot-ops/sdk/types';
import type { ConfirmableAction } from '../access/confirmable.ts';
import { AppError } from '../errors.ts';
import type { Jobs } from '../jobs/job-service.ts';
import type { JobFacts, JobKind } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { ApplyParams } from './apply-context.ts';
import { GatewayHand, type GatewayHandDeps } from './apply-gateway.ts';
import {
  type ApplyPlan,
  type ApplyRequest,
  type CheckConfig,
  describeImpact,
  hashText,
  listWrites,
  planApply,
} from './apply-plan.ts';
import { applySteps } from './apply-steps.ts';
import type { ConfigVault } from './apply-vault.ts';
import type { ConfigDocuments, Present } from './documents.ts';

export const applyKind = 'config_apply';
const conflict_details_max = 50;

export interface ConfigApplyDeps extends GatewayHandDeps {
  documents: ConfigDocuments;
  jobs: Pick<Jobs, 'accept' | 'wait' | 'holderOf'>;
  check: CheckConfig;
  vault: ConfigVault;
  openHost(): Promise<HostExecutor>;
  /** `HostExecutor.key` and `label` of the machine where the configuration lies. */
  hostName(): { key: string; label: string };
  rememberSecret(secret: string): void;
  newBackupId(): string;
  redact(text: string): string;
}

export interface ConfigApply {
  kind: JobKind<ApplyParams>;
  /** `look` throws `config_conflict`, with what both sides changed, where the named base is not in force any more. */
  action: ConfirmableAction<ApplyRequest>;
  /** Runs a confirmed request; waits for its end as long as it says. Throws `config_conflict`. */
  run(request: ApplyRequest, actor: string): Promise<ConfigApplyResult>;
}

export function createConfigApply(deps: ConfigApplyDeps): ConfigApply {
  const plan = async (present: Present, request: ApplyRequest): Promise<ApplyPlan> => {
    const made = await planApply(present, request, { check: deps.check, is_running: deps.status().running });
    const blocker = await findPortBlocker(deps, present, made);
    return blocker === null ? made : { ...made, blockers: [...made.blockers, blocker] };
  };

  // By the request that was looked at last: the very object that is handed on once it is confirmed.
  const seen = new WeakMap<object, string | null>();

  return {
    kind: makeKind(deps),
    action: {
      action: applyKind,
      look: (request) =>
        deps.documents.withPresent(async (present) => {
          const { running, pid } = deps.status();
          const made = await plan(present, request);
          if (isConflict(made)) throw await describeConflict(deps, request);
          seen.set(request, made.content.hash);
          const holder = deps.jobs.holderOf(deps.hostName().key);
          const busy = holder === null ? [] : [busyWith(holder)];
          return {
            impact: describeImpact(made, request, present, running),
            blockers: [...made.blockers, ...busy],
            state_key: `${present.content.hash ?? 'none'} ${running} ${pid ?? ''} ${placeOf(made)}`,
          };
        }),
    },
    async run(request, actor) {
      const made = await deps.documents.withPresent((present) => plan(present, request));
      if (isConflict(made)) throw await describeConflict(deps, request);
      // Without a base of its own the request would go on top of whatever came in between.
      if (seen.has(request) && seen.get(request) !== made.content.hash) throw new AppError('state_changed');
      const [blocker] = made.blockers;
      if (blocker !== undefined) return { applied: false, next_steps: [blocker.next_step], error: blocker };
      if (listWrites(made).length === 0) return { applied: true, backup_id: null, next_steps: [] };
      for (const secret of made.secrets) deps.rememberSecret(secret);
      const keeps_backup = request.backup_before_apply ?? true;
      const params = makeParams(deps, made, keeps_backup);
      const files = [...made.files].map(([path, text]) => ({ path, text }));
      const staged = JSON.stringify({ text: made.text, placements: made.placements, files });
      const { job_id } = await deps.jobs.accept({ kind: applyKind, params, secrets: { staged }, actor });
      const job = await deps.jobs.wait(job_id, (request.wait_seconds ?? 60) * 1000);
      return toResult(job, params);
    },
  };
}

/** A gateway that restarts in its process stays on its old port, so a taken new one would show at its next start only. */
async function findPortBlocker(
  deps: ConfigApplyDeps,
  { target }: Present,
  plan: ApplyPlan,
): Promise<StatusReason | null> {
  const port = newPortOf(plan, target.port);
  if (port === null) return null;
  if (target.is_remote) return portOfForward;
  const container = target.keepers.find(({ manager }) => manager === 'docker');
  if (container !== undefined) return portOfContainer(container.unit, target.port);
  if ((await deps.probe.read(port)).kind === 'refused') return null;
  return {
    code: 'port_taken_by_other',
    message: `Another program listens on port ${port} already.`,
    next_step: 'Take another port, or stop that program first; then look at the change again.',
  };
}

function newPortOf({ changes }: ApplyPlan, present: number): number | null {
  const port = changes.find(({ path }) => path === 'gateway.port')?.after;
  const fits = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
  return fits && port !== present ? port : null;
}

/** What a container publishes is settled when it is made, and its command says the port once more. */
const portOfContainer = (unit: string, port: number): StatusReason => ({
  code: 'port_of_container',
  message: `The gateway runs in the container ${unit}, which was made for port ${port}; a configuration cannot move it.`,
  next_step: `Leave gateway.port at ${port}. To move it: stop ${unit}, set gateway.port in the file by hand, and install by Docker again with that port.`,
});

/** Whatever moved over there, the forward would still lead to the port that was noted when it was installed. */
const portOfForward = {
  code: 'port_of_forward',
  message:
    'The gateway of the other machine is reached through a forward to its present port; a change from here would cut it off.',
  next_step:
    'Leave gateway.port as it is. To move it: set it in the file over there, restart the gateway there, and run the installation over SSH again; it takes over the port that the configuration names.',
};

/** Where the bytes lie that it writes: a link that leads elsewhere meanwhile is another change than the one shown. */
const placeOf = (plan: ApplyPlan): string =>
  hashText(
    listWrites(plan)
      .map(({ real_path }) => real_path)
      .join('\0'),
  );

const isConflict = ({ blockers }: ApplyPlan): boolean => blockers.some(({ code }) => code === 'config_conflict');

const busyWith = (job_id: string) => ({
  code: 'host_busy',
  message: `Another job is changing that machine: ${job_id}.`,
  next_step: 'Wait for it or cancel it, then look again.',
});

/** What both sides changed, field by field, for whoever has to decide. */
async function describeConflict(deps: ConfigApplyDeps, request: ApplyRequest): Promise<AppError> {
  const { config, raw, base_hash } = request;
  const diff = await deps.documents.diff({ config, raw: raw ?? null, base_hash: base_hash ?? null }).catch(() => null);
  const both = new Set(diff?.conflicts);
  const theirs = (diff?.theirs ?? []).map(({ path, kind }) => ({
    field: path,
    message: both.has(path) ? `${kind} by somebody else, and by you` : `${kind} by somebody else`,
  }));
  const unknown = [...both]
    .filter((path) => !theirs.some(({ field }) => field === path))
    .map((field) => ({ field, message: 'may have been changed by somebody else' }));
  return new AppError('config_conflict', { details: [...theirs, ...unknown].slice(0, conflict_details_max) });
}

function makeParams(deps: ConfigApplyDeps, plan: ApplyPlan, keeps_backup: boolean): ApplyParams {
  const { content, placements, reload } = plan;
  const namesOf = (target: string) => placements.filter((one) => one.target === target).map(({ name }) => name);
  return {
    config_path: content.path,
    real_path: content.real_path,
    included: listWrites(plan)
      .filter(({ path }) => path !== content.path)
      .map(({ path, real_path, text }) => ({ path, real_path, text_hash: hashText(text) })),
    state_directory: deps.target().state_directory,
    base_hash: content.hash,
    text_hash: hashText(plan.text),
    new_hash: plan.new_hash,
    backup_id: deps.newBackupId(),
    keeps_backup,
    restarts: reload === 'restart' || reload === 'unknown',
    reload_is_off: plan.reload_is_off,
    is_running: deps.status().running,
    new_port: newPortOf(plan, deps.target().port),
    is_remote: deps.target().is_remote,
    gives_up: plan.gives_up,
    store_names: namesOf('store'),
    env_names: namesOf('env'),
  };
}

function makeKind(deps: ConfigApplyDeps): JobKind<ApplyParams> {
  return {
    kind: applyKind,
    title: () => 'Put a configuration into force',
    host_key: () => deps.hostName().key,
    host_label: () => deps.hostName().label,
    needs_credentials: false,
    openHost: () => deps.openHost(),
    steps: (params) =>
      applySteps({ vault: deps.vault, hand: new GatewayHand(deps), maskProse: deps.redact, clock: deps.clock }, params),
    result: (facts: JobFacts, params) => ({
      hash: params.new_hash,
      backup_id: params.keeps_backup && params.base_hash !== null ? params.backup_id : null,
      path: params.config_path,
      former_hash: params.base_hash,
      channels_up: facts.up ?? [],
      port_waits: facts.port_waits ?? false,
    }),
    audit: { accepted: 'config.apply_requested', ended: 'config.apply_ended' },
  };
}

function toResult(job: Job, params: ApplyParams): ConfigApplyResult {
  const { job_id, state, error, remains } = job;
  if (state === 'succeeded') {
    const kept = params.keeps_backup && params.base_hash !== null;
    const next_steps = params.is_running ? [] : ['Start the gateway; it reads this configuration when it starts.'];
    if (job.result?.port_waits === true)
      next_steps.push('Stop and start the gateway: until then it listens on its former port.');
    return {
      applied: true,
      backup_id: kept ? params.backup_id : null,
      next_steps,
      job_id,
      rolled_back: false,
      error: null,
    };
  }
  if (job.finished_at === null) {
    const next_steps = [`The change is still under way. Follow the job ${job_id} to its end.`];
    return { applied: false, backup_id: params.backup_id, next_steps, job_id, rolled_back: false };
  }
  const next_steps = [...(error === null ? [] : [error.next_step]), ...remains];
  return { applied: false, backup_id: null, next_steps, job_id, rolled_back: remains.length === 0, error };
}
