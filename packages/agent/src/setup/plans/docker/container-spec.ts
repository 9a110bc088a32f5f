import { createHash } from 'node:crypto';
import type { RuntimeProfile } from '../../../gateway/profiles.ts';
import type { ContainerSpec, EngineReading, ImageReading } from '../../../ports/docker-engine.ts';

/** HOME of the image's account, as it is published. */
const container_home = '/home/node';
const gib = 1024 ** 3;
/** It boots within 700 MiB; below this it is killed sooner or later. */
const memory_wanted_bytes = 2 * gib;
const processes_max = 512;
/** A drain may take 315 seconds; sooner it is not to be killed. */
export const stop_budget_s = 330;

export const labels = { plan: 'moltbot-ops.plan', job: 'moltbot-ops.job', port: 'moltbot-ops.port' } as const;

export interface SpecInput {
  profile: RuntimeProfile;
  name: string;
  /** Pinned reference, or an id. */
  image: string;
  image_reading: Pick<ImageReading, 'entrypoint' | 'command'>;
  engine: EngineReading;
  user: string;
  state_directory: string;
  port: number;
  /** Of the environment file. */
  secrets: Readonly<Record<string, string>>;
}

/** The container that is wanted, without the label of its plan. Pure. */
export function makeContainerSpec(input: SpecInput): ContainerSpec {
  const { profile, name, image, engine, user, state_directory, port, secrets } = input;
  const state = `${container_home}/${profile.state_directory}`;
  const prefix = profile.env_prefix;
  const ready = `fetch('http://127.0.0.1:${port}/readyz').then((r)=>process.exit(r.ok?0:1)).catch(()=>process.exit(1))`;
  return {
    name,
    image,
    // A state that a killed gateway still holds is given back at once to a host of the same name, else after minutes.
    hostname: name,
    entrypoint: null,
    command: commandOf(input),
    user,
    environment: {
      HOME: container_home,
      XDG_CACHE_HOME: `${state}/cache`,
      [`${prefix}_STATE_DIR`]: state,
      [`${prefix}_CONFIG_PATH`]: `${state}/${profile.config_file}`,
      // Multicast does not leave a container's network.
      [`${prefix}_DISABLE_BONJOUR`]: '1',
      ...secrets,
    },
    ports: [{ host: port, container: port }],
    binds: [{ host: state_directory, container: state, read_only: false }],
    // Its state has to belong to an account that the machine knows, or nobody here could read it.
    ...(engine.remaps_users ? { same_users: true } : {}),
    labels: {},
    restart: 'unless-stopped',
    network: true,
    memory_bytes: engine.limits.memory ? memoryFor(engine.memory_bytes) : null,
    cpus: engine.limits.cpu && engine.cpus > 1 ? Math.min(2, engine.cpus) : null,
    pids: engine.limits.pids ? processes_max : null,
    capabilities: 'none',
    healthcheck: { test: ['node', '-e', ready], interval_s: 30, timeout_s: 10, start_period_s: 180, retries: 3 },
    log: { size_mib: 10, files: 5 },
    stop_timeout_s: stop_budget_s,
  };
}

/** Small machines keep a quarter for themselves; never less than a boot takes. */
const memoryFor = (machine_bytes: number): number =>
  machine_bytes === 0
    ? memory_wanted_bytes
    : Math.max(gib, Math.min(memory_wanted_bytes, Math.floor(machine_bytes * 0.75)));

/**
 * The image's own command where that starts the gateway, else the program by its name; the address last, because it wins
 * over a configuration that was made for a gateway outside of a container.
 */
function commandOf({ profile, image_reading, port }: SpecInput): string[] {
  const address = ['--bind', 'lan', '--port', String(port)];
  const { entrypoint, command } = image_reading;
  if (command.includes('gateway')) return [...command, ...address];
  const is_program = entrypoint.at(-1)?.split('/').at(-1) === profile.binary;
  return [...(is_program ? [] : [profile.binary]), 'gateway', 'run', ...address];
}

/** Names this very specification; a container with the same label needs no change. */
export function planHash(spec: ContainerSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 32);
}
