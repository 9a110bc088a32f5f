// Ports for programs that are started later. Asking the system for any port and closing it again promises nothing: until
// the program listens, the same port may go to another test or to an outgoing connection.
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below what systems give out by themselves, to whoever asks for any port and to outgoing connections. */
const first = 12_000;
const end = 32_000;
const triesMax = 1_000;

/** A free TCP port of the loopback that no other caller on this machine gets while this process lives. */
export async function reservePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const port = randomInt(first, end);
    if ((await claim(port)) && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${first} and ${end}`);
}

/** The UDP port of the same number is the mark: it hinders no TCP listener, and goes with the process, however that ends. */
function claim(port: number): Promise<boolean> {
  const mark = createSocket('udp4').unref();
  return new Promise((resolve) => {
    mark.once('error', () => resolve(false));
    mark.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
