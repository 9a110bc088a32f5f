// The managed gateway as a thing to be changed: where its files lie, what its process sees, and how to reach it.
// Holds credentials: it stays inside the agent.
import type { Credential, GatewayTls } from './config-file.ts';
import type { GatewaySettings } from './install.ts';
import type { GatewayPlace } from './place.ts';
import type { GatewayProcess } from './processes.ts';
import type { Environment, RuntimeProfile } from './profiles.ts';
import type { GatewayKeeper } from './service-orders.ts';

export interface GatewayTarget {
  runtime: RuntimeProfile;
  /** Program of the runtime, where it is installed. */
  binary_path: string | null;
  version: string | null;
  config_path: string;
  state_directory: string;
  /** HOME that it runs under. */
  home: string;
  /** Variables that its process was started with; of the agent's own, where none runs. Holds secrets. */
  env: Environment;
  /** Port on this machine's loopback. */
  port: number;
  tls: GatewayTls | null;
  /** Shared secrets to try, best first. */
  credentials: readonly Credential[];
  /** The system hides the variables of its process, so `env` is not theirs. */
  env_hidden?: boolean;
  /** The gateway's own variables that its container was given, where one keeps it. Holds secrets. */
  container_env?: Environment;
  /** Process of it; null where none runs or none is seen. */
  pid: number | null;
  /** What would keep it alive. */
  keepers: readonly GatewayKeeper[];
  /** Its files are out of reach, and it is changed over its connection only. */
  is_remote: boolean;
  /** Hash of what the observer read last of the configuration and everything it takes in; null when unreadable. */
  content_hash: string | null;
}

/** Puts the target together from what is observed; `version` is what the running gateway said of itself. */
export function makeTarget(
  place: GatewayPlace,
  main: GatewayProcess | null,
  settings: GatewaySettings,
  version: string | null,
): GatewayTarget {
  const { install, config } = place;
  const container_env = place.services.find(({ environment }) => environment !== undefined)?.environment;
  return {
    runtime: install.runtime,
    binary_path: install.binary_path,
    version: version ?? install.version,
    ...install.paths,
    home: settings.gateway_home,
    env: main?.env ?? settings.env,
    port: place.port(main),
    tls: config.tls,
    credentials: place.credentials(),
    ...(main !== null && main.env === null ? { env_hidden: true } : {}),
    ...(container_env === undefined ? {} : { container_env }),
    pid: main?.pid ?? null,
    keepers: place.services.map(({ manager, unit }) => ({ manager, unit })),
    is_remote: false,
    content_hash: config.content_hash,
  };
}
