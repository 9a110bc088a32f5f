// Watches a gateway on another machine through a forward: its open questions and its WebSocket, no process, no file.
// Changes nothing over there; while the machine cannot be looked at, the state is unknown and never down.
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { GatewayConnector } from '../ports/gateway-connection.ts';
import type { GatewayProbe } from '../ports/gateway-probe.ts';
import type { Log } from '../ports/log.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import { sayTarget } from '../ports/ssh.ts';
import { dayMs } from './boots.ts';
import type { Credential } from './config-file.ts';
import { slowStartMs } from './decide.ts';
import type { RemoteGateway } from './managed.ts';
import { idleWatch, type Observations } from './observation.ts';
import type { GatewayObserver } from './observer.ts';
import { runtimeProfiles } from './profiles.ts';
import { RemoteLink, type RemoteLinkDeps } from './remote-link.ts';
import { watcherDevice } from './remote-secrets.ts';
import { makeStatus } from './status.ts';
import type { GatewayTarget } from './target.ts';
import { GatewayWatcher } from './watcher.ts';
import { openDeviceIdentity, watchScopes } from './watcher-identity.ts';

const publishPeriodMs = 1_000;

export interface RemoteObserverDeps extends Omit<RemoteLinkDeps, 'changed'> {
  log: Log;
  secrets: SecretStore;
  connector: GatewayConnector;
  probe: GatewayProbe;
  /** Shared token of the gateway; null where it is not known here. */
  readToken(): Promise<string | null>;
  redact: (text: string) => string;
  rememberSecret: (secret: string) => void;
  random: () => number;
  agent_version: string;
  platform: string;
}

export function createRemoteObserver(deps: RemoteObserverDeps): GatewayObserver {
  return new RemoteObserver(deps);
}

class RemoteObserver implements GatewayObserver {
  private readonly deps: RemoteObserverDeps;
  private readonly link: RemoteLink;
  private watcher: GatewayWatcher | null = null;
  private credentials: Credential[] = [];
  private boot_id: string | null = null;
  private restarts_ms: number[] = [];
  private last: MoltBotStatus | null = null;
  private last_text = '';
  private state_since_ms: number;
  private observed_ms: number;
  private opening: Promise<void> | null = null;
  private cancelTick: () => void = () => undefined;
  private closed = false;
  private readonly listeners = new Set<(status: MoltBotStatus) => void>();

  constructor(deps: RemoteObserverDeps) {
    this.deps = deps;
    this.link = new RemoteLink({ ...deps, changed: () => this.linkChanged() });
    this.state_since_ms = deps.clock.now();
    this.observed_ms = deps.clock.now();
  }

  start(): void {
    this.opening = this.begin().catch((error: unknown) =>
      this.deps.log.error('gateway.remote_observer_failed', { error: String(error) }),
    );
  }

  status(): MoltBotStatus {
    return {
      ...(this.last ?? this.compose()),
      state_since: new Date(this.state_since_ms).toISOString(),
      observed_at: new Date(this.observed_ms).toISOString(),
    };
  }

  subscribe(listener: (status: MoltBotStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** No program and no file of it is within reach: it can be changed over its connection only. */
  target(): GatewayTarget {
    const { gateway } = this.deps;
    const slash = gateway.config_path?.lastIndexOf('/') ?? -1;
    return {
      runtime: this.runtime(),
      binary_path: null,
      version: this.watcher?.facts().version ?? gateway.version,
      config_path: gateway.config_path ?? '',
      state_directory: slash > 0 ? (gateway.config_path?.slice(0, slash) ?? '') : '',
      home: '',
      env: {},
      port: this.link.port() ?? 0,
      tls: null,
      credentials: this.credentials,
      pid: null,
      keepers: [],
      is_remote: true,
      content_hash: null,
    };
  }

  reader(): GatewayWatcher | null {
    return this.watcher;
  }

  /** Its file is out of sight. */
  onConfigChanged(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancelTick();
    this.listeners.clear();
    this.watcher?.close();
    await this.link.close();
    await this.opening;
  }

  private async begin(): Promise<void> {
    const { deps } = this;
    const token = await deps.readToken();
    if (token !== null) deps.rememberSecret(token);
    this.credentials = token === null ? [] : [{ kind: 'token', secret: token }];
    // Of its own: the token that one gateway issued to a device is worth nothing to another.
    const identity = await openDeviceIdentity({ ...deps, secret_name: watcherDevice, scopes: watchScopes });
    for (const secret of identity.secrets()) deps.rememberSecret(secret);
    if (this.closed) return;
    this.watcher = new GatewayWatcher({
      ...deps,
      identity,
      probe: { read: (port, secure) => this.ask(port, secure) },
      port: () => this.link.port() ?? 0,
      credentials: () => this.credentials,
      tls: () => null,
      mayConnect: () => this.link.port() !== null,
      situation: () => (this.watcher?.everAnswered() === true ? 'alive' : 'absent'),
      changed: () => this.publish(),
      greeted: (boot_id) => this.greeted(boot_id),
      lost: () => undefined,
    });
    await this.link.open();
    this.tick();
    await this.watcher.look();
  }

  /** A forward takes every connection, so whether anything listens behind it is asked of the other side first. */
  private async ask(port: number, secure?: boolean) {
    if (this.link.port() === null || !(await this.link.reaches())) return { kind: 'refused' as const };
    return await this.deps.probe.read(port, secure);
  }

  private tick(): void {
    if (this.closed) return;
    this.publish();
    this.cancelTick = this.deps.clock.after(publishPeriodMs, () => this.tick());
  }

  private linkChanged(): void {
    if (this.link.problem() === null) this.watcher?.poke();
    this.publish();
  }

  private greeted(boot_id: string): void {
    if (this.boot_id === boot_id) return;
    // The first boot that was met is the one that was there, not a restart.
    if (this.boot_id !== null) this.restarts_ms = [...this.restartsOfLastDay(), this.deps.clock.now()];
    this.boot_id = boot_id;
  }

  /** Those that lie ahead were noted before the clock was set back. */
  private restartsOfLastDay(): number[] {
    const now_ms = this.deps.clock.now();
    return this.restarts_ms.filter((at_ms) => at_ms <= now_ms && now_ms - at_ms < dayMs);
  }

  private runtime() {
    const { profile } = this.deps.gateway;
    const found = runtimeProfiles.find(({ name }) => name === profile);
    if (!found) throw new Error(`There is no runtime called ${profile}.`);
    return found;
  }

  private compose(): MoltBotStatus {
    const now_ms = this.deps.clock.now();
    const observations = this.observe();
    const restart_count_24h = this.restartsOfLastDay().length;
    const unit_version = null;
    return makeStatus({ observations, restart_count_24h, unit_version, now_ms }, this.deps.redact);
  }

  private observe(): Observations {
    const { gateway } = this.deps;
    const watch = this.watcher?.facts() ?? idleWatch;
    const probe = this.watcher?.probe() ?? { reading: null, for_ms: 0 };
    const lost_ms = watch.lost_ms ?? slowStartMs;
    return {
      install: {
        profile: gateway.profile,
        binary_path: this.runtime().binary,
        version: null,
        config_path: gateway.config_path ?? '',
        config_exists: gateway.config_path !== null,
      },
      services: [serviceOf(gateway)],
      processes_visible: false,
      process: null,
      other_pids: [],
      unidentified_pid: null,
      port: gateway.gateway_port,
      port_stranger: null,
      probe: probe.reading,
      probe_for_ms: probe.for_ms,
      watch: { ...watch, safe_mode: false },
      config: { state: 'ok', issues: [], has_credentials: this.credentials.length > 0, auth_mode: null, mode: 'local' },
      validation: null,
      end: null,
      remote: {
        machine: sayTarget(gateway),
        problem: this.link.problem(),
        expected_back: lost_ms < slowStartMs && watch.shutdown?.restarting !== false,
      },
      unclean_boots_10m: 0,
    };
  }

  private publish(): void {
    if (this.closed) return;
    const next = this.compose();
    this.observed_ms = this.deps.clock.now();
    const text = JSON.stringify(next);
    if (text === this.last_text) return;
    if (next.state !== this.last?.state) this.state_since_ms = this.deps.clock.now();
    this.last = next;
    this.last_text = text;
    for (const listener of this.listeners) listener(this.status());
  }
}

/** The service as it was recorded; its manager cannot be asked from here. */
function serviceOf({ service_manager, service_unit }: RemoteGateway): Observations['services'][number] {
  const managers = ['systemd-user', 'systemd-system', 'launchd', 'docker', 'process'] as const;
  return {
    manager: managers.find((one) => one === service_manager) ?? 'process',
    unit: service_unit ?? service_manager,
    answered: false,
    active_state: null,
    result: null,
    exit_status: null,
    restarts: null,
    main_pid: null,
    started_at_ms: null,
    entry_path: null,
    version: null,
    host_port: null,
  };
}
