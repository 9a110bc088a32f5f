// One observer of the managed gateway: files, processes and its connection in, one status out.
// Reading the status is a memory read; whoever listens is told of changes. While connected it is driven by what the
// gateway pushes and by directory events; only while it is not does it look often. It changes nothing on the host.
import type { MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { BootHistory } from '../ports/boot-history.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { GatewayConnector } from '../ports/gateway-connection.ts';
import type { GatewayProbe } from '../ports/gateway-probe.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { Log } from '../ports/log.ts';
import type { ProcessTable } from '../ports/process-table.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { ServiceManager } from '../ports/service-manager.ts';
import { createBoots, dayMs } from './boots.ts';
import { GatewayEnd } from './gateway-end.ts';
import type { GatewaySettings } from './install.ts';
import { idleWatch } from './observation.ts';
import { GatewayPlace } from './place.ts';
import { type GatewayProcess, GatewayProcesses, type ProcessSurvey, type Stranger } from './processes.ts';
import { makeStatus } from './status.ts';
import { type GatewayTarget, makeTarget } from './target.ts';
import { type GatewayReader, GatewayWatcher } from './watcher.ts';
import { openWatcherIdentity } from './watcher-identity.ts';

/** How often files are looked at: it bounds how long a new installation or a changed unit stays unseen. */
const placePeriodMs = 2_500;
const connectedPeriodMs = 5_000;
const freshScanPeriodMs = 15_000;
const connectedScanPeriodMs = 30_000;
const publishPeriodMs = 1_000;
const strangerPeriodMs = 15_000;
const settleMs = 1_500;

export interface GatewayObserverDeps {
  settings: GatewaySettings;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  files: HostFiles;
  processes: ProcessTable;
  services: ServiceManager;
  commands: CommandRunner;
  connector: GatewayConnector;
  probe: GatewayProbe;
  boots: BootHistory;
  /** Every text from the gateway passes through it on its way out. */
  redact: (text: string) => string;
  /** Told of every secret that is met, so that the redactor knows it. */
  rememberSecret: (secret: string) => void;
  /** Between 0 and 1. */
  random: () => number;
  agent_version: string;
  platform: string;
  own_pid: number;
  /** The gateway that the agent itself keeps alive, where it does. */
  keptPid?: () => number | null;
  /** Directory of the Node that runs the agent; put first on the PATH of the gateway's own program. */
  node_directory: string;
}

export interface GatewayObserver {
  start(): void;
  /** What is known now; never waits. */
  status(): MoltBotStatus;
  /** Called with every new status; the answer ends it. */
  subscribe(listener: (status: MoltBotStatus) => void): () => void;
  /** The gateway as it is now, for whoever changes it. */
  target(): GatewayTarget;
  /** Asks the gateway what only reads; null before the first look. */
  reader(): GatewayReader | null;
  /** Called when the content of the configuration became another, with its new hash; the answer ends it. */
  onConfigChanged(listener: (content_hash: string | null) => void): () => void;
  close(): Promise<void>;
}

export function createGatewayObserver(deps: GatewayObserverDeps): GatewayObserver {
  return new Observer(deps);
}

const surveyKey = ({ main, other_pids, unidentified_pid, strangers }: ProcessSurvey): string =>
  `${main?.start_key}|${other_pids.join(',')}|${unidentified_pid}|${strangers.map(({ pid }) => pid).join(',')}`;

const nobody: ProcessSurvey = { main: null, other_pids: [], unidentified_pid: null, strangers: [] };

class Observer implements GatewayObserver {
  private readonly deps: GatewayObserverDeps;
  private readonly place: GatewayPlace;
  private readonly processes: GatewayProcesses;
  private readonly boots;
  private readonly end: GatewayEnd;
  private watcher: GatewayWatcher | null = null;
  private survey = nobody;
  private stranger = { key: '', at: 0, pid: null as number | null };
  private first_seen_at = 0;
  private had_lock = false;
  private safe_mode = false;
  private last: MoltBotStatus | null = null;
  private last_text = '';
  private state_since_ms: number;
  private observed_ms: number;
  private place_at = Number.NEGATIVE_INFINITY;
  private fresh_at = Number.NEGATIVE_INFINITY;
  private cancelTick: () => void = () => undefined;
  private closed = false;
  private publishing = false;
  private published_at = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<(status: MoltBotStatus) => void>();
  private readonly config_listeners = new Set<(content_hash: string | null) => void>();
  private told_hash: string | null | undefined;

  constructor(deps: GatewayObserverDeps) {
    const { clock, settings, files } = deps;
    this.deps = deps;
    this.place = new GatewayPlace(deps, () => this.configChanged());
    this.processes = new GatewayProcesses({
      table: deps.processes,
      files,
      home: settings.gateway_home,
      env: settings.env,
      profile: settings.profile,
      keptPid: deps.keptPid,
      own_pid: deps.own_pid,
    });
    this.boots = createBoots(deps.boots);
    this.end = new GatewayEnd(deps, this.place, this.boots, () => this.publish());
    this.state_since_ms = clock.now();
    this.observed_ms = clock.now();
  }

  private opening: ReturnType<typeof openWatcherIdentity> | null = null;

  start(): void {
    void this.begin().catch((error: unknown) =>
      this.deps.log.error('gateway.observer_failed', { error: String(error) }),
    );
  }

  status(): MoltBotStatus {
    const status = this.last ?? this.compose();
    const started = status.last_start_time ?? null;
    const uptime_ms = started === null ? null : Math.max(0, this.deps.clock.now() - Date.parse(started));
    return {
      ...status,
      uptime_seconds: uptime_ms === null ? null : Math.floor(uptime_ms / 1000),
      state_since: new Date(this.state_since_ms).toISOString(),
      observed_at: new Date(this.observed_ms).toISOString(),
    };
  }

  subscribe(listener: (status: MoltBotStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  target(): GatewayTarget {
    const version = this.watcher?.facts().version ?? null;
    return makeTarget(this.place, this.survey.main, this.deps.settings, version);
  }

  reader(): GatewayReader | null {
    return this.watcher;
  }

  onConfigChanged(listener: (content_hash: string | null) => void): () => void {
    this.config_listeners.add(listener);
    return () => this.config_listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.config_listeners.clear();
    this.cancelTick();
    this.watcher?.close();
    this.place.close();
    this.end.close();
    this.listeners.clear();
    // It may be under way, and would write into a state directory that is somebody else's by then.
    await this.opening?.catch(() => undefined);
  }

  private async begin(): Promise<void> {
    const { deps } = this;
    this.opening = openWatcherIdentity(deps);
    const identity = await this.opening;
    for (const secret of identity.secrets()) deps.rememberSecret(secret);
    if (this.closed) return;
    this.watcher = new GatewayWatcher({
      ...deps,
      identity,
      port: () => this.place.port(this.survey.main),
      credentials: () => this.place.credentials(),
      tls: () => this.place.config.tls,
      mayConnect: () => this.survey.main !== null || this.strangerOn(this.place.port(null)) === null,
      situation: () =>
        this.survey.main === null ? 'absent' : this.watcher?.everAnswered() === true ? 'alive' : 'starting',
      changed: () => this.publish(),
      greeted: (boot_id) => this.greeted(boot_id),
      lost: () => this.lost(),
    });
    await this.tick();
    this.noteLoggedBoots();
    await this.watcher.look();
    if (this.survey.main === null && !this.closed) this.end.examine(null);
  }

  private connected(): boolean {
    return this.watcher?.facts().connected_ms !== null && this.watcher !== null;
  }

  private async tick(): Promise<void> {
    if (this.closed) return;
    const now = this.deps.clock.monotonic();
    const place_period = this.connected() ? connectedPeriodMs : placePeriodMs;
    if (now - this.place_at >= place_period) {
      this.place_at = now;
      if (await this.place.look(this.survey.main)) this.watcher?.poke();
    }
    await this.lookAtProcesses(now);
    // Time alone changes a status too (a slow start); what changes otherwise says so by itself.
    if (now - this.published_at >= publishPeriodMs) {
      this.noteLock();
      this.publish();
    }
    if (this.closed) return;
    const period = this.connected() ? connectedPeriodMs : this.deps.processes.period_ms;
    this.cancelTick = this.deps.clock.after(period, () => void this.tick());
  }

  private async lookAtProcesses(now: number): Promise<void> {
    const { main } = this.survey;
    const known_alive = main !== null && this.deps.processes.isAlive(main.pid, main.start_key);
    const scan_period = this.connected() ? connectedScanPeriodMs : freshScanPeriodMs;
    const due = now - this.fresh_at >= scan_period;
    if (known_alive && !due) return;
    if (due) this.fresh_at = now;
    this.takeSurvey(await this.processes.survey(due));
  }

  private takeSurvey(survey: ProcessSurvey): void {
    const before = this.survey;
    const { main } = survey;
    this.survey = survey;
    // A launcher that handed over to the gateway it started is the same boot, under another pid.
    const key = main?.boot.start_key;
    const former = before.main?.boot.start_key;
    if (before.main !== null && former !== key) this.processEnded(before.main);
    if (main !== null && former !== key) this.processBegan(main);
    else if (main !== null && before.main?.start_key !== main.start_key) this.place.readConfig(main);
    if (surveyKey(before) !== surveyKey(survey)) this.publish();
  }

  private processBegan(main: GatewayProcess): void {
    this.first_seen_at = this.deps.clock.monotonic();
    this.had_lock = false;
    this.boots.noteProcess(main.boot);
    this.end.forget();
    this.place.readConfig(main);
    this.watcher?.forget();
  }

  private processEnded(ended: GatewayProcess): void {
    const facts = this.watcher?.facts();
    const answered = this.watcher?.everAnswered() === true;
    const held = this.place.lockPid() === ended.pid;
    // A note that went with the whole state directory tells nothing of how the process ended.
    const lock = held ? 'left' : this.had_lock && this.place.hasState() ? 'gone' : 'never';
    this.safe_mode = false;
    this.watcher?.forget();
    this.place.readConfig(null);
    this.end.examine({
      process: ended,
      announced: facts?.shutdown != null,
      answered,
      ended_at_ms: this.deps.clock.now(),
      lock,
    });
  }

  private greeted(boot_id: string): void {
    const { main } = this.survey;
    this.boots.noteHello(boot_id, main?.boot ?? null, this.deps.clock.now());
    this.noteLock();
    this.safe_mode = this.end.readSafeMode(main?.started_at_ms ?? this.deps.clock.now() - dayMs);
  }

  /** Remembers that the process held its state by a note: whether the note outlives it tells a kill from a stop. */
  private noteLock(): void {
    const { main } = this.survey;
    this.had_lock ||= main !== null && this.place.lockPid() === main.pid;
  }

  /** The connection is gone: look at once whether the process is too. */
  private lost(): void {
    this.cancelTick();
    this.fresh_at = Number.NEGATIVE_INFINITY;
    this.place.doubt();
    this.place_at = Number.NEGATIVE_INFINITY;
    this.cancelTick = this.deps.clock.after(0, () => void this.tick());
  }

  private configChanged(): void {
    const changed = this.place.readConfig(this.survey.main);
    if (!changed) return;
    this.tellConfig();
    if (this.connected()) this.watcher?.configChanged();
    else this.watcher?.poke();
    if (this.survey.main === null) this.end.validateSoon();
    this.publish();
  }

  private tellConfig(): void {
    const { content_hash } = this.place.config;
    if (content_hash === this.told_hash) return;
    this.told_hash = content_hash;
    for (const listener of this.config_listeners) listener(content_hash);
  }

  private noteLoggedBoots(): void {
    for (const at_ms of this.end.loggedBoots(this.deps.clock.now() - dayMs)) this.boots.noteLogged(at_ms);
  }

  private compose(): MoltBotStatus {
    const { clock, processes, redact } = this.deps;
    const { main, other_pids, unidentified_pid } = this.survey;
    const now_ms = clock.now();
    const port = this.place.port(main);
    const probe = this.watcher?.probe() ?? { reading: null, for_ms: 0 };
    const watch = this.watcher?.facts() ?? idleWatch;
    const age_ms =
      main === null
        ? 0
        : Math.max(clock.monotonic() - this.first_seen_at, Math.min(now_ms - main.started_at_ms, dayMs * 365));
    const observations = {
      install: this.place.install,
      services: this.place.services,
      processes_visible: processes.usable,
      process: main === null ? null : { pid: main.pid, started_at_ms: main.started_at_ms, age_ms },
      other_pids,
      unidentified_pid,
      port,
      port_stranger: main === null ? this.strangerOn(port) : null,
      probe: probe.reading,
      probe_for_ms: probe.for_ms,
      watch: { ...watch, safe_mode: this.safe_mode },
      config: this.place.configFacts(),
      ...this.end.facts(),
      unclean_boots_10m: Math.max(this.boots.unclean(now_ms), this.place.restarts.within(clock.monotonic())),
    };
    const restart_count_24h = this.boots.restarts24h(now_ms);
    return makeStatus({ observations, restart_count_24h, unit_version: this.place.unit_version, now_ms }, redact);
  }

  /** The gateway of another home that holds this port; one that may not be looked into is taken to. */
  private strangerOn(port: number): number | null {
    const { processes, clock } = this.deps;
    const { strangers } = this.survey;
    // Reading the kernel's table of sockets is dear, and only a port that answers can be somebody's.
    const kind = this.watcher?.probe().reading?.kind;
    if (strangers.length === 0 || kind === 'refused') return null;
    const key = `${port}|${kind}|${strangers.map(({ pid }) => pid).join(',')}`;
    const now = clock.monotonic();
    if (this.stranger.key !== key || now - this.stranger.at >= strangerPeriodMs) {
      const holds = ({ pid, certain }: Stranger) => processes.listening(pid)?.includes(port) ?? certain;
      this.stranger = { key, at: now, pid: strangers.find(holds)?.pid ?? null };
    }
    return this.stranger.pid;
  }

  /** A connection was lost under a living process, and its port was not asked yet: a moment later more is known. */
  private isSettling(): boolean {
    const lost_ms = this.watcher?.facts().lost_ms ?? null;
    return (
      this.survey.main !== null && lost_ms !== null && lost_ms < settleMs && this.watcher?.probe().reading === null
    );
  }

  private publish(): void {
    // Composing may read what tells of a change, which comes back here.
    if (this.closed || this.publishing || this.isSettling()) return;
    this.publishing = true;
    this.published_at = this.deps.clock.monotonic();
    try {
      const next = this.compose();
      this.observed_ms = this.deps.clock.now();
      const text = JSON.stringify(next);
      if (text === this.last_text) return;
      if (next.state !== this.last?.state) {
        this.state_since_ms = this.deps.clock.now();
        this.deps.log.info('gateway.state', { state: next.state, reason: next.reasons?.[0]?.code, pid: next.pid });
      }
      this.last = next;
      this.last_text = text;
    } finally {
      this.publishing = false;
    }
    for (const listener of this.listeners) listener(this.status());
  }
}
