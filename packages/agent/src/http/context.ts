import type { JobEvent, StreamEvent } from '@moltbot-ops/sdk/types';
import type { Principal } from '../access/principal.ts';

/** A cookie to set; `null` as its value removes it. Always HttpOnly, SameSite=Strict. */
export interface CookieChange {
  name: 'access' | 'refresh';
  value: string | null;
  max_age_seconds: number;
}

/** One open server-sent-event answer. */
export interface EventSink {
  /** Sends one event; resolves when the client can take more, and at once when it is gone. */
  send(event: StreamEvent | JobEvent, id: string): Promise<void>;
  /** Ends the answer after what was sent. */
  end(): void;
  /** Aborted when the client is gone or the agent closes the answer. */
  readonly signal: AbortSignal;
}

/** What a handler may know of a request besides its contract-checked input. */
export interface RequestContext {
  request_id: string;
  /** `tcp` through the loopback port, `host` through the Unix socket. */
  transport: 'tcp' | 'host';
  /** Null only for public operations. */
  principal: Principal | null;
  /** When the credential of this request ends, epoch ms; null for the host. */
  credential_expires_at_ms: number | null;
  /** All values that came under this name; more than one only where another page planted some. */
  cookies(name: 'access' | 'refresh'): string[];
  setCookie(change: CookieChange): void;
  /** Starts a server-sent-event answer; only for operations that the contract marks as streams. */
  openStream(): EventSink;
}
