// A bare WebSocket client for tests: it says exactly what it is told and keeps every frame it gets.
import { WebSocket } from 'ws';

export interface Frame {
  type: string;
  id?: string;
  event?: string;
  ok?: boolean;
  seq?: number;
  payload?: Record<string, unknown>;
  error?: Record<string, unknown>;
}

export interface Close {
  code: number;
  reason: string;
}

export interface GatewaySocket {
  frames: Frame[];
  /** The first frame that fits; null when the socket closed or the time ran out. */
  next(fits: (frame: Frame) => boolean, timeout_ms?: number): Promise<Frame | null>;
  request(method: string, params?: unknown): Promise<Frame | null>;
  sendText(text: string): void;
  /** The close code and reason; null when it is still open after the time. */
  closed(timeout_ms?: number): Promise<Close | null>;
  close(): void;
}

/** Opens a socket; rejects when nobody listens. */
export function openSocket(port: number): Promise<GatewaySocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  let close: Close | null = null;
  let last_id = 0;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as Frame); // the gateway sends frames only
    wake();
  });
  socket.on('close', (code, reason) => {
    close = { code, reason: String(reason) };
    wake();
  });
  const wait = <T>(find: () => T | undefined, timeout_ms: number): Promise<T | null> =>
    new Promise((resolve) => {
      const finish = (value: T | null): void => {
        clearTimeout(timer);
        waiting.delete(check);
        resolve(value);
      };
      const check = (): void => {
        const found = find();
        if (found !== undefined) finish(found);
        else if (close) finish(null);
      };
      const timer = setTimeout(() => finish(null), timeout_ms);
      waiting.add(check);
      check();
    });
  const client: GatewaySocket = {
    frames,
    next: (fits, timeout_ms = 60_000) => wait(() => frames.find(fits), timeout_ms),
    request(method, params = {}) {
      last_id += 1;
      const id = String(last_id);
      socket.send(JSON.stringify({ type: 'req', id, method, params }));
      return client.next((frame) => frame.type === 'res' && frame.id === id);
    },
    sendText: (text) => socket.send(text),
    closed: (timeout_ms = 60_000) => wait(() => close ?? undefined, timeout_ms).then((found) => found ?? close),
    close: () => socket.close(),
  };
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(client));
    socket.once('error', reject);
    socket.on('error', () => undefined); // later errors show as a close
  });
}

export interface Challenge {
  nonce: string;
  ts: number;
}

/** Waits for the challenge of a fresh socket. */
export async function readChallenge(socket: GatewaySocket): Promise<Challenge> {
  const frame = await socket.next((item) => item.event === 'connect.challenge');
  if (!frame?.payload) throw new Error('no challenge came');
  return { nonce: String(frame.payload['nonce']), ts: Number(frame.payload['ts']) };
}
