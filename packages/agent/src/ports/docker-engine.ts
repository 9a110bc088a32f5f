import type { Duplex } from 'node:stream';
import type { HostExecutor, RunResult } from './host-executor.ts';

/** Why the engine did not do it, in words that a step can tell apart. */
export type EngineFailure =
  | 'unreachable' // no socket, nobody listens, or the connection ended
  | 'denied' // the account may not use the socket
  | 'timeout'
  | 'missing' // no such image, container or manifest
  | 'conflict' // the name or the object is in use
  | 'port_taken'
  | 'no_space'
  | 'sign_in' // the image's registry wants credentials
  | 'rate_limited'
  | 'registry' // the image's registry cannot be reached
  | 'failed';

export class EngineError extends Error {
  readonly failure: EngineFailure;
  constructor(failure: EngineFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.failure = failure;
  }
}

export interface EngineReading {
  version: string;
  api_version: string;
  os: string;
  arch: string;
  /** Where it keeps images and containers, on its own machine. */
  root_directory: string;
  storage_driver: string;
  /** It runs without root: root within a container is the engine's own account. */
  rootless: boolean;
  /** It maps the accounts of containers to others of the machine, unless one is told to leave that. */
  remaps_users: boolean;
  cgroup_version: string;
  memory_bytes: number;
  cpus: number;
  /** Which limits it can hold a container to. */
  limits: { memory: boolean; cpu: boolean; pids: boolean };
}

export interface ImageReading {
  /** `sha256:…` of its configuration: names the very image on this engine. */
  id: string;
  tags: string[];
  /** `name@sha256:…` under which registries know it. */
  digests: string[];
  size_bytes: number;
  /** Of its labels. */
  version: string | null;
  entrypoint: string[];
  command: string[];
}

/** One container in our words; the same text makes the engine's options and the compose file. */
export interface ContainerSpec {
  name: string;
  /** Reference to run, pinned. */
  image: string;
  /** Name within: by it the gateway knows a former holder of its state for itself. */
  hostname: string;
  /** Program instead of the image's own; null keeps that. */
  entrypoint: string[] | null;
  /** Arguments instead of the image's own; null keeps those. */
  command: string[] | null;
  /** `uid:gid`. */
  user: string;
  environment: Readonly<Record<string, string>>;
  /** Published on the host's loopback and nowhere else. */
  ports: { host: number; container: number }[];
  binds: { host: string; container: string; read_only: boolean }[];
  /** Its accounts are the machine's, on an engine that maps them to others; left out on every other engine. */
  same_users?: true;
  labels: Readonly<Record<string, string>>;
  restart: 'unless-stopped' | 'no';
  /** Without a network it can reach nothing. */
  network: boolean;
  memory_bytes: number | null;
  cpus: number | null;
  pids: number | null;
  capabilities: 'none' | readonly string[];
  healthcheck: {
    test: string[];
    interval_s: number;
    timeout_s: number;
    start_period_s: number;
    retries: number;
  } | null;
  log: { size_mib: number; files: number };
  stop_timeout_s: number;
}

export interface ContainerReading {
  id: string;
  name: string;
  image_id: string;
  labels: Record<string, string>;
  state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  health: 'healthy' | 'unhealthy' | 'starting' | null;
  exit_code: number;
  out_of_memory: boolean;
  restarts: number;
  pid: number | null;
  started_at: string | null;
  /** What the engine said when it could not start it. */
  error: string;
}

/** A running container that publishes a port of its host. */
export interface PortPublisher {
  name: string;
  container_port: number;
  labels: Record<string, string>;
}

/** A mount of a container, as the engine knows it. */
export interface ContainerMount {
  type: 'bind' | 'volume';
  /** Directory of the engine's machine, or name of the volume. */
  source: string;
  target: string;
}

/** What a program within a container finds around it. */
export interface ContainerSurroundings {
  id: string;
  image_id: string;
  is_running: boolean;
  user: string;
  directory: string;
  /** Every variable of it. Holds secrets. */
  env: Readonly<Record<string, string>>;
  mounts: readonly ContainerMount[];
  /** Network that it was made with. */
  network: string;
  /** Mapping of accounts that it was made with; empty for the engine's own. */
  users: string;
}

/** A program that is run once, beside a container and not within it. */
export interface AsideRun {
  /** Name of the container that is made for it; a former one of ours under that name goes first. */
  name: string;
  /** Whose image and accounts it takes. */
  like: ContainerSurroundings;
  argv: readonly [string, ...string[]];
  /** Given by standard input, like the file: no engine and no list of processes shows it. */
  env: Readonly<Record<string, string>>;
  /** A file below `/tmp`, readable for its account alone, in memory. */
  file: { path: string; text: string } | null;
  mounts: readonly (ContainerMount & { read_only: boolean })[];
  /** `none`, or a network as the engine names it. */
  network: string;
  memory_bytes: number;
  timeout_ms: number;
  /** Of each output. */
  output_bytes_max: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** One Docker engine. Every call is bounded in time and rejects with `EngineError`. */
export interface DockerEngine {
  read(options?: CallOptions): Promise<EngineReading>;
  /** Null when the engine has no such image. */
  readImage(reference: string, options?: CallOptions): Promise<ImageReading | null>;
  /** Digest that the image's registry gives for the reference now; nothing is downloaded. */
  readDigest(reference: string, options?: CallOptions): Promise<string>;
  /** `progress`: share from 0 to 1 where the sizes are known, and the engine's line. */
  pull(reference: string, progress: (share: number | null, line: string) => void, options?: CallOptions): Promise<void>;
  /** Nothing there is no error; in use is `conflict`. */
  removeImage(reference: string): Promise<void>;
  /** By name or id; null when there is none. */
  readContainer(name: string, options?: CallOptions): Promise<ContainerReading | null>;
  /** The running container that publishes a TCP port of its host, and the port within. */
  findPublisher(host_port: number): Promise<PortPublisher | null>;
  /** Id of the new container. */
  createContainer(spec: ContainerSpec): Promise<string>;
  renameContainer(name: string, to: string): Promise<void>;
  /** Running already is no error. */
  startContainer(name: string): Promise<void>;
  /** Comes back when it ended; after the time it is killed. Stopped already, or none, is no error. */
  stopContainer(name: string, timeout_s: number): Promise<void>;
  /** With its anonymous volumes. None is no error. */
  removeContainer(name: string, options: { force: boolean }): Promise<void>;
  /**
   * A stream to a port on the loopback within a running container, carried by a small Node there. For what a gateway
   * grants its own loopback only; it lasts until either end closes.
   */
  openTunnel(name: string, port: number): Promise<Duplex>;
  /** Null when there is no such container. */
  readSurroundings(name: string): Promise<ContainerSurroundings | null>;
  /**
   * Runs it in a container of its own, which is gone when this comes back, and ends by itself when its time is over or
   * nobody listens any more. Rejects when it could not be run at all.
   */
  runAside(run: AsideRun): Promise<RunResult>;
  /** Its last lines, oldest first, of both outputs. */
  readLogs(name: string, lines: number): Promise<string[]>;
}

/** Opens an engine over its Unix socket on whichever host. Nothing is asked before the first call. */
export interface DockerEngines {
  open(host: HostExecutor, socket_path: string): DockerEngine;
}
