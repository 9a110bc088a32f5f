// The command line's own connection to the gateway it is about: one call over the WebSocket, then gone.
import { WebSocket } from 'ws';
import { readConfigDocument } from '../config/document.ts';
import { gatewayVersion, readPath } from '../gateway/state.ts';
import { readOption } from './arguments.ts';
import type { CommandContext } from './commands.ts';

export type CallResult = { ok: true; payload: unknown; hello: Record<string, unknown> } | { ok: false; error: string };

export interface GatewayAddress {
  url: string;
  port: number;
  token: string | null;
}

/** Where the gateway of this home should be listening. */
export function readAddress({ env, paths, args }: CommandContext): GatewayAddress {
  const config = readConfigDocument(paths.config_path, '').parsed;
  const port = Number(
    readOption(args, 'port') ?? env['OPENCLAW_GATEWAY_PORT'] ?? readPath(config, 'gateway.port') ?? 18_789,
  );
  const token = readPath(config, 'gateway.auth.token');
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    token: typeof token === 'string' ? token : (env['OPENCLAW_GATEWAY_TOKEN'] ?? null),
  };
}

/** Connects with the shared token and runs one method. */
export function callGateway(address: GatewayAddress, method: string, scopes: string[]): Promise<CallResult> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address.url);
    let hello: Record<string, unknown> = {};
    const request = (id: string, name: string, params: unknown): void =>
      socket.send(JSON.stringify({ type: 'req', id, method: name, params }));
    const finish = (result: CallResult): void => {
      resolve(result);
      socket.close();
    };
    socket.on('error', (error) => finish({ ok: false, error: error.message }));
    socket.on('message', (data) => {
      // Frames of our own gateway: events, and answers to the two requests below.
      const frame = JSON.parse(String(data)) as {
        event?: string;
        id?: string;
        ok?: boolean;
        payload?: Record<string, unknown>;
        error?: { message: string };
      };
      if (frame.event === 'connect.challenge') request('1', 'connect', connectParams(address.token, scopes));
      if (frame.ok === false) finish({ ok: false, error: frame.error?.message ?? 'refused' });
      else if (frame.id === '1') {
        hello = frame.payload ?? {};
        request('2', method, {});
      } else if (frame.id === '2') finish({ ok: true, payload: frame.payload, hello });
    });
  });
}

function connectParams(token: string | null, scopes: string[]): unknown {
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'gateway-client', version: gatewayVersion, platform: process.platform, mode: 'backend' },
    role: 'operator',
    scopes,
    caps: [],
    auth: token ? { token } : {},
  };
}
