import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type Forward, HostError } from '../ports/host-executor.ts';

/** A stream to a port on the other machine's loopback. */
export function openRemotePort(client: Client, port: number): Promise<ClientChannel> {
  return channel(client, (done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done));
}

/** A stream to a Unix socket on the other machine. */
export function openRemoteSocket(client: Client, path: string): Promise<Duplex> {
  return channel(client, (done) => client.openssh_forwardOutStreamLocal(path, done));
}

type Done = (error: Error | undefined, channel: ClientChannel) => void;

function channel(client: Client, open: (done: Done) => void): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new HostError('lost', 'The connection ended.', { code: 'ssh_lost' }));
    client.once('close', lost);
    open((error, stream) => {
      client.off('close', lost);
      if (error) {
        const forbidden = 'reason' in error && error.reason === 1;
        const message = forbidden ? 'The machine does not allow forwarding.' : 'Nothing answers there.';
        reject(
          new HostError('refused', message, { cause: error, ...(forbidden ? { code: 'ssh_forward_refused' } : {}) }),
        );
      } else resolve(stream);
    });
  });
}

/**
 * Listens on a free port of this machine's loopback and hands each connection on. It outlives a lost connection: `dial`
 * is asked anew for each.
 */
export async function listenForward(dial: () => Promise<Duplex>): Promise<Forward> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    dial().then(
      (stream) => join(socket, stream),
      () => socket.destroy(),
    );
  });
  return {
    local_port: await listen(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Ends a channel. What it still holds is read away: the library tells of its end only behind that. */
export function dropStream(stream: Duplex): void {
  stream.destroy();
  stream.resume();
}

function join(socket: Socket, stream: Duplex): void {
  if (socket.destroyed) {
    dropStream(stream);
    return;
  }
  stream.on('error', () => socket.destroy());
  stream.once('close', () => socket.destroy());
  socket.once('close', () => dropStream(stream));
  socket.pipe(stream).pipe(socket);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new HostError('failed', 'No port to listen on.'));
      else resolve(address.port);
    });
  });
}
