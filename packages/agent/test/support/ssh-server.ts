import { createHash } from 'node:crypto';
import { once } from 'node:events';
import ssh2 from 'ssh2';

export interface TestSshServer {
  host: '127.0.0.1';
  port: number;
  fingerprint: string;
  /** How often somebody tried to sign in. */
  sign_ins(): number;
  close(): void;
}

/** A machine that shows its key and lets nobody in; `port` makes it another machine at the same address. */
export async function startSshServer(port = 0): Promise<TestSshServer> {
  const key = ssh2.utils.generateKeyPairSync('ed25519');
  const blob = Buffer.from(key.public.split(' ')[1] ?? '', 'base64');
  let tried = 0;
  const server = new ssh2.Server({ hostKeys: [key.private] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => {
      tried += 1;
      context.reject();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: address !== null && typeof address === 'object' ? address.port : 0,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    sign_ins: () => tried,
    close: () => server.close(),
  };
}
