// Asks a gateway's port its open questions (/startupz, /readyz, /healthz) and says what kind of answer came.
// Only JSON of the known shape counts as a gateway: any program may own the port, and the gateway's own web page
// answers 200 to every unknown path. Bounded in time and bytes; nothing is sent that identifies or authenticates.
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
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
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return { kind: 'foreign' };
    return { kind: 'json', status, body: body as Record<string, unknown> }; // an object was just checked
  } catch {
    return { kind: 'foreign' };
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
      return is_gateway ? { kind: 'ready', version: null, failing: [] } : { kind: 'foreign' };
    },
  };
}
