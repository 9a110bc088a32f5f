// Installing on this machine: the preview says exactly what would be done and what stands in the way, and the job does
// exactly that. Never: an installation beside a gateway that runs, or of another release than the one that was shown.
import type { Impact, InstallLocalRequest, ResolvedRelease, StatusReason } from '@moltbot-ops/sdk/types';
import type { ConfirmableAction, Outlook } from '../access/confirmable.ts';
import { AppError } from '../errors.ts';
import type { AcceptedJob, Jobs } from '../jobs/job-service.ts';
import { type JobFacts, type JobKind, StepError } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { InstallMethod, InstallOutlook, InstallParams, InstallRequest } from './install-method.ts';
import { installedProfile } from './native-methods.ts';
import type { PrerequisiteContext } from './prerequisites/prerequisite.ts';
import { runPrerequisites } from './prerequisites/run.ts';
import { isVersion } from './releases.ts';
import { surveyHost } from './survey.ts';

export interface InstallLocalDeps {
  methods: readonly InstallMethod[];
  jobs: Jobs;
  openHost: () => HostExecutor;
  /** For the checks; the host's own values are added. */
  prerequisites: Pick<PrerequisiteContext, 'program_env' | 'docker_socket' | 'engines' | 'clock' | 'gateway_home'>;
  /** Variables that may move a gateway's state. */
  env: Readonly<Record<string, string | undefined>>;
  /** What becomes of a gateway elsewhere that is looked after now; null where there is none. */
  sayFormer: () => Promise<string | null>;
  /** Called when the gateway runs. */
  adopt: (kind: InstallMethod['managed']) => Promise<void>;
}

type Body = Omit<InstallLocalRequest, 'confirmation_token'>;

export interface InstallLocal {
  action: ConfirmableAction<Body>;
  kind: JobKind<InstallParams>;
  /** Starts what was confirmed. */
  start(body: Body, actor: string): Promise<AcceptedJob>;
}

/** Proven by the release's own resolution, and told by the gateway that is found. */
const left_out = new Set(['registry_reachable', 'existing_gateway']);

export function createInstallLocal(deps: InstallLocalDeps): InstallLocal {
  // By the request that was looked at last: the very object that is handed on once it is confirmed.
  const seen = new WeakMap<object, ResolvedRelease>();
  return {
    action: {
      action: 'install_local',
      look: async (body) => {
        const outlook = await look(deps, body);
        if (outlook.impact.release) seen.set(body, outlook.impact.release);
        return outlook;
      },
    },
    kind: createKind(deps),
    async start(body, actor) {
      const host = deps.openHost();
      try {
        const release = seen.get(body) ?? (await methodOf(deps, body).look(readRequest(body), host)).release;
        const { channel, version, source, digest } = release;
        const profile = installedProfile().name;
        const port = readRequest(body).port;
        const params: InstallParams = {
          method: body.method,
          profile,
          channel,
          version,
          source,
          digest: digest ?? null,
          port,
        };
        return await deps.jobs.accept({ kind: 'install_local', params, secrets: {}, actor });
      } catch (error) {
        // It was there a moment ago, when the confirmation was redeemed.
        if (error instanceof StepError) throw new AppError('state_changed', { cause: error });
        throw error;
      } finally {
        await host.close();
      }
    },
  };
}

function createKind(deps: InstallLocalDeps): JobKind<InstallParams> {
  const find = (params: InstallParams) => methodOf(deps, params);
  return {
    kind: 'install_local',
    title: ({ method, profile, version }) => `Install ${profile} ${version} by ${methodNames[method]}`,
    host_key: () => 'local',
    host_label: () => 'this machine',
    needs_credentials: false,
    openHost: async () => deps.openHost(),
    steps: (params) => [...find(params).steps(params), ...(find(params).last?.(params) ?? [])],
    result: (facts: JobFacts, params) => find(params).result(facts, params),
    succeeded: (_facts, params) => deps.adopt(find(params).managed),
    audit: { accepted: 'install.requested', ended: 'install.ended' },
  };
}

const methodNames: Readonly<Record<InstallParams['method'], string>> = {
  npm: 'npm',
  brew: 'Homebrew',
  docker: 'Docker',
};

function methodOf({ methods }: InstallLocalDeps, { method }: Pick<InstallParams, 'method'>): InstallMethod {
  const found = methods.find((one) => one.method === method);
  if (found === undefined) throw new AppError('not_available_yet');
  return found;
}

function readRequest({ channel = 'stable', version, port }: Body): InstallRequest {
  if (version !== null && version !== undefined && !isVersion(version))
    throw new AppError('invalid_request', {
      details: [{ field: 'version', message: 'has to be an exact version such as 2026.9.6' }],
    });
  return { channel, version: version ?? null, port: port ?? installedProfile().default_port };
}

async function look(deps: InstallLocalDeps, body: Body): Promise<Outlook> {
  const request = readRequest(body);
  const method = methodOf(deps, body);
  const host = deps.openHost();
  try {
    const outlook = await method.look(request, host).catch((error: unknown) => {
      if (error instanceof StepError) return error;
      throw error;
    });
    if (outlook instanceof StepError) return unresolved(outlook, method, request);
    const blockers = await findBlockers(deps, body, outlook, host);
    const { release, present, changes } = outlook;
    return {
      impact: { ...describe(method, outlook), interrupts: await deps.sayFormer() },
      blockers,
      state_key: JSON.stringify([
        release.version,
        release.digest,
        release.source,
        request.port,
        present,
        changes.length,
      ]),
    };
  } finally {
    await host.close();
  }
}

async function findBlockers(
  deps: InstallLocalDeps,
  body: Body,
  outlook: InstallOutlook,
  host: HostExecutor,
): Promise<StatusReason[]> {
  const { port } = readRequest(body);
  const { home } = await host.facts();
  const seen = await surveyHost(host, { home, env: deps.env });
  const running = seen.find(({ pid }) => pid !== null);
  const holder = deps.jobs.holderOf(host.key);
  const report = await runPrerequisites({
    ...deps.prerequisites,
    host,
    host_facts: await host.facts(),
    local: true,
    method: body.method,
    profile: installedProfile(),
    port,
    signal: new AbortController().signal,
  });
  const own = outlook.holds_port === true || (outlook.present && running !== undefined);
  const found = report.checks
    .filter(({ check, outcome }) => outcome === 'blocker' && !left_out.has(check) && !(own && check === 'port_free'))
    .map(({ check, message, next_step, evidence }) => ({
      code: check,
      message,
      next_step: next_step ?? 'Mend it, then look at a new preview.',
      ...(evidence ? { evidence: evidence.map(({ label, value }) => `${label}: ${value}`) } : {}),
    }));
  return [
    ...(running !== undefined && !outlook.present ? [alreadyRunning(running.pid ?? 0, running.state_directory)] : []),
    ...(holder === null ? [] : [busy(holder)]),
    ...found,
  ];
}

const alreadyRunning = (pid: number, state_directory: string): StatusReason => ({
  code: 'gateway_already_running',
  message: `A gateway runs on this machine already (pid ${pid}, ${state_directory}).`,
  next_step: 'Adopt it: choose “a gateway that is here already”. Nothing of it is changed by that.',
});

const busy = (job_id: string): StatusReason => ({
  code: 'host_busy',
  message: `Job ${job_id} is changing this machine.`,
  next_step: 'Wait for it or cancel it, then look at a new preview.',
});

function describe(
  method: InstallMethod,
  { release, changes, present, duration_seconds, undo }: InstallOutlook,
): Impact {
  const name = `${installedProfile().name} ${release.version}`;
  return {
    summary:
      present && changes.length === 0
        ? `${name} is installed already: the steps are checked, and what is as it should be is left alone.`
        : `Installs ${name} by ${methodNames[method.method]} on this machine and starts it.`,
    host: 'this machine',
    changes,
    interrupts: null,
    duration_seconds,
    backup: 'Nothing is overwritten: configuration and state that are there are kept.',
    undo: `A cancelled or failed installation takes back what it made. ${undo}`,
    release,
  };
}

/** Without a release there is nothing to confirm; why is the blocker. */
function unresolved(error: StepError, method: InstallMethod, request: InstallRequest): Outlook {
  const { code, message, next_step, evidence } = error;
  return {
    impact: {
      summary: `Installs ${installedProfile().name} by ${methodNames[method.method]} on this machine.`,
      host: 'this machine',
      changes: [],
      interrupts: null,
      duration_seconds: null,
      backup: null,
      undo: null,
    },
    blockers: [{ code, message, next_step, ...(evidence.length > 0 ? { evidence } : {}) }],
    state_key: JSON.stringify([code, request]),
  };
}
