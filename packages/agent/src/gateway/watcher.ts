// The one connection to the gateway: probe → connect as a read-only device → listen → on loss, try again.
// Credentials go out only inside a connect request to loopback; what comes back is facts for `decide`, unredacted.
// A refused credential is not tried again in a loop: each refusal is a line in the gateway's log.
import type { GatewayChannel } from '@moltbot-ops/sdk/types';
import type { Clock } from '../ports/clock.ts';
import type { CloseCause, GatewayConnection, GatewayConnector, GatewayRefusal } from '../ports/gateway-connection.ts';
import type { GatewayProbe, ProbeReading } from '../ports/gateway-probe.ts';
import { parseChannels } from './channels.ts';
import type { Credential, GatewayTls } from './config-file.ts';
import type { WatchFacts, WatchState } from './observation.ts';
import { objectOf } from './values.ts';
import { parseHello, parseLiveConfig, parseShutdown } from './watcher-answers.ts';
import type { WatcherIdentity } from './watcher-identity.ts';
import { nextDelay, type Situation } from './watcher-pace.ts';

const requestTimeoutMs = 10_000;
const channelRefreshMs = 60_000;
/** While a channel is connecting. */
const settlingRefreshMs = 5_000;
/** For some moments after a change the gateway still answers from what it read before. */
const configSettleMs = 3_500;
/** How long a refused credential rests when nothing changes meanwhile. */
const refusedRestMs = 60_000;

export interface WatcherDeps {
  connector: GatewayConnector;
  probe: GatewayProbe;
  clock: Clock;
  /** Between 0 and 1. */
  random: () => number;
  identity: WatcherIdentity;
  port(): number;
  /** Shared secrets to try, best first; read anew for each attempt. */
  credentials(): readonly Credential[];
  /** Whether what listens on the port may be ours, so that it may be offered a credential. */
  mayConnect(): boolean;
  /** Whether it speaks TLS, and with which certificate. */
  tls(): GatewayTls | null;
  /** How the process fares, which sets the pace. */
  situation(): Situation;
  /** Something is known that was not known before. */
  changed(): void;
  /** The gateway took us in. */
  greeted(boot_id: string): void;
  /** A connection that was up is gone. */
  lost(): void;
  rememberSecret(secret: string): void;
}

interface Memory extends Omit<WatchFacts, 'connected_ms' | 'lost_ms' | 'safe_mode'> {
  connected_at: number | null;
  lost_at: number | null;
}

const nothing = (): Memory => ({
  state: 'idle',
  scopes: [],
  refusal: null,
  version: null,
  boot_id: null,
  connected_at: null,
  lost_at: null,
  channels: [],
  live_config: null,
  shutdown: null,
});

const labelsOf = (channels: readonly GatewayChannel[]): Record<string, string> =>
  Object.fromEntries(channels.map((one) => [one.channel, one.label ?? one.channel]));

/** Questions to the running gateway that only read. */
export interface GatewayReader {
  /** The gateway that is connected now; null when none is. Another `boot_id` may answer differently. */
  peer(): { version: string; boot_id: string } | null;
  /** Null when nothing is connected, or when it did not answer in time or refused. */
  read(method: string, params: Readonly<Record<string, unknown>>, timeout_ms: number): Promise<unknown>;
}

export class GatewayWatcher implements GatewayReader {
  private readonly deps: WatcherDeps;
  private memory = nothing();
  private reading: ProbeReading | null = null;
  private reading_since: number;
  private connection: GatewayConnection | null = null;
  private cancelNext: () => void = () => undefined;
  private cancelRefresh: () => void = () => undefined;
  private cancelAsk: () => void = () => undefined;
  private closed = false;
  private probing = false;
  private failures = 0;
  private ever_answered = false;
  /** Credentials refused since something last changed. */
  private readonly refused = new Set<string>();
  private refused_at = 0;

  constructor(deps: WatcherDeps) {
    this.deps = deps;
    this.reading_since = deps.clock.monotonic();
  }

  facts(): Omit<WatchFacts, 'safe_mode'> {
    const { connected_at, lost_at, ...rest } = this.memory;
    const now = this.deps.clock.monotonic();
    const since = (at: number | null) => (at === null ? null : now - at);
    return { ...rest, connected_ms: since(connected_at), lost_ms: since(lost_at) };
  }

  probe(): { reading: ProbeReading | null; for_ms: number } {
    return { reading: this.reading, for_ms: this.deps.clock.monotonic() - this.reading_since };
  }

  /** Whether anything of a gateway answered since the process started. */
  everAnswered(): boolean {
    return this.ever_answered;
  }

  /** The first look; resolves when it is known what answers on the port. */
  async look(): Promise<void> {
    await this.cycle();
  }

  /** Try now: something changed that makes it likely to work, or to be different. */
  poke(): void {
    this.failures = 0;
    this.refused.clear();
    this.schedule(0);
  }

  /** The process is gone or another one: nothing that the former one said holds any more. */
  forget(): void {
    const connection = this.connection;
    this.connection = null;
    connection?.close();
    this.cancelRefresh();
    this.memory = nothing();
    // A port that was shut a moment ago still tells something; any other answer was the former process's.
    if (this.reading?.kind !== 'refused') this.setReading(null);
    this.ever_answered = false;
    this.poke();
  }

  close(): void {
    this.closed = true;
    this.cancelNext();
    this.cancelRefresh();
    this.cancelAsk();
    this.connection?.close();
    this.connection = null;
  }

  peer(): { version: string; boot_id: string } | null {
    const { version, boot_id, connected_at } = this.memory;
    return version === null || boot_id === null || connected_at === null ? null : { version, boot_id };
  }

  async read(method: string, params: Readonly<Record<string, unknown>>, timeout_ms: number): Promise<unknown> {
    const answer = await this.connection?.request(method, timeout_ms, params);
    return answer?.ok === true ? answer.payload : null;
  }

  /** The configuration on disk changed: ask the gateway what it makes of it, and once more when it has looked itself. */
  configChanged(): void {
    void this.askConfig();
    this.cancelAsk();
    this.cancelAsk = this.deps.clock.after(configSettleMs, () => void this.askConfig());
  }

  private async askConfig(): Promise<void> {
    const answer = await this.connection?.request('config.get', requestTimeoutMs);
    if (answer?.ok === true && this.connection !== null) this.update({ live_config: parseLiveConfig(answer.payload) });
  }

  private update(change: Partial<Memory>): void {
    this.memory = { ...this.memory, ...change };
    this.deps.changed();
  }

  private setReading(next: ProbeReading | null): void {
    const was_up = this.reading?.kind === 'ready' || this.reading?.kind === 'not_ready';
    const is_up = next?.kind === 'ready' || next?.kind === 'not_ready';
    // It came up anew, so it may take now what it refused before.
    if (is_up && !was_up && this.reading !== null) this.refused.clear();
    if (is_up) this.memory.lost_at = null;
    else if (was_up && next !== null) this.memory.lost_at = this.deps.clock.monotonic();
    if (this.reading?.kind !== next?.kind) this.reading_since = this.deps.clock.monotonic();
    this.reading = next;
    if (next === null || !('version' in next)) return;
    this.ever_answered = true;
    if (next.version !== null) this.memory.version = next.version;
  }

  private schedule(delay_ms: number): void {
    this.cancelNext();
    if (this.closed || this.connection !== null) return;
    this.cancelNext = this.deps.clock.after(delay_ms, () => void this.cycle());
  }

  private scheduleNext(minimum_ms = 0): void {
    const delay = nextDelay(this.deps.situation(), this.failures, this.deps.random());
    this.schedule(Math.max(minimum_ms, delay));
  }

  private async cycle(): Promise<void> {
    if (this.closed || this.connection !== null || this.probing) return;
    this.probing = true;
    const next = await this.deps.probe.read(this.deps.port(), this.deps.tls() !== null);
    this.probing = false;
    if (this.closed || this.connection !== null) return;
    const was_up = this.reading?.kind === 'ready' || this.reading?.kind === 'not_ready';
    this.setReading(next);
    const mute = next.kind === 'refused' || next.kind === 'silent' || next.kind === 'starting';
    const choice =
      mute || !this.deps.mayConnect() || this.deps.tls()?.certificate === null ? null : this.pickCredential();
    if (choice !== null) return this.open(choice.shared);
    this.failures += 1;
    if (mute && (this.memory.state === 'connecting' || this.memory.state === 'idle')) {
      this.memory.state = this.deps.situation() === 'absent' ? 'idle' : 'unreachable';
    }
    this.deps.changed();
    if (was_up && mute) this.deps.lost();
    this.scheduleNext();
  }

  /** The credential to try next: what was issued to us, then each shared secret once. Null when none is left. */
  private pickCredential(): { shared: Credential | null } | null {
    if (this.deps.clock.monotonic() - this.refused_at > refusedRestMs) this.refused.clear();
    const device_token = this.deps.identity.deviceToken();
    if (device_token !== null && !this.refused.has(device_token)) return { shared: null };
    const all = this.deps.credentials();
    const shared = all.find(({ secret }) => !this.refused.has(secret));
    if (shared !== undefined) return { shared };
    return all.length > 0 || this.refused.has('') ? null : { shared: null };
  }

  private open(shared: Credential | null): void {
    const { connector, identity, port } = this.deps;
    const used = shared?.secret ?? identity.deviceToken() ?? '';
    let refusal: GatewayRefusal | null = null;
    let mine: GatewayConnection | null = null;
    const current = () => mine !== null && this.connection === mine;
    mine = connector.open(
      port(),
      (challenge) => identity.makeConnect(challenge, shared),
      {
        hello: (payload) => current() && this.takeHello(payload),
        refused: (answer) => {
          refusal = answer;
          if (current()) this.takeRefusal(answer, used, shared === null);
        },
        event: (name, payload) => current() && this.takeEvent(name, payload),
        closed: (end) => {
          if (!current()) return;
          this.connection = null;
          this.cancelRefresh();
          this.takeEnd(end, refusal);
        },
      },
      this.deps.tls()?.certificate ?? undefined,
    );
    this.connection = mine;
    if (this.memory.state === 'idle' || this.memory.state === 'unreachable') this.memory.state = 'connecting';
    this.deps.changed();
  }

  private takeRefusal(refusal: GatewayRefusal, used: string, by_device: boolean): void {
    if (refusal.code === 'UNAVAILABLE') return this.setReading({ kind: 'starting', version: this.memory.version });
    if (this.deps.identity.adapt(refusal)) return;
    this.refused.add(used);
    this.refused_at = this.deps.clock.monotonic();
    const about = `${refusal.detail_code} ${refusal.message}`;
    if (by_device && used !== '' && /DEVICE_TOKEN|SCOPE/.test(about)) void this.deps.identity.keepDeviceToken(null);
    const state: WatchState = /scope/i.test(about) ? 'missing_scope' : 'unauthorized';
    this.update({ state, refusal: { detail_code: refusal.detail_code || refusal.code, message: refusal.message } });
  }

  private takeEnd(end: { code: number; cause: CloseCause }, refusal: GatewayRefusal | null): void {
    if (this.memory.connected_at !== null) return this.takeLoss(end.code);
    this.failures += 1;
    if (refusal === null && end.cause === 'foreign') this.setReading({ kind: 'foreign' });
    else if (refusal === null && end.cause !== 'closed') this.setReading({ kind: 'silent' });
    if (refusal === null && this.memory.state === 'connecting') this.memory.state = 'unreachable';
    this.deps.changed();
    // A dead device token leaves the shared secret to try, which needs no wait.
    if (refusal !== null && refusal.code !== 'UNAVAILABLE' && this.pickCredential() !== null) this.schedule(50);
    else this.scheduleNext(Math.min(refusal?.retry_after_ms ?? 0, 5_000));
  }

  private takeLoss(code: number): void {
    const restarting = code === 1012;
    const shutdown = this.memory.shutdown ?? (restarting ? { restarting } : null);
    this.setReading(null);
    this.update({
      state: 'connecting',
      connected_at: null,
      lost_at: this.deps.clock.monotonic(),
      shutdown,
      channels: [],
      live_config: null,
      scopes: [],
    });
    this.deps.lost();
    this.poke();
  }

  private takeHello(payload: unknown): void {
    const hello = parseHello(payload);
    this.failures = 0;
    this.refused.clear();
    this.ever_answered = true;
    this.setReading(null);
    if (hello.device_token !== null) {
      this.deps.rememberSecret(hello.device_token);
      void this.deps.identity.keepDeviceToken(hello.device_token);
    }
    this.deps.greeted(hello.boot_id);
    const state: WatchState = hello.scopes.includes('operator.read') ? 'connected' : 'missing_scope';
    this.update({
      state,
      scopes: hello.scopes,
      refusal: null,
      version: hello.version,
      boot_id: hello.boot_id,
      shutdown: null,
      connected_at: this.deps.clock.monotonic(),
      lost_at: null,
      channels: parseChannels(hello.health, this.deps.clock.now()),
    });
    void this.askConfig().then(() => this.refreshChannels());
  }

  private async refreshChannels(): Promise<void> {
    this.cancelRefresh();
    const answer = await this.connection?.request('channels.status', requestTimeoutMs);
    if (answer === undefined || this.connection === null) return;
    if (answer.ok) this.update({ channels: parseChannels(answer.payload, this.deps.clock.now()) });
    else if (answer.refusal.detail_code === 'MISSING_SCOPE') this.update({ state: 'missing_scope' });
    const settling = this.memory.channels.some((channel) => channel.state === 'unknown');
    this.cancelRefresh = this.deps.clock.after(
      settling ? settlingRefreshMs : channelRefreshMs,
      () => void this.refreshChannels(),
    );
  }

  private takeEvent(name: string, payload: unknown): void {
    if (name === 'health') {
      const body = { channelLabels: labelsOf(this.memory.channels), ...objectOf(payload) };
      this.update({ channels: parseChannels(body, this.deps.clock.now()) });
    } else if (name === 'shutdown') this.update({ shutdown: parseShutdown(payload) });
  }
}
