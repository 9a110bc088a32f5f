// The open port: HTTP and WebSocket on both loopback addresses. It can be closed and opened again while the
// process lives, which is how a gateway looks that is alive and cannot be reached.
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { answerHttp } from './http.ts';
import type { GatewayState } from './state.ts';

export interface Listener {
  open(): Promise<void>;
  /** Closes the port; clients get the close code and reason. */
  close(code: number, reason: string): void;
}

interface ListenerDependencies {
  state: GatewayState;
  serve: (socket: WebSocket) => void;
  /** Called when the port belongs to somebody else. */
  onTaken: (error: Error) => void;
}

export function createListener(deps: ListenerDependencies): Listener {
  let servers: Server[] = [];
  const bind = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const server = createServer((request, response) => answerHttp(deps.state, request, response));
      const sockets = new WebSocketServer({ server, maxPayload: 26_214_400 });
      sockets.on('connection', deps.serve);
      sockets.on('error', () => undefined); // the server's own error event below says it
      server.once('error', (error) => {
        if (host === '127.0.0.1') deps.onTaken(error);
        resolve(false);
      });
      server.listen(deps.state.port, host, () => {
        servers.push(server);
        resolve(true);
      });
    });
  return {
    async open() {
      if (servers.length > 0) return;
      if (await bind('127.0.0.1')) await bind('::1'); // a host without IPv6 goes without
    },
    close(code, reason) {
      for (const client of deps.state.clients) client.socket.close(code, reason);
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      servers = [];
    },
  };
}
