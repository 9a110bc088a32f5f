// What the steps of an installation in a container share: the target, the parts they are given, where things lie on the
// host, and what a refusal of the engine means to somebody who installs.
import { join } from 'node:path';
import { type ProfilePaths, profilePaths, type RuntimeProfile } from '../../../gateway/profiles.ts';
import { type JobFacts, type StepContext, StepError } from '../../../jobs/plan.ts';
import type { Clock } from '../../../ports/clock.ts';
import {
  type DockerEngine,
  type DockerEngines,
  EngineError,
  type EngineFailure,
} from '../../../ports/docker-engine.ts';
import type { GatewayProbe } from '../../../ports/gateway-probe.ts';
import type { HostExecutor } from '../../../ports/host-executor.ts';
import type { RandomBytes } from '../../../ports/random.ts';

/** What is to be installed; durable, so it lies in the job's parameters. */
export interface DockerTarget {
  profile: RuntimeProfile;
  channel: string;
  /** Name and tag, such as `openclaw/openclaw:2026.9.6`. */
  reference: string;
  /** Digest that was shown and confirmed, or the id of an image that only the engine has; null resolves it in the job. */
  digest: string | null;
  /** On the host's loopback, and within the container. */
  port: number;
}

export interface DockerParts {
  clock: Clock;
  random: RandomBytes;
  probe: GatewayProbe;
  engines: DockerEngines;
  /** The engine's Unix socket on that host. */
  dockerSocket(host: HostExecutor): Promise<string>;
  /** The gateway's own variables, without secrets, that say where its state lies on that host. */
  gatewayEnv(host: HostExecutor): Readonly<Record<string, string>>;
  /** Told of a token as soon as it is made or read. */
  rememberSecret(secret: string): void;
}

export interface Docker {
  target: DockerTarget;
  parts: DockerParts;
}

export type AnyContext = StepContext<unknown>;

export interface DockerLayout extends ProfilePaths {
  /** Of the container. */
  name: string;
  /** What the account owns beside the state: environment and compose file. */
  directory: string;
  environment_path: string;
  compose_path: string;
}

export function dockerLayout(
  profile: RuntimeProfile,
  home: string,
  env: Readonly<Record<string, string>>,
): DockerLayout {
  const directory = join(home, '.config/moltbot-ops/docker', profile.gateway_title);
  const { state_directory } = profilePaths(profile, home, env);
  return {
    state_directory,
    // Within the container it can lie nowhere else.
    config_path: join(state_directory, profile.config_file),
    name: profile.gateway_title,
    directory,
    environment_path: join(directory, 'gateway.env'),
    compose_path: join(directory, 'compose.yaml'),
  };
}

export async function layoutOf({ target, parts }: Docker, { host }: AnyContext): Promise<DockerLayout> {
  const { home } = await host.facts();
  return dockerLayout(target.profile, home, parts.gatewayEnv(host));
}

export async function engineOf({ parts }: Docker, { host }: AnyContext): Promise<DockerEngine> {
  return parts.engines.open(host, await parts.dockerSocket(host));
}

/** A fact that an earlier step left; a plan whose steps are in order has it. */
export function factOf(facts: Readonly<JobFacts>, name: string): string {
  const found = facts[name];
  if (typeof found === 'string') return found;
  throw new StepError('internal', `The step before did not leave ${name}.`, { next_step: 'Start the job again.' });
}

interface Meaning {
  code: string;
  message: string;
  next_step: string;
  transient?: true;
}

const image_causes =
  'Usual causes: 1. this machine cannot reach the image registry (network, proxy, firewall); 2. the name or version does not exist there; 3. the registry wants a sign-in (docker login as the account that runs the engine’s client).';

const meanings: Readonly<Record<EngineFailure, Meaning>> = {
  unreachable: {
    code: 'docker_unreachable',
    message: 'The Docker engine does not answer.',
    next_step: 'Start it (`systemctl start docker`, or Docker Desktop), then start the job again.',
    transient: true,
  },
  timeout: {
    code: 'docker_unreachable',
    message: 'The Docker engine did not answer in time.',
    next_step: 'Look at the load of the machine and at the engine’s log, then start the job again.',
    transient: true,
  },
  denied: {
    code: 'docker_denied',
    message: 'This account may not use the Docker engine.',
    next_step: 'As root: `usermod -aG docker ACCOUNT`; then sign in anew, or use rootless Docker.',
  },
  missing: { code: 'image_unavailable', message: 'There is no such image.', next_step: image_causes },
  sign_in: {
    code: 'image_unavailable',
    message: 'The registry does not give out that image.',
    next_step: image_causes,
  },
  registry: {
    code: 'image_unavailable',
    message: 'The image registry could not be reached.',
    next_step: image_causes,
    transient: true,
  },
  rate_limited: {
    code: 'image_rate_limited',
    message: 'The image registry has had enough requests from this address.',
    next_step: 'Wait for as long as it says (six hours at most), or sign in with `docker login`.',
    transient: true,
  },
  no_space: {
    code: 'docker_no_space',
    message: 'The disk of the Docker engine is full.',
    next_step: 'See `docker system df`; free space with `docker image prune`, then start the job again.',
  },
  port_taken: {
    code: 'gateway_port_taken',
    message: 'Another program holds the gateway’s port.',
    next_step: 'Stop that program, or choose another port.',
  },
  conflict: {
    code: 'docker_conflict',
    message: 'The engine is using what was to be changed.',
    next_step: 'Look at `docker ps -a`, and start the job again when the other change is over.',
    transient: true,
  },
  failed: {
    code: 'docker_refused',
    message: 'The Docker engine refused.',
    next_step: 'Read its words in the evidence; they name the cause.',
  },
};

/** Speaks to the engine; what it refuses becomes a failure of the step with a cause and a way on. */
export async function withEngine<Answer>(speak: () => Promise<Answer>): Promise<Answer> {
  try {
    return await speak();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { code, message, next_step, transient } = meanings[error.failure];
    throw new StepError(code, message, {
      next_step,
      transient: transient === true,
      evidence: [error.message],
      cause: error,
    });
  }
}
