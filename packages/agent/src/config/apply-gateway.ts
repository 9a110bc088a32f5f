// Watches a running gateway take up a configuration: by a hot reload, or by the restart that it makes itself. Asks only;
// it orders a restart in the one case in which the gateway was told not to reload by itself.
import type { GatewayChannel, MoltBotStatus } from '@moltbot-ops/sdk/types';
import { parseChannels } from '../gateway/channels.ts';
import { type GatewayOperator, type LiveConfig, type OperatorSession, parseLiveAnswer } from '../gateway/operator.ts';
import type { ServiceOrder } from '../gateway/service-orders.ts';
import type { GatewayTarget } from '../gateway/target.ts';
import { objectOf, textOf } from '../gateway/values.ts';
import { StepError } from '../jobs/plan.ts';
import { sleep } from '../jobs/sleep.ts';
import type { Clock } from '../ports/clock.ts';
import type { GatewayProbe } from '../ports/gateway-probe.ts';
import { applyError, changedMeanwhile } from './apply-codes.ts';
import type { LivePatch } from './live-patch.ts';

const poll_ms = 300;
const request_timeout_ms = 10_000;
const patch_timeout_ms = 60_000;
const connect_timeout_ms = 2_000;
/** For some moments after a change the gateway answers from what it read before. */
const stale_ms = 4_000;
/** How long to wait for what, milliseconds. */
export interface Patience {
  /** A hot reload takes about a second; one that was refused never comes. */
  hot: number;
  /** A restart that is due begins within seconds, unless the gateway is at work. */
  restart_begin: number;
  /** From the end of the old to a ready new one; also how long work may put a restart off. */
  restart: number;
  /** So long nothing listens while a gateway restarts in its process; longer means that it is gone. */
  gone: number;
  channels: number;
}

const patienceOfAll: Patience = {
  hot: 20_000,
  restart_begin: 45_000,
  restart: 330_000,
  gone: 60_000,
  channels: 60_000,
};

export interface GatewayHandDeps {
  target(): GatewayTarget;
  status(): MoltBotStatus;
  operator: GatewayOperator;
  probe: GatewayProbe;
  clock: Clock;
  /** Starts a gateway that is down, or stops and starts it, by whatever keeps it; false where nothing does. */
  order(order: ServiceOrder): Promise<boolean>;
  patience?: Partial<Patience>;
}

export interface LiveReading {
  config: LiveConfig;
  channels: GatewayChannel[];
  boot_id: string;
}

export interface Expectation {
  /** What `config.get` called the content before the change. */
  before: string | null;
  /** Whether the change needs a restart, as far as is known. */
  restarts: boolean;
  /** The gateway was told to change nothing by itself. */
  reload_is_off: boolean;
  signal: AbortSignal;
  /** Masks text of the gateway. */
  maskProse: (text: string) => string;
  progress: (message: string) => void;
}

export class GatewayHand {
  private readonly deps: GatewayHandDeps;
  private readonly patience: Patience;
  private session: OperatorSession | null = null;

  constructor(deps: GatewayHandDeps) {
    this.deps = deps;
    this.patience = { ...patienceOfAll, ...deps.patience };
  }

  isRunning(): boolean {
    return this.deps.status().running;
  }

  close(): void {
    this.session?.close();
    this.session = null;
  }

  /** What the gateway says now; null when it does not answer. */
  async read(): Promise<LiveReading | null> {
    const session = await this.open();
    if (session === null) return null;
    const answer = await session.request('config.get', {}, request_timeout_ms);
    const channels = answer.ok ? await session.request('channels.status', {}, request_timeout_ms) : answer;
    if (!answer.ok || !channels.ok) {
      this.close();
      return null;
    }
    return {
      config: parseLiveAnswer(answer.payload),
      channels: parseChannels(channels.payload, this.deps.clock.now()),
      boot_id: session.boot_id,
    };
  }

  /** The answer to `config.get` as it came; null when it does not answer. */
  async readRaw(): Promise<unknown> {
    const answer = await (await this.open())?.request('config.get', {}, request_timeout_ms);
    if (answer?.ok === true) return answer.payload;
    this.close();
    return null;
  }

  /** Sends a change over the connection; the gateway judges it before it writes. Throws what it said. */
  async patch(
    { patch, replace_paths }: LivePatch,
    base_hash: string | null,
    maskProse: (text: string) => string,
  ): Promise<string | null> {
    const session = await this.open();
    const params = {
      raw: JSON.stringify(patch),
      ...(base_hash === null ? {} : { baseHash: base_hash }),
      ...(replace_paths.length > 0 ? { replacePaths: replace_paths } : {}),
      note: 'MoltBot Ops',
    };
    // It waits until a hot change is in force.
    const answer = await session?.request('config.patch', params, patch_timeout_ms);
    if (answer?.ok === true) return textOf(objectOf(answer.payload).hash, 200);
    if (answer?.refusal.message.includes('CONFIG_INCLUDE_OWNERSHIP'))
      throw ownedByInclude(answer.refusal.message, maskProse);
    if (answer === undefined || ['CLOSED', 'TIMEOUT', 'UNAVAILABLE'].includes(answer.refusal.code)) {
      this.close();
      throw applyError('gateway_refused', 'The gateway did not answer to the change.', {
        next_step: 'Look whether it runs, and apply the change again.',
        transient: true,
      });
    }
    // Whatever it reads otherwise by now; it may have answered the reading before from its memory.
    if (/re-run config\.get|changed since last load/.test(answer.refusal.message)) throw changedMeanwhile();
    throw applyError('config_refused', 'The gateway does not accept the new configuration.', {
      next_step: 'Mend the fields that are named, and apply the change again.',
      evidence: [
        answer.refusal.message,
        ...(answer.refusal.issues ?? []).map(({ path, message }) => `${path}: ${message}`),
      ].map(maskProse),
    });
  }

  /** One request as the operator; throws `gateway_refused` when it does not want to. */
  async request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const session = await this.open();
    const answer = await session?.request(method, params, request_timeout_ms);
    if (answer?.ok === true) return answer.payload;
    throw applyError('gateway_refused', `The gateway did not take ${method}.`, {
      next_step: 'Look into the gateway’s log for the reason, then try again.',
      transient: answer === undefined || ['CLOSED', 'TIMEOUT', 'UNAVAILABLE'].includes(answer.refusal.code),
      evidence: answer?.ok === false ? [answer.refusal.message] : [],
    });
  }

  /** Whether this gateway knows a method; false when it does not answer. */
  async knows(method: string): Promise<boolean> {
    return (await this.open())?.knows(method) ?? false;
  }

  private async open(): Promise<OperatorSession | null> {
    this.session ??= await this.deps.operator.connect(this.deps.target(), connect_timeout_ms).catch(() => null);
    return this.session;
  }

  /** Waits until what lies on disk is in force. Throws `config_refused`, `config_not_taken` or `gateway_lost`. */
  async takeUp(expected: Expectation): Promise<LiveReading> {
    const { clock } = this.deps;
    const { patience } = this;
    const began = clock.monotonic();
    const until = began + (expected.restarts || expected.reload_is_off ? patience.restart_begin : patience.hot);
    let down_since: number | null = null;
    let ordered = false;
    for (;;) {
      const live = await this.read();
      const now = clock.monotonic();
      down_since = live === null ? (down_since ?? now) : null;
      if (live !== null) {
        const is_stale = live.config.hash === expected.before && now - began < stale_ms;
        if (!is_stale && !live.config.valid) throw refused(live.config, expected);
        if (!is_stale && live.config.is_applied) return live;
        if (!is_stale && expected.reload_is_off && !ordered) {
          ordered = true;
          expected.progress('It is told not to reload by itself, so it is restarted.');
          await this.request('gateway.restart.request', { reason: 'configuration changed' });
        }
      } else expected.progress('The gateway restarts.');
      const is_gone = down_since !== null && now - down_since > patience.gone;
      const is_late = down_since === null && now > until && !(expected.restarts && (await this.isAtWork()));
      if (is_gone || is_late || now > began + patience.restart) throw lost(live, down_since);
      await sleep(clock, poll_ms, [expected.signal]);
      if (expected.signal.aborted) throw lost(live, down_since);
    }
  }

  /** Whether work is under way that puts a restart off. */
  private async isAtWork(): Promise<boolean> {
    const session = await this.open();
    const answer = await session?.request('gateway.restart.preflight', {}, request_timeout_ms);
    return answer?.ok === true && objectOf(answer.payload).safe === false;
  }

  /** Waits until it says that it is ready; what was failing before may fail on. */
  async becomeReady(failing_before: readonly string[], signal: AbortSignal): Promise<string> {
    const { clock, probe } = this.deps;
    const until = clock.monotonic() + this.patience.restart;
    for (;;) {
      const { port, tls } = this.deps.target();
      const reading = await probe.read(port, tls !== null);
      if (reading.kind === 'ready') return 'ready';
      if (reading.kind === 'not_ready' && reading.failing.every((name) => failing_before.includes(name))) {
        return `ready but for ${reading.failing.join(', ')}, as before`;
      }
      if (clock.monotonic() > until || signal.aborted) {
        const seen = reading.kind === 'not_ready' ? `not ready: ${reading.failing.join(', ')}` : reading.kind;
        throw new StepError('gateway_not_ready', 'The gateway did not become ready with the new configuration.', {
          next_step: 'Look at its log for what keeps it, mend that, and apply the change again.',
          evidence: [seen],
        });
      }
      await sleep(clock, poll_ms, [signal]);
    }
  }

  /** Whether it answers on that port; one that restarted within its process keeps its former one. */
  async answersOn(port: number): Promise<boolean> {
    const reading = await this.deps.probe.read(port, this.deps.target().tls !== null);
    return reading.kind === 'ready' || reading.kind === 'not_ready' || reading.kind === 'starting';
  }

  /** Has it stopped and started, and waits until it answers on that port; false where nobody takes the order. */
  async moveTo(port: number, signal: AbortSignal): Promise<boolean> {
    const { clock, order } = this.deps;
    this.close();
    if (!(await order('restart'))) return false;
    const until = clock.monotonic() + this.patience.restart;
    while (!(await this.answersOn(port))) {
      if (clock.monotonic() > until || signal.aborted) throw lost(null, 0);
      await sleep(clock, poll_ms, [signal]);
    }
    return true;
  }

  /** What it says is failing, now. */
  async failing(): Promise<string[]> {
    const { port, tls } = this.deps.target();
    const reading = await this.deps.probe.read(port, tls !== null);
    return reading.kind === 'not_ready' ? [...reading.failing] : [];
  }

  /** Waits until every channel that was up is up again, but for those that the change itself takes away. */
  async regainChannels(
    before: readonly string[],
    gives_up: (channel: string) => boolean,
    signal: AbortSignal,
  ): Promise<string> {
    const { clock } = this.deps;
    const until = clock.monotonic() + this.patience.channels;
    for (;;) {
      const live = await this.read();
      const up = new Set(live?.channels.filter(({ state }) => state === 'up').map(({ channel }) => channel));
      const missing = before.filter((channel) => !up.has(channel) && !gives_up(channel));
      if (live !== null && missing.length === 0) return before.length === 0 ? 'none was up before' : before.join(', ');
      if (clock.monotonic() > until || signal.aborted) {
        throw applyError('channel_lost', `A channel that was up before did not come back: ${missing.join(', ')}.`, {
          next_step: 'Look at what the change says of that channel, mend it, and apply the change again.',
          evidence:
            live?.channels.map(({ channel, state, detail }) => `${channel}: ${state} ${detail ?? ''}`.trim()) ?? [],
        });
      }
      await sleep(clock, poll_ms, [signal]);
    }
  }

  /** Brings a gateway back to a configuration that it ran on before, by every means there is. */
  async recover(expected: Expectation, failing_before: readonly string[]): Promise<string> {
    const { clock, probe } = this.deps;
    const { port, tls } = this.deps.target();
    const reading = await probe.read(port, tls !== null);
    if (reading.kind === 'refused') {
      const until = clock.monotonic() + 10_000;
      // It may be in the middle of a restart, which ends by itself.
      while (clock.monotonic() < until && (await this.probeOnce()) === 'refused') {
        await sleep(clock, poll_ms, [expected.signal]);
      }
      if ((await this.probeOnce()) === 'refused' && !this.isRunning()) await this.deps.order('start');
    }
    await this.takeUp(expected).catch(async (error: unknown) => {
      if (await this.deps.order('start')) return;
      throw error;
    });
    return this.becomeReady(failing_before, expected.signal);
  }

  /** Orders channels up that were up before; a gateway that went down several times keeps them off by itself. */
  async startChannels(before: readonly string[]): Promise<string[]> {
    const live = await this.read();
    const off = live?.channels.filter(({ channel, state }) => state === 'down' && before.includes(channel)) ?? [];
    const started: string[] = [];
    for (const { channel } of off) {
      const answer = await this.request('channels.start', { channel }).catch(() => null);
      if (answer !== null) started.push(channel);
    }
    return started;
  }

  private async probeOnce(): Promise<string> {
    const { port, tls } = this.deps.target();
    return (await this.deps.probe.read(port, tls !== null)).kind;
  }
}

/** The gateway changes a file that is taken in only where one such file says all that changes. */
const ownedByInclude = (message: string, maskProse: (text: string) => string): StepError =>
  applyError('included_file', 'The gateway does not write this change into the files that it takes in.', {
    next_step: 'Change each file by itself, or edit the one that is named on its machine.',
    evidence: [maskProse(message)],
  });

function refused(config: LiveConfig, { maskProse }: Expectation): StepError {
  return applyError('config_refused', 'The gateway does not accept the new configuration.', {
    next_step: 'Mend the fields that are named, and apply the change again.',
    evidence: config.issues.map(({ path, message }) => maskProse(`${path}: ${message}`)),
  });
}

function lost(live: LiveReading | null, down_since: number | null): StepError {
  if (live === null && down_since !== null) {
    return applyError('gateway_lost', 'The gateway went down on the new configuration and did not come back.', {
      next_step: 'Look at the end of its log for the reason, mend it, and apply the change again.',
    });
  }
  return applyError('config_not_taken', 'The gateway went on with its former configuration.', {
    next_step: 'Look at its log for “config reload”, mend what it names, and apply the change again.',
  });
}
