// Installing on another machine: the preview signs in and says exactly what would be done over there and what stands in
// the way; the job does exactly that with the same plans as here, then gives the agent a way to watch. Credentials come
// with the request and live in memory for the job alone. Never: one of them in a parameter, a record or an answer.
import type { ResolvedRelease } from '@moltbot-ops/sdk/types';
import type { ConfirmableAction } from '../access/confirmable.ts';
import { AppError } from '../errors.ts';
import type { RemoteGateway } from '../gateway/managed.ts';
import { secretsOfAuth } from '../jobs/credentials.ts';
import type { AcceptedJob } from '../jobs/job-service.ts';
import {
  type JobFacts,
  type JobKind,
  type JobSecrets,
  type PlanStep,
  type StepContext,
  StepError,
} from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { nameTarget, type SshCredential, sayTarget } from '../ports/ssh.ts';
import type { InstallParams } from './install-method.ts';
import { installedProfile } from './native-methods.ts';
import { pairWatch } from './pair-step.ts';
import { readCredential } from './remote-hosts.ts';
import { retireWatch } from './retire-watch.ts';
import { lookAtMachine } from './ssh-install-look.ts';
import {
  methodOf,
  readInstallRequest,
  readTarget,
  type SshInstallBody,
  type SshInstallDeps,
  type SshInstallParams,
  watchedPort,
} from './ssh-install-request.ts';
import { authorizeWatch, proveWatch } from './watch-steps.ts';

export interface SshInstall {
  action: ConfirmableAction<SshInstallBody>;
  kind: JobKind<SshInstallParams>;
  /** Starts what was confirmed. Throws what signing in refuses, `state_changed`, `storage_unavailable`. */
  start(body: SshInstallBody, actor: string): Promise<AcceptedJob>;
}

export function createSshInstall(deps: SshInstallDeps): SshInstall {
  // By the request that was looked at last: the very object that is handed on once it is confirmed.
  const seen = new WeakMap<object, ResolvedRelease>();
  return {
    action: {
      action: 'install_ssh',
      look: async (body) => {
        const outlook = await lookAtMachine(deps, body);
        if (outlook.impact.release) seen.set(body, outlook.impact.release);
        return outlook;
      },
    },
    kind: createKind(deps),
    async start(body, actor) {
      const target = readTarget(body);
      const request = readInstallRequest(body);
      const method = methodOf(deps, body.method ?? 'docker');
      const host = await deps.remote_hosts.open(target, readCredential(body.auth));
      try {
        const release = seen.get(body) ?? (await method.look(request, host)).release;
        const { channel, version, source, digest } = release;
        const { name: profile } = installedProfile();
        const install = {
          method: method.method,
          profile,
          channel,
          version,
          source,
          digest: digest ?? null,
          port: request.port,
        };
        const secrets = secretsOfAuth(body.auth);
        return await deps.jobs.accept({ kind: 'install_ssh', params: { target, install }, secrets, actor });
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

const methodNames: Partial<Record<InstallParams['method'], string>> = { docker: 'Docker', npm: 'npm' };

/** The key first, then the machine, then what was kept aside: whoever is killed in between finds enough to do it again. */
async function takeOver(deps: SshInstallDeps, facts: JobFacts, params: SshInstallParams): Promise<void> {
  const place = String(facts.watch_candidate);
  const next = (await deps.held.readCandidate(place))?.key;
  if (next) await deps.former.replace({ machine: params.target, public_key: next.public_key }, retiredKeys(facts));
  await deps.held.promote(place);
  await deps.managed.set(gatewayOf(facts, params));
  await deps.held.dropCandidate(place);
}

function createKind(deps: SshInstallDeps): JobKind<SshInstallParams> {
  // Two machines may be done at the same moment; key and record have to be those of the same one.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined); // told to the caller
    return done;
  };
  const find = ({ install }: SshInstallParams) => methodOf(deps, install.method);
  return {
    kind: 'install_ssh',
    title: ({ install }) => `Install ${install.profile} ${install.version} over SSH by ${methodNames[install.method]}`,
    host_key: ({ target }) => `ssh:${nameTarget(target)}`,
    host_label: ({ target }) => nameTarget(target),
    needs_credentials: true,
    openHost: (params, secrets) => openHost(deps, params, secrets),
    steps: (params) => [
      ...find(params).steps(params.install).map(withinInstall),
      authorizeWatch(deps),
      ...(params.install.method === 'docker' ? [pairWatch(deps)] : []),
      proveWatch(deps),
      retireWatch(deps),
      ...(find(params).last?.(params.install) ?? []).map(withinInstall),
    ],
    result: (facts, params) => ({ ...find(params).result(facts, params.install), machine: sayTarget(params.target) }),
    succeeded: (facts, params) => inTurn(() => takeOver(deps, facts, params)),
    audit: { accepted: 'install.requested', ended: 'install.ended' },
  };
}

const retiredKeys = ({ retired_keys }: JobFacts): string[] =>
  Array.isArray(retired_keys) ? retired_keys.filter((key) => typeof key === 'string') : [];

/** A refusal is for good; a machine that does not answer may do so a moment later. */
async function openHost(
  deps: SshInstallDeps,
  { target }: SshInstallParams,
  secrets: JobSecrets,
): Promise<HostExecutor> {
  try {
    return await deps.remote_hosts.open(target, credentialOf(secrets));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ssh_unreachable') throw error;
    const next_step = 'Look whether the machine and its network are well, then start the job again.';
    throw new StepError('ssh_unreachable', error.message, { next_step, transient: true, cause: error });
  }
}

function credentialOf({ password, private_key_pem }: JobSecrets): SshCredential {
  if (private_key_pem) return { type: 'key', private_key: private_key_pem, passphrase: password ?? null };
  return { type: 'password', password: password ?? '' };
}

function gatewayOf(facts: JobFacts, { target, install }: SshInstallParams): RemoteGateway {
  const is_docker = install.method === 'docker';
  const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
  return {
    kind: 'ssh',
    ...target,
    method: is_docker ? 'docker' : 'native',
    profile: install.profile,
    gateway_port: watchedPort(facts, install),
    version: install.version,
    service_manager: is_docker ? 'docker' : (text('service_manager') ?? 'none'),
    service_unit: is_docker ? (text('container') ?? installedProfile().gateway_title) : text('service_unit'),
    config_path: text('config_path'),
  };
}

/** The steps of an installation know nothing of SSH: they get their own parameters, and everything else as it is. */
function withinInstall(step: PlanStep<InstallParams>): PlanStep<SshInstallParams> {
  const within = (context: StepContext<SshInstallParams>): StepContext<InstallParams> =>
    Object.create(context, { params: { value: context.params.install } }) as StepContext<InstallParams>; // the same but for `params`
  const { step: name, title, cancel, tries, check, run, verify, undo, remains } = step;
  return {
    ...{ step: name, title, cancel },
    ...(tries === undefined ? {} : { tries }),
    run: (context) => run(within(context)),
    ...(check ? { check: (context) => check(within(context)) } : {}),
    ...(verify ? { verify: (context) => verify(within(context)) } : {}),
    ...(undo ? { undo: (context) => undo(within(context)) } : {}),
    ...(remains ? { remains: (context) => remains(within(context)) } : {}),
  };
}
