// Where the managed gateway is: runtime, binary, configuration, service units. Looks at files only, and asks the
// service manager anew only when a unit came or changed, or when somebody says that the gateway's life changed.
import { dirname } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { ProcessTable } from '../ports/process-table.ts';
import type { ServiceFacts, ServiceManager, ServiceQuery } from '../ports/service-manager.ts';
import { type ConfigFacts, type Credential, readConfigFile } from './config-file.ts';
import { ContainerRestarts } from './container-restarts.ts';
import {
  createVersionReader,
  type FoundInstall,
  findInstall,
  type GatewaySettings,
  readPackageVersion,
  type VersionReader,
} from './install.ts';
import { readLock, type StateLock } from './lock.ts';
import type { Observations } from './observation.ts';
import { commandEnvironment, type GatewayProcess, lockPlace } from './processes.ts';
import { profileVariable } from './profiles.ts';

const settleMs = 150;
/** How often the sockets of a gateway are looked at: until one listens, and after that. */
const listenPeriodMs = 1_000;
const foundPortPeriodMs = 30_000;
/** A container has no unit file that tells of its life, so the engine is asked again after this long. */
const containerPeriodMs = 5_000;

export interface PlaceDeps {
  settings: GatewaySettings;
  clock: Clock;
  files: HostFiles;
  services: ServiceManager;
  processes: ProcessTable;
  commands: CommandRunner;
  rememberSecret: (secret: string) => void;
  node_directory: string;
}

const parsePort = (text: string | null): number | null => {
  const port = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : null;
};

export class GatewayPlace {
  install: FoundInstall;
  config: ConfigFacts;
  services: ServiceFacts[] = [];
  readonly restarts = new ContainerRestarts();
  unit_version: string | null = null;
  readonly command_env: Record<string, string>;
  private readonly deps: PlaceDeps;
  private readonly configChanged: () => void;
  private readonly versions: VersionReader;
  private mark = '';
  private services_mark: string | null = null;
  private services_at = Number.NEGATIVE_INFINITY;
  private config_mark = '';
  private seen_port = { key: '', at: 0, port: null as number | null };
  private watched: { directory: string; stop: () => void } | null = null;
  private cancelSettle: () => void = () => undefined;

  constructor(deps: PlaceDeps, configChanged: () => void) {
    const { settings, files } = deps;
    this.deps = deps;
    this.configChanged = configChanged;
    this.command_env = commandEnvironment(settings.gateway_home, settings.env, deps.node_directory);
    this.versions = createVersionReader(files, deps.commands, this.command_env);
    this.install = findInstall(settings, files, null);
    this.config = this.read(null);
  }

  /** Looks whether anything moved; tells when something did. Starts a program only for what is new. */
  async look(running: GatewayProcess | null): Promise<boolean> {
    const started = this.services.find((one) => one.entry_path !== null)?.entry_path ?? null;
    const found = findInstall(this.deps.settings, this.deps.files, running?.profile ?? null, started);
    const mark = [found.profile, found.binary_path, this.stampOf(found.binary_path), found.config_path].join('|');
    const moved = mark !== this.mark;
    this.install = { ...found, version: moved ? null : this.install.version };
    if (moved) {
      this.mark = mark;
      this.install = { ...this.install, version: await this.versions.read(this.install) };
    }
    this.watchConfig();
    const config_mark = [found.config_path, ...this.config.read_paths]
      .map((path) => `${path}=${this.stampOf(path)}`)
      .join('|');
    if (config_mark !== this.config_mark) this.settle();
    this.config_mark = config_mark;
    await this.lookAtServices(false);
    return moved;
  }

  /** Asks the service managers again, because the gateway's life changed. */
  async refreshServices(): Promise<void> {
    await this.lookAtServices(true);
  }

  /** Reads the configuration; tells whether its content is another. */
  readConfig(running: GatewayProcess | null): boolean {
    const before = this.config;
    this.config = this.read(running);
    for (const secret of this.config.secrets) this.deps.rememberSecret(secret);
    const meaning = ({ state, content_hash, port, credentials, tls }: ConfigFacts) =>
      JSON.stringify([state, content_hash, port, credentials, tls]);
    return meaning(before) !== meaning(this.config);
  }

  /** The port to talk to: what the running gateway noted or listens on, its environment, its configuration. */
  port(running: GatewayProcess | null): number {
    const lock = running === null ? null : this.lock();
    if (lock !== null && lock.port !== null && lock.pid === running?.pid) return lock.port;
    const { runtime } = this.install;
    const env = running?.env ?? this.deps.settings.env;
    const container = this.services.find((service) => service.host_port !== null)?.host_port;
    const set =
      parsePort(profileVariable(runtime, env, 'GATEWAY_PORT')) ?? this.config.port ?? container ?? runtime.default_port;
    return running === null ? set : this.listeningPort(running, set);
  }

  hasState(): boolean {
    return this.stampOf(this.install.paths.state_directory) !== null;
  }

  lockPid(): number | null {
    return this.lock()?.pid ?? null;
  }

  private lock(): StateLock | null {
    const { files, settings } = this.deps;
    const { runtime } = this.install;
    return readLock(files, runtime, lockPlace(runtime, settings.gateway_home, settings.env));
  }

  /** A `--port` that differs from what is set shows in its sockets only. Its other ports are higher ones. */
  private listeningPort(running: GatewayProcess, set: number): number {
    const now = this.deps.clock.monotonic();
    const { key, at, port } = this.seen_port;
    const fresh = now - at < (port === null ? listenPeriodMs : foundPortPeriodMs);
    if (key === running.start_key && fresh) return port ?? set;
    const ports = this.deps.processes.listening(running.pid) ?? [];
    const found = ports.includes(set) ? set : (ports[0] ?? null);
    this.seen_port = { key: running.start_key, at: now, port: found };
    return found ?? set;
  }

  /** The connection is lost: what an engine said of its container a moment ago may hold no more. */
  doubt(): void {
    if (this.services.some((one) => one.manager === 'docker')) this.services_at = Number.NEGATIVE_INFINITY;
  }

  /** Shared secrets to try: of the configuration, then those that a container was started with. */
  credentials(): Credential[] {
    const of_containers = this.services.flatMap(({ environment }) =>
      (['token', 'password'] as const).flatMap((kind) => {
        const name = `GATEWAY_${kind.toUpperCase()}`;
        const secret = environment === undefined ? null : profileVariable(this.install.runtime, environment, name);
        return secret === null ? [] : [{ kind, secret }];
      }),
    );
    for (const { secret } of of_containers) this.deps.rememberSecret(secret);
    return [...this.config.credentials, ...of_containers];
  }

  configFacts(): Observations['config'] {
    const { state, issues, auth_mode, mode } = this.config;
    return { state, issues, has_credentials: this.credentials().length > 0, auth_mode, mode };
  }

  close(): void {
    this.cancelSettle();
    this.watched?.stop();
    this.watched = null;
  }

  private stampOf(path: string | null): string | null {
    return path === null ? null : this.deps.files.stamp(path);
  }

  private read(running: GatewayProcess | null): ConfigFacts {
    const { files, settings } = this.deps;
    const { runtime, paths } = this.install;
    const env = { ...settings.env, ...running?.env };
    return readConfigFile({
      files,
      profile: runtime,
      path: paths.config_path,
      state_directory: paths.state_directory,
      home: settings.gateway_home,
      env,
    });
  }

  private watchConfig(): void {
    const directory = dirname(this.install.config_path);
    const exists = this.deps.files.stamp(directory) !== null;
    if (this.watched !== null && (this.watched.directory !== directory || !exists)) {
      this.watched.stop();
      this.watched = null;
    }
    if (!exists || this.watched !== null) return;
    const name = this.install.config_path.split('/').at(-1);
    const stop = this.deps.files.watch(directory, (changed) => {
      if (changed === null || changed === name || changed === '.env') this.settle();
    });
    this.watched = { directory, stop };
  }

  /** Waits for a writer to finish before the configuration is read. */
  private settle(): void {
    this.cancelSettle();
    this.cancelSettle = this.deps.clock.after(settleMs, () => this.configChanged());
  }

  private async lookAtServices(force: boolean): Promise<void> {
    const { runtime } = this.install;
    const { settings, clock, files } = this.deps;
    const query: ServiceQuery = { ...runtime, home: settings.gateway_home };
    const mark = this.deps.services.stamp(query);
    // A configuration without a program on this machine is a container's, though none may be there yet, and an engine
    // that was slow to answer once has it all the same.
    const container =
      settings.in_container === true ||
      this.install.binary_path === null ||
      this.services.some((one) => one.manager === 'docker');
    const due = container && clock.monotonic() - this.services_at >= containerPeriodMs;
    if (mark === null) this.services = [];
    if (mark === null || (mark === this.services_mark && !due && !force)) return;
    this.services_mark = mark;
    this.services_at = clock.monotonic();
    const found = await this.deps.services.read(query);
    const local = this.install.binary_path !== null || this.install.config_exists;
    // A container is another installation, unless there is none here or it publishes the port that is watched.
    const own = found.filter(
      (one) => one.manager !== 'docker' || !local || one.host_port === (this.config.port ?? runtime.default_port),
    );
    this.services = this.restarts.note(own, clock.monotonic());
    const unit = this.services.find((one) => one.entry_path !== null);
    const entry = unit?.entry_path ?? null;
    this.unit_version =
      entry === null ? (this.services[0]?.version ?? null) : readPackageVersion(entry, runtime.npm_package, files);
  }
}
