import type { PrerequisiteCheck, PrerequisiteReport, PrerequisitesRequest } from '@moltbot-ops/sdk/types';
import { AppError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DockerEngines } from '../../ports/docker-engine.ts';
import type { HostExecutor } from '../../ports/host-executor.ts';
import { installedProfile } from '../native-methods.ts';
import { type RemoteHosts, readCredential } from '../remote-hosts.ts';
import { runPrerequisites } from './run.ts';

/** Checks the machine that is asked about. Throws what the sign-in to another machine refuses, or `invalid_request`. */
export type PrerequisiteLook = (request: PrerequisitesRequest) => Promise<PrerequisiteReport>;

export interface PrerequisiteLookDeps {
  clock: Clock;
  openLocal: () => HostExecutor;
  remote_hosts: RemoteHosts;
  /** Variables for programs of this machine. */
  program_env: Readonly<Record<string, string>>;
  docker_socket: string;
  docker_elsewhere: string | null;
  engines: DockerEngines;
  /** What checks tell in words of programs is kept and shown, so it passes here. */
  redact: (text: string) => string;
}

const remote_docker_socket = '/var/run/docker.sock';
const ssh_port = 22;

export function createPrerequisiteLook(deps: PrerequisiteLookDeps): PrerequisiteLook {
  return async (request) => {
    const local = request.place === 'local';
    const host = local ? deps.openLocal() : await openRemote(deps, request);
    try {
      const host_facts = await host.facts();
      const profile = installedProfile();
      const report = await runPrerequisites({
        host,
        host_facts,
        local,
        method: request.method ?? 'docker',
        profile,
        port: request.port ?? profile.default_port,
        gateway_home: host_facts.home,
        program_env: local ? deps.program_env : {},
        docker_socket: local ? deps.docker_socket : remote_docker_socket,
        docker_elsewhere: local ? deps.docker_elsewhere : null,
        engines: deps.engines,
        clock: deps.clock,
        signal: new AbortController().signal,
      });
      return { ...report, checks: report.checks.map((one) => redactCheck(one, deps.redact)) };
    } finally {
      await host.close();
    }
  };
}

function redactCheck(check: PrerequisiteCheck, redact: (text: string) => string): PrerequisiteCheck {
  const { message, next_step, evidence } = check;
  return {
    ...check,
    message: redact(message),
    ...(next_step ? { next_step: redact(next_step) } : {}),
    ...(evidence ? { evidence: evidence.map(({ label, value }) => ({ label, value: redact(value) })) } : {}),
  };
}

function openRemote({ remote_hosts }: PrerequisiteLookDeps, request: PrerequisitesRequest): Promise<HostExecutor> {
  const { host, username, auth } = request;
  if (!host) throw missing('host');
  if (!username) throw missing('username');
  if (!auth) throw missing('auth');
  return remote_hosts.open({ host, port: request.ssh_port ?? ssh_port, username }, readCredential(auth));
}

const missing = (field: string): AppError =>
  new AppError('invalid_request', { details: [{ field, message: 'is needed for another machine' }] });
