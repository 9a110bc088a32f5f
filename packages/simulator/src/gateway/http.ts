// The three probes, and everything else as the real gateway answers it: its own console page for a path it does
// not know, which is why a caller has to look at the content type.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildEventLoop } from './event-loop.ts';
import { buildReadiness } from './facts.ts';
import type { GatewayState } from './state.ts';
import { gatewayBuildId, gatewayVersion } from './state.ts';

const commonHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
const probeHeaders = { ...commonHeaders, 'Permissions-Policy': 'camera=(), microphone=(self), geolocation=()' };

/** Answers one HTTP request. */
export function answerHttp(state: GatewayState, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const probe = probes[path];
  if (!probe) {
    if (isServerPath(path)) sendText(response, 404, 'Not Found');
    else sendConsole(response);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(response, 405, 'Method Not Allowed');
    return;
  }
  const { status, body } = probe(state);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...probeHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

type Probe = (state: GatewayState) => { status: number; body: Record<string, unknown> };

const probeLive: Probe = () => ({ status: 200, body: { ok: true, status: 'live' } });

const probeStartup: Probe = (state) => {
  const version = gatewayVersion;
  const uptimeMs = state.clock.now() - state.listening_since_ms;
  if (state.phase === 'ready') return { status: 200, body: { ok: true, status: 'started', version, uptimeMs } };
  if (state.phase === 'draining') return { status: 503, body: { ok: false, status: 'draining', version, uptimeMs } };
  return { status: 503, body: { ok: false, status: 'starting', version, uptimeMs, pendingReason: 'startup-sidecars' } };
};

const probeReady: Probe = (state) => {
  const readiness = buildReadiness(state);
  const uptimeMs = state.clock.now() - state.listening_since_ms;
  const eventLoop = state.phase === 'draining' ? {} : { eventLoop: buildEventLoop(state) };
  return { status: readiness.ready ? 200 : 503, body: { ...readiness, uptimeMs, ...eventLoop } };
};

const probes: Record<string, Probe | undefined> = {
  '/healthz': probeLive,
  '/health': probeLive,
  '/startupz': probeStartup,
  '/readyz': probeReady,
  '/ready': probeReady,
};

function isServerPath(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/v1/') || /^\/(healthz|readyz|startupz)\//.test(path);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...probeHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function sendConsole(response: ServerResponse): void {
  const page = `<!doctype html>\n<html data-openclaw-control-ui-base-path="" data-openclaw-control-ui-build-id="${gatewayBuildId}" lang="en">\n  <head>\n    <meta charset="UTF-8" />\n    <title>OpenClaw Control</title>\n  </head>\n  <body></body>\n</html>\n`;
  response.writeHead(200, {
    ...commonHeaders,
    'X-Frame-Options': 'DENY',
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
    'Content-Length': Buffer.byteLength(page),
  });
  response.end(page);
}
