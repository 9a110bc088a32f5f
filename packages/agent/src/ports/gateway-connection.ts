/** Why a connection ended. `foreign`: something else than a gateway answers there. `silent`: it stopped answering. */
export type CloseCause = 'refused' | 'timeout' | 'silent' | 'foreign' | 'protocol' | 'closed';

/** The gateway said no to `connect`, or to a request. Text is the gateway's own and not yet redacted. */
export interface GatewayRefusal {
  code: string;
  detail_code: string;
  message: string;
  /** How long the gateway asks to wait, milliseconds. */
  retry_after_ms: number | null;
  /** Fields that it did not like, where it named them. */
  issues?: { path: string; message: string }[];
}

export interface GatewayChallenge {
  nonce: string;
  /** Epoch milliseconds by the gateway's clock. */
  ts: number;
}

export interface GatewayConnectionListener {
  /** The gateway took the connect request; the payload is its `hello-ok`. */
  hello(payload: unknown): void;
  /** The gateway refused the connect request; `closed` follows. */
  refused(refusal: GatewayRefusal): void;
  event(name: string, payload: unknown): void;
  /** Exactly once, and last. */
  closed(end: { code: number; reason: string; cause: CloseCause }): void;
}

export type GatewayAnswer = { ok: true; payload: unknown } | { ok: false; refusal: GatewayRefusal };

export interface GatewayConnection {
  /** Never rejects: a lost connection or a missed deadline is a refusal with code `CLOSED` or `TIMEOUT`. */
  request(method: string, timeout_ms: number, params?: Readonly<Record<string, unknown>>): Promise<GatewayAnswer>;
  close(): void;
}

/** Opens the gateway's WebSocket. Frames are bounded; what is no frame ends the connection with `protocol`. */
export interface GatewayConnector {
  open(
    port: number,
    makeConnect: (challenge: GatewayChallenge) => Record<string, unknown>,
    listener: GatewayConnectionListener,
    /** PEM that the gateway has to show; plain when there is none. */
    certificate?: string,
  ): GatewayConnection;
}
