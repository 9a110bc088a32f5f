// Asks a gateway's port its open questions (/startupz, /readyz, /healthz) and says what kind of answer came.
// Only JSON of the known shape counts as a gateway: any program may own the port, and the gateway's own web page
// answers 200 to every unknown path. The first versions know none of these paths; they show what they are by the challenge
// that opens their WebSocket. Bounded in time and bytes; nothing is sent that identifies or authenticates.
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import WebSocket from 'ws';
import type { GatewayProbe, ProbeReading } from '../ports/gateway-probe.ts';

const bytesMax = 64 * 1024;

interface Endpoint {
  port: number;
  secure: boolean;
}

type Answer =
  | { kind: 'json'; status: number; body: Record<string, unknown> }
  | { kind: 'refused' | 'silent' | 'foreign' };

function parseAnswer(status: number, content_type: string | undefined, text: string): Answer {
  if (content_type === undefined || !content_type.toLowerCase().startsWith('application/json'))
    return { kind: 'foreign' };
  const body = parseObject(text);
  return body === null ? { kind: 'foreign' } : { kind: 'json', status, body };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return value as Record<string, unknown>; // an object was just checked
  } catch {
    return null;
  }
}

function ask({ port, secure }: Endpoint, path: string, timeout_ms: number): Promise<Answer> {
  return new Promise((resolve) => {
    let settled = false;
    const settle = (answer: Answer) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      resolve(answer);
      call.destroy();
    };
    // Nothing secret is sent, so a certificate that nobody vouches for does no harm.
    const trust = secure ? { rejectUnauthorized: false } : {};
    const call = (secure ? secureRequest : request)({
      ...trust,
      host: '127.0.0.1',
      port,
      path,
      method: 'GET',
      agent: false,
      headers: { accept: 'application/json' },
    });
    const deadline = setTimeout(() => settle({ kind: 'silent' }), timeout_ms);
    call.once('error', (error: NodeJS.ErrnoException) =>
      settle({ kind: error.code === 'ECONNREFUSED' ? 'refused' : error.code === 'ECONNRESET' ? 'silent' : 'foreign' }),
    );
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesMax) settle({ kind: 'foreign' });
        else chunks.push(chunk);
      });
      response.on('error', () => settle({ kind: 'silent' }));
      response.on('end', () =>
        settle(
          parseAnswer(
            response.statusCode ?? 0,
            response.headers['content-type'],
            Buffer.concat(chunks).toString('utf8'),
          ),
        ),
      );
    });
    call.end();
  });
}

/** Whether the first word over a WebSocket is a gateway's challenge. It is left there without an answer. */
function challenges({ port, secure }: Endpoint, timeout_ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { handshakeTimeout: timeout_ms, maxPayload: bytesMax, perMessageDeflate: false };
    const socket = secure
      ? new WebSocket(`wss://127.0.0.1:${port}`, { ...options, rejectUnauthorized: false })
      : new WebSocket(`ws://127.0.0.1:${port}`, options);
    const deadline = setTimeout(() => settle(false), timeout_ms);
    const settle = (answer: boolean) => {
      clearTimeout(deadline);
      resolve(answer);
      socket.terminate();
    };
    socket.on('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('message', (data, binary) => settle(!binary && isChallenge(String(data))));
  });
}

function isChallenge(text: string): boolean {
  const { type, event, payload } = parseObject(text) ?? {};
  return type === 'event' && event === 'connect.challenge' && typeof payload === 'object' && payload !== null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.length <= 64 ? value : null);

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, 50) : [];
}

/** `timeout_ms` bounds each of the questions. */
export function createGatewayProbe(timeout_ms = 2_000): GatewayProbe {
  return {
    async read(port, secure = false): Promise<ProbeReading> {
      const at = { port, secure };
      const startup = await ask(at, '/startupz', timeout_ms);
      if (startup.kind === 'refused' || startup.kind === 'silent') return { kind: startup.kind };
      const ready = await ask(at, '/readyz', timeout_ms);
      if (ready.kind === 'refused' || ready.kind === 'silent') return { kind: ready.kind };
      const version = startup.kind === 'json' ? textOf(startup.body.version) : null;
      if (ready.kind === 'json' && typeof ready.body.ready === 'boolean') {
        if (startup.kind === 'json' && startup.body.status === 'starting') return { kind: 'starting', version };
        return { kind: ready.body.ready ? 'ready' : 'not_ready', version, failing: names(ready.body.failing) };
      }
      // Older versions know neither path, and some only this one.
      const live = await ask(at, '/healthz', timeout_ms);
      if (live.kind === 'refused' || live.kind === 'silent') return { kind: live.kind };
      const is_gateway = live.kind === 'json' && live.body.ok === true && live.body.status === 'live';
      if (is_gateway) return { kind: 'ready', version: null, failing: [] };
      // A page at each path is all that the first versions have to say over HTTP.
      const speaks = live.kind === 'foreign' && (await challenges(at, timeout_ms));
      return speaks ? { kind: 'ready', version: null, failing: [] } : { kind: 'foreign' };
    },
  };
}
