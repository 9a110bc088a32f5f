import type { Impact, StatusReason } from '@moltbot-ops/sdk/types';
import type { Outlook } from '../access/confirmable.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import { StepError } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { nameTarget } from '../ports/ssh.ts';
import type { InstallOutlook } from './install-method.ts';
import { installedProfile } from './native-methods.ts';
import { runPrerequisites } from './prerequisites/run.ts';
import { readCredential } from './remote-hosts.ts';
import { sayFormer } from './say-former.ts';
import {
  methodOf,
  readInstallRequest,
  readTarget,
  type SshInstallBody,
  type SshInstallDeps,
} from './ssh-install-request.ts';
import { surveyHost } from './survey.ts';

const docker_socket = '/var/run/docker.sock';
/** Proven by the release's own resolution, and told by the gateway that is found. */
const left_out = new Set(['registry_reachable', 'existing_gateway']);

/** Signs in, looks and signs out. Changes nothing over there. Throws `invalid_request`. */
export async function lookAtMachine(deps: SshInstallDeps, body: SshInstallBody): Promise<Outlook> {
  const target = readTarget(body);
  const label = nameTarget(target);
  const credential = readCredential(body.auth);
  const request = readInstallRequest(body);
  let host: HostExecutor;
  try {
    host = await deps.remote_hosts.open(target, credential);
  } catch (error) {
    const blocker = toBlocker(error);
    if (blocker === null) throw error;
    return blockedBy(blocker, body, label);
  }
  try {
    const method = methodOf(deps, body.method ?? 'docker');
    const outlook = await method.look(request, host);
    const { release, present, changes } = outlook;
    const pin = await deps.host_keys.pinOf(target);
    return {
      impact: { ...describe(outlook, body, label), interrupts: await sayFormer(deps, label) },
      blockers: await findBlockers(deps, body, outlook, host),
      state_key: JSON.stringify([
        pin?.fingerprint,
        release.version,
        release.digest,
        release.source,
        present,
        changes.length,
      ]),
    };
  } catch (error) {
    const blocker = toBlocker(error);
    if (blocker === null) throw error;
    return blockedBy(blocker, body, label);
  } finally {
    await host.close();
  }
}

const mends: Partial<Record<ErrorCode, string>> = {
  host_key_unknown: 'Compare the fingerprint with what the machine itself says, and approve it.',
  host_key_changed: 'Find out why. Only when that is clear, let an owner forget the old pin and approve the new key.',
  ssh_unreachable: 'Check its name, its port and the network, then look at a new preview.',
  ssh_sign_in_failed: 'Check the account, the password or the key, then look at a new preview.',
  ssh_key_unusable:
    'Give the whole private key, OpenSSH or PEM. One of PuTTY: puttygen KEY.ppk -O private-openssh -o COPY. One with a cipher that is not read: ssh-keygen -p -Z aes256-ctr -f COPY changes a copy of it.',
  ssh_passphrase_needed: 'Give the passphrase together with the key, then look at a new preview.',
  ssh_passphrase_wrong: 'Give the passphrase once more, then look at a new preview.',
  ssh_outdated: 'Update the SSH server of that machine.',
  ssh_account_unusable: 'Give the account a shell and SFTP over there, or take another account.',
};

/** Null for what is not the machine's doing. */
function toBlocker(error: unknown): StatusReason | null {
  if (error instanceof StepError) {
    const { code, message, next_step, evidence } = error;
    return { code, message, next_step, ...(evidence.length > 0 ? { evidence } : {}) };
  }
  const next_step = error instanceof AppError ? mends[error.code] : undefined;
  return error instanceof AppError && next_step ? { code: error.code, message: error.message, next_step } : null;
}

/** Nobody looked at the machine, so there is nothing to show but why. */
function blockedBy(blocker: StatusReason, body: SshInstallBody, host: string): Outlook {
  const impact: Impact = {
    summary: `Installs ${installedProfile().name} over SSH.`,
    host,
    changes: [],
    interrupts: null,
    duration_seconds: null,
    backup: null,
    undo: null,
  };
  return { impact, blockers: [blocker], state_key: JSON.stringify([blocker.code, body.method ?? 'docker']) };
}

async function findBlockers(
  deps: SshInstallDeps,
  body: SshInstallBody,
  outlook: InstallOutlook,
  host: HostExecutor,
): Promise<StatusReason[]> {
  const host_facts = await host.facts();
  const { home } = host_facts;
  const seen = await surveyHost(host, { home, env: {} });
  const running = seen.find(({ pid }) => pid !== null);
  const holder = deps.jobs.holderOf(host.key);
  const report = await runPrerequisites({
    host,
    host_facts,
    local: host.key === 'local',
    method: body.method ?? 'docker',
    profile: installedProfile(),
    port: readInstallRequest(body).port,
    gateway_home: home,
    program_env: {},
    docker_socket,
    engines: deps.engines,
    clock: deps.clock,
    signal: new AbortController().signal,
  });
  const found = report.checks
    .filter(({ check, outcome }) => outcome === 'blocker' && !left_out.has(check))
    .filter(({ check }) => !(outlook.present && (check === 'port_free' || check === 'memory')))
    .filter(({ check }) => !(outlook.holds_port === true && check === 'port_free'))
    .map(({ check, message, next_step, evidence }) => ({
      code: check,
      message,
      next_step: next_step ?? 'Mend it, then look at a new preview.',
      ...(evidence ? { evidence: evidence.map(({ label, value }) => `${label}: ${value}`) } : {}),
    }));
  return [
    ...(running !== undefined && !outlook.present ? [alreadyRunning(running.state_directory)] : []),
    ...(holder === null ? [] : [busy(holder)]),
    ...found,
  ];
}

const alreadyRunning = (state_directory: string): StatusReason => ({
  code: 'gateway_already_running',
  message: `A gateway runs on that machine already (${state_directory}), and it was not installed this way.`,
  next_step: 'Look after it with an agent on that machine, or stop and move it aside first. Nothing of it was changed.',
});

const busy = (job_id: string): StatusReason => ({
  code: 'host_busy',
  message: `Job ${job_id} is changing that machine.`,
  next_step: 'Wait for it or cancel it, then look at a new preview.',
});

function describe(
  { release, changes, present, duration_seconds, undo }: InstallOutlook,
  body: SshInstallBody,
  host: string,
): Impact {
  const name = `${installedProfile().name} ${release.version}`;
  const { port } = readInstallRequest(body);
  return {
    summary:
      present && changes.length === 0
        ? `${name} is installed there already: the steps are checked, and what is as it should be is left alone.`
        : `Installs ${name} on that machine and starts it.`,
    host,
    changes: [
      ...changes,
      {
        kind: 'write',
        target: '~/.ssh/authorized_keys',
        detail: `One line at its end: a new key that reaches 127.0.0.1:${port} over there and can do nothing else. Removing the line ends the watching.`,
      },
    ],
    interrupts: null,
    duration_seconds,
    backup: 'Nothing is overwritten: configuration, state and keys that are there are kept.',
    undo: `A cancelled or failed installation takes back what it made. ${undo} Remove the line that ends in watch@moltbot-ops from ~/.ssh/authorized_keys.`,
    release,
  };
}
