// The gateway's WebSocket, frame by frame: challenge → our connect request → hello or refusal → events and answers.
// Frames come from whoever owns the port, so each is bounded and checked before it is handed on, and what is no frame
// of the protocol ends the connection. Silence ends it too: a ping at long intervals costs the gateway nothing.
import type { Duplex } from 'node:stream';
import WebSocket from 'ws';
import type { Clock } from '../ports/clock.ts';
import type {
  CloseCause,
  GatewayAnswer,
  GatewayChallenge,
  GatewayConnection,
  GatewayConnectionListener,
  GatewayConnector,
  GatewayRefusal,
} from '../ports/gateway-connection.ts';

export interface GatewayWebSocketOptions {
  handshake_timeout_ms: number;
  ping_interval_ms: number;
  pong_timeout_ms: number;
  frame_bytes_max: number;
}

const defaults: GatewayWebSocketOptions = {
  handshake_timeout_ms: 5_000,
  ping_interval_ms: 20_000,
  pong_timeout_ms: 10_000,
  frame_bytes_max: 8 * 1024 * 1024,
};

const connectId = 'connect';

type Frame = Record<string, unknown>;

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown, otherwise = ''): string =>
  typeof value === 'string' ? value.slice(0, 2_000) : otherwise;

function parseFrame(data: WebSocket.RawData, binary: boolean): Frame | null {
  if (binary) return null;
  try {
    const value: unknown = JSON.parse(data.toString());
    return isFrame(value) ? value : null;
  } catch {
    return null;
  }
}

function parseIssue(value: unknown): { path: string; message: string } {
  const issue = isFrame(value) ? value : {};
  return { path: textOf(issue.path), message: textOf(issue.message, 'not valid') };
}

function parseRefusal(error: unknown): GatewayRefusal {
  const frame = isFrame(error) ? error : {};
  const details = isFrame(frame.details) ? frame.details : {};
  return {
    code: textOf(frame.code, 'UNKNOWN'),
    detail_code: textOf(details.code) || textOf(details.reason),
    message: textOf(frame.message),
    retry_after_ms: typeof frame.retryAfterMs === 'number' ? frame.retryAfterMs : null,
    ...(Array.isArray(details.issues) ? { issues: details.issues.slice(0, 50).map(parseIssue) } : {}),
  };
}

function parseChallenge(payload: unknown): GatewayChallenge | null {
  if (!isFrame(payload) || typeof payload.nonce !== 'string') return null;
  return { nonce: payload.nonce, ts: typeof payload.ts === 'number' ? payload.ts : 0 };
}

const lost = (code: string): GatewayAnswer => ({
  ok: false,
  refusal: { code, detail_code: code, message: '', retry_after_ms: null },
});

/** The very certificate that stands in the gateway's files is demanded; the name in it is the gateway's own affair. */
const demand = (certificate: string) => ({
  ca: certificate,
  allowPartialTrustChain: true,
  // `ws` declares a boolean here and hands it to Node, for which everything but undefined is an error.
  checkServerIdentity: (() => undefined) as unknown as () => boolean,
});

class Connection implements GatewayConnection {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<string, (answer: GatewayAnswer) => void>();
  private readonly clock: Clock;
  private readonly options: GatewayWebSocketOptions;
  private readonly listener: GatewayConnectionListener;
  private readonly makeConnect: (challenge: GatewayChallenge) => Record<string, unknown>;
  private stopTimer: () => void = () => undefined;
  private cause: CloseCause = 'closed';
  private state: 'opening' | 'challenged' | 'open' | 'over' = 'opening';
  private sequence = 0;

  constructor(
    port: number,
    clock: Clock,
    options: GatewayWebSocketOptions,
    makeConnect: (challenge: GatewayChallenge) => Record<string, unknown>,
    listener: GatewayConnectionListener,
    certificate: string | undefined,
    stream: Duplex | undefined,
  ) {
    this.clock = clock;
    this.options = options;
    this.listener = listener;
    this.makeConnect = makeConnect;
    // A stream has no timer as a socket has, and the HTTP client would call one all the same; the clock below ends both.
    const carried =
      stream === undefined ? { handshakeTimeout: options.handshake_timeout_ms } : { createConnection: () => stream };
    const limits = { maxPayload: options.frame_bytes_max };
    const plain = { ...limits, perMessageDeflate: false, followRedirects: false, ...carried };
    this.socket =
      certificate === undefined
        ? new WebSocket(`ws://127.0.0.1:${port}`, plain)
        : new WebSocket(`wss://127.0.0.1:${port}`, { ...plain, ...demand(certificate) });
    this.socket.on('message', (data, binary) => this.take(data, binary));
    this.socket.on('pong', () => this.armPing());
    this.socket.on('error', (error) => this.noteError(error));
    this.socket.on('close', (code, reason) => this.finish(code, reason.toString('utf8').slice(0, 200)));
    this.arm(options.handshake_timeout_ms, () => this.end('timeout'));
  }

  request(method: string, timeout_ms: number, params: Readonly<Record<string, unknown>> = {}): Promise<GatewayAnswer> {
    if (this.state !== 'open') return Promise.resolve(lost('CLOSED'));
    this.sequence += 1;
    const id = String(this.sequence);
    return new Promise((resolve) => {
      const cancel = this.clock.after(timeout_ms, () => {
        this.waiting.delete(id);
        resolve(lost('TIMEOUT'));
      });
      this.waiting.set(id, (answer) => {
        cancel();
        resolve(answer);
      });
      this.socket.send(JSON.stringify({ type: 'req', id, method, params }));
    });
  }

  close(): void {
    this.end('closed');
  }

  private take(data: WebSocket.RawData, binary: boolean): void {
    if (this.state === 'over') return;
    const frame = parseFrame(data, binary);
    if (frame === null) return this.end(this.state === 'open' ? 'protocol' : 'foreign');
    if (frame.type === 'event') return this.takeEvent(textOf(frame.event), frame.payload);
    if (frame.type !== 'res') return;
    if (this.state === 'challenged' && frame.id === connectId) return this.takeConnectAnswer(frame);
    const id = textOf(frame.id);
    const waiter = this.waiting.get(id);
    this.waiting.delete(id);
    waiter?.(
      frame.ok === true ? { ok: true, payload: frame.payload } : { ok: false, refusal: parseRefusal(frame.error) },
    );
  }

  private takeEvent(name: string, payload: unknown): void {
    if (this.state === 'open') return this.listener.event(name, payload);
    if (this.state !== 'opening' || name !== 'connect.challenge') return;
    const challenge = parseChallenge(payload);
    if (challenge === null) return this.end('protocol');
    this.state = 'challenged';
    const params = this.makeConnect(challenge);
    this.socket.send(JSON.stringify({ type: 'req', id: connectId, method: 'connect', params }));
  }

  private takeConnectAnswer(frame: Frame): void {
    if (frame.ok !== true) {
      this.listener.refused(parseRefusal(frame.error));
      return this.end('refused');
    }
    this.state = 'open';
    this.armPing();
    this.listener.hello(frame.payload);
  }

  private noteError(error: Error & { code?: string }): void {
    if (this.cause !== 'closed') return;
    if (error.message.startsWith('Unexpected server response')) this.cause = 'foreign';
    else if (error.message.includes('handshake has timed out')) this.cause = 'timeout';
    else if (error.code?.startsWith('WS_ERR') === true) this.cause = this.state === 'open' ? 'protocol' : 'foreign';
    else if (error.code?.startsWith('HPE_') === true) this.cause = 'foreign';
  }

  private end(cause: CloseCause): void {
    if (this.state === 'over') return;
    if (this.cause === 'closed') this.cause = cause;
    this.finish(1006, '');
    this.socket.terminate();
  }

  private finish(code: number, reason: string): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.stopTimer();
    for (const waiter of this.waiting.values()) waiter(lost('CLOSED'));
    this.waiting.clear();
    this.listener.closed({ code, reason, cause: this.cause });
  }

  private arm(delay_ms: number, task: () => void): void {
    this.stopTimer();
    this.stopTimer = this.clock.after(delay_ms, task);
  }

  private armPing(): void {
    if (this.state === 'over') return;
    this.arm(this.options.ping_interval_ms, () => {
      this.socket.ping();
      this.arm(this.options.pong_timeout_ms, () => this.end('silent'));
    });
  }
}

/** `stream`: a way to the port that is open already and carries one connection. */
export function createGatewayConnector(
  clock: Clock,
  options: Partial<GatewayWebSocketOptions> = {},
  stream?: Duplex,
): GatewayConnector {
  const all = { ...defaults, ...options };
  return {
    open: (port, makeConnect, listener, certificate) =>
      new Connection(port, clock, all, makeConnect, listener, certificate, stream),
  };
}
