// The way to a gateway on another machine: the key that may only look, the pinned host key, one tunnel, one forward.
// Opens it again when it was lost, ever more slowly; what refuses is asked seldom, so that no account is locked out.
import type { Clock } from '../ports/clock.ts';
import { type Forward, HostError } from '../ports/host-executor.ts';
import type { HostKey, SshAddress, SshDialer, SshTunnel } from '../ports/ssh.ts';
import type { RemoteGateway } from './managed.ts';
import type { ReasonCode } from './reasons.ts';

export type LinkProblem = Extract<
  ReasonCode,
  'ssh_connecting' | 'ssh_unreachable' | 'ssh_credentials_needed' | 'ssh_key_refused' | 'ssh_host_key_untrusted'
>;

const firstRetryMs = 2_000;
const unreachableRetryMs = 30_000;
const refusedRetryMs = 300_000;

export interface RemoteLinkDeps {
  gateway: RemoteGateway;
  dialer: Pick<SshDialer, 'openTunnel'>;
  clock: Clock;
  pinOf(address: SshAddress): Promise<HostKey | null>;
  /** Private key that may only look; null where there is none any more. */
  readWatchKey(): Promise<string | null>;
  changed(): void;
}

export class RemoteLink {
  private readonly deps: RemoteLinkDeps;
  private tunnel: SshTunnel | null = null;
  private forward: Forward | null = null;
  private trouble: LinkProblem | null = 'ssh_connecting';
  private failures = 0;
  private closed = false;
  private opening: Promise<void> | null = null;
  private cancelRetry: () => void = () => undefined;

  constructor(deps: RemoteLinkDeps) {
    this.deps = deps;
  }

  /** Port on this machine that leads to the gateway; null while the machine cannot be reached. */
  port(): number | null {
    return this.forward?.local_port ?? null;
  }

  problem(): LinkProblem | null {
    return this.trouble;
  }

  /** Opens the way where it is not open; never rejects. */
  open(): Promise<void> {
    this.opening ??= this.begin().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** Whether something listens on the gateway's port over there. Notices a way that was lost. */
  async reaches(): Promise<boolean> {
    const { tunnel } = this;
    if (tunnel === null) return false;
    try {
      return await tunnel.reaches();
    } catch (error) {
      if (this.tunnel === tunnel) await this.fail(error);
      return false;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancelRetry();
    await this.opening;
    await this.drop();
  }

  private async begin(): Promise<void> {
    if (this.closed || this.tunnel !== null) return;
    const { gateway, dialer } = this.deps;
    try {
      const private_key = await this.deps.readWatchKey();
      if (private_key === null) return this.rest('ssh_credentials_needed', refusedRetryMs);
      const pin = await this.deps.pinOf(gateway);
      if (pin === null) return this.rest('ssh_host_key_untrusted', unreachableRetryMs);
      this.tunnel = await dialer.openTunnel(gateway, { type: 'key', private_key, passphrase: null }, pin);
      this.forward = await this.tunnel.openForward();
      if (this.closed) return;
      this.failures = 0;
      this.tell(null);
    } catch (error) {
      await this.fail(error);
    }
  }

  private async fail(error: unknown): Promise<void> {
    await this.drop();
    const code = error instanceof HostError ? error.code : null;
    if (code === 'host_key_changed' || code === 'host_key_unknown') {
      return this.rest('ssh_host_key_untrusted', refusedRetryMs);
    }
    if (error instanceof HostError && error.failure === 'refused') return this.rest('ssh_key_refused', refusedRetryMs);
    this.rest('ssh_unreachable', Math.min(firstRetryMs * 2 ** this.failures, unreachableRetryMs));
    this.failures += 1;
  }

  private async drop(): Promise<void> {
    const { tunnel } = this;
    this.tunnel = null;
    this.forward = null;
    await tunnel?.close();
  }

  private rest(problem: LinkProblem, retry_ms: number): void {
    if (this.closed) return;
    this.cancelRetry();
    this.cancelRetry = this.deps.clock.after(retry_ms, () => void this.open());
    this.tell(problem);
  }

  private tell(problem: LinkProblem | null): void {
    this.trouble = problem;
    if (!this.closed) this.deps.changed();
  }
}
