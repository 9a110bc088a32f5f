// An agent in this process, on a free port and in a home of its own, with every answer held against the contract.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@moltbot-ops/sdk/types';
import type { ComposeOverrides } from '../../src/compose.ts';
import type { ResponseViolation } from '../../src/http/station.ts';
import { startAgent } from '../../src/main.ts';
import { readSettings } from '../../src/settings.ts';
import { controlSocketPath } from '../../src/system/state-directory.ts';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body, or an empty object where there is none. */
  json: Record<string, unknown>;
  /** `name=value` of each cookie that was set. */
  cookies: string[];
}

export interface RequestOptions {
  token?: string | undefined;
  body?: unknown;
  raw?: string | Buffer;
  headers?: Record<string, string | string[]>;
  /** Through the Unix socket, as the host. */
  host_socket?: boolean;
}

export interface TestTokens {
  access_token: string;
  refresh_token: string;
  device_id: string;
}

export interface TestAgent {
  url: string;
  port: number;
  home: string;
  routes: readonly { method: string; path: string }[];
  violations: ResponseViolation[];
  /** Everything that the agent's log wrote. */
  log: string[];
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Pairs a device that the host invited. */
  pair(role?: Role, device_name?: string): Promise<TestTokens>;
  /** Opens a stream of server-sent events, by default the one of the agent's state. */
  openStream(token: string, headers?: Record<string, string>, path?: string): Promise<TestStream>;
  close(): Promise<void>;
}

export interface TestStream {
  status: number;
  headers: Headers;
  /** Text so far. */
  text(): string;
  /** Resolves with the text once it holds `part`; rejects when the stream ends without it. */
  until(part: string | RegExp): Promise<string>;
  /** Resolves when the agent has ended the stream. */
  ended: Promise<void>;
  close(): Promise<void>;
}

export async function startTestAgent(
  overrides: ComposeOverrides & {
    home?: string;
    gateway_home?: string;
    keep_home?: boolean;
    env?: NodeJS.ProcessEnv;
  } = {},
): Promise<TestAgent> {
  const home = overrides.home ?? mkdtempSync(join(tmpdir(), 'ops-'));
  const gateway_home = overrides.gateway_home ?? mkdtempSync(join(tmpdir(), 'gw-'));
  const env = {
    MOLTBOT_OPS_HOME: home,
    MOLTBOT_OPS_PORT: '0',
    MOLTBOT_OPS_GATEWAY_HOME: gateway_home,
    MOLTBOT_OPS_SECRET_STORE: 'file',
    MOLTBOT_OPS_RESPONSE_CHECK_SHARE: '1',
    MOLTBOT_OPS_LOG_LEVEL: 'debug',
    ...overrides.env,
  };
  const violations: ResponseViolation[] = [];
  const log: string[] = [];
  const agent = await startAgent(readSettings({ env }), {
    writeLog: (line) => log.push(line),
    onResponseViolation: (violation) => violations.push(violation),
    ...overrides,
  });
  const request: TestAgent['request'] = (method, path, options) =>
    send(agent.port, controlSocketPath(home), method, path, options);

  return {
    url: agent.url,
    port: agent.port,
    home,
    routes: agent.routes,
    violations,
    log,
    request,
    async pair(role, device_name = 'test device') {
      const invite = await request('POST', '/pair/invite', { host_socket: true, body: role ? { role } : {} });
      const pairing_code = invite.json.pairing_code;
      const tokens = await request('POST', '/pair/confirm', { body: { pairing_code, device_name } });
      if (tokens.status !== 200) throw new Error(`Pairing failed: ${tokens.text}\n${log.join('')}`);
      const access_token = String(tokens.json.access_token);
      const session = await request('GET', '/session', { token: access_token });
      const { device_id } = session.json.device as { device_id: string };
      return { access_token, refresh_token: String(tokens.json.refresh_token), device_id };
    },
    openStream: (token, headers = {}, path = '/events') =>
      openStream(`${agent.url}${path}`, { authorization: `Bearer ${token}`, ...headers }),
    async close() {
      await agent.close();
      if (!overrides.home && !overrides.keep_home) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A plain request without a browser's help: any header, any target. */
function send(
  port: number,
  socketPath: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const payload = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const headers: Record<string, string | string[]> = {
    ...(payload === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    ...options.headers,
  };
  const target = options.host_socket ? { socketPath } : { host: '127.0.0.1', port };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...target, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve(toAnswer(response.statusCode ?? 0, response.headersDistinct, Buffer.concat(chunks))),
      );
    });
    // A refused upload may be cut while it is still being sent; the answer counts, if one came.
    let isAnswered = false;
    request.on('response', () => {
      isAnswered = true;
    });
    request.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    request.end(payload);
  });
}

function toAnswer(status: number, distinct: NodeJS.Dict<string[]>, body: Buffer): Answer {
  const headers = new Headers();
  for (const [name, values] of Object.entries(distinct)) for (const value of values ?? []) headers.append(name, value);
  const text = body.toString('utf8');
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  const cookies = (distinct['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0] ?? '');
  return { status, headers, text, json: isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {}, cookies };
}

async function openStream(url: string, headers: Record<string, string>): Promise<TestStream> {
  const stop = new AbortController();
  const response = await fetch(url, { headers, signal: stop.signal });
  let text = '';
  let isOver = false;
  const watchers = new Set<() => void>();
  const tell = () => [...watchers].forEach((watcher) => watcher());
  const ended = (async () => {
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString('utf8');
        tell();
      }
    } catch {
      // cut off by either side: the same as an end
    }
    isOver = true;
    tell();
  })();
  return {
    status: response.status,
    headers: response.headers,
    text: () => text,
    until: (part) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = typeof part === 'string' ? text.includes(part) : part.test(text);
          if (!found && !isOver) return;
          watchers.delete(look);
          if (found) resolve(text);
          else reject(new Error(`The stream ended without ${String(part)}: ${text}`));
        };
        watchers.add(look);
        look();
      }),
    ended,
    async close() {
      stop.abort();
      await ended;
    },
  };
}
