// Machines that allow little: few sessions on a connection, no forwarding, keys that are not read.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSshd, startSshd } from '../../test/support/sshd.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { watchLine } from '../setup/watch-line.ts';
import { createSsh2Dialer } from './host-ssh.ts';
import { readPrivateKey } from './ssh-keys.ts';

const dialer = createSsh2Dialer();
const isSkipped = !hasSshd();
if (isSkipped) console.info('skipped: there is no sshd on this machine (Debian: openssh-server)');
const relays = ['docker', 'socat', 'nc'].some((name) => existsSync(`/usr/bin/${name}`));
if (!relays) console.info('skipped in part: no docker, socat or nc here to reach a socket with');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openMachine(...lines: string[]) {
  const sshd = await startSshd(lines);
  closers.push(() => sshd.stop());
  const target = { host: sshd.host, port: sshd.port, username: sshd.username };
  const pin = await dialer.readHostKey(target);
  const host = await dialer.open(target, { type: 'key', private_key: sshd.key('user'), passphrase: null }, pin);
  closers.push(() => host.close());
  return { sshd, target, pin, host };
}

/** Answers with what it is sent. */
async function startEcho(at: number | string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  if (typeof at === 'number') server.listen(at, '127.0.0.1');
  else server.listen(at);
  await once(server, 'listening');
  closers.push(() => server.close());
  return server;
}

const portOf = (server: Server): number => {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
};

/** What comes back first through a forward, or null where it is closed. */
async function askThrough(host: HostExecutor, port: number): Promise<string | null> {
  const forward = await host.openForward(port);
  const socket = connect(forward.local_port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('hello');
  const answer = await Promise.race([
    once(socket, 'data').then(([chunk]) => String(chunk)),
    once(socket, 'close').then(() => null),
  ]);
  socket.destroy();
  await forward.close();
  return answer;
}

describe.skipIf(isSkipped)('a machine that allows little', () => {
  it.each([1, 2])('is worked on with %i session(s) a connection: programs, files and a kill', async (sessions) => {
    const { host, sshd } = await openMachine(`MaxSessions ${sessions}`);
    const path = join(sshd.directory, 'written');
    await host.writeFile(path, 'here', { mode: 0o600 });
    const numbers = Array.from({ length: 9 }, (_, index) => String(index));
    const answers = await Promise.all(numbers.map((n) => host.run(['printf', '%s', n], { timeout_ms: 30_000 })));
    expect(answers.map(({ stdout }) => stdout)).toEqual(numbers);
    const [late, content] = await Promise.all([
      host.run(['sleep', '600'], { timeout_ms: 300 }),
      host.readFile(path, 100),
    ]);
    expect(late).toMatchObject({ timed_out: true, signal: 'SIGTERM' });
    expect(String(content)).toBe('here');
  });

  it('is watched with one session a connection, by more than one connection through the tunnel', async () => {
    const { sshd, target, pin } = await openMachine('MaxSessions 1');
    const port = portOf(await startEcho(0));
    const pair = await dialer.generateKeyPair('watch@moltbot-ops');
    sshd.authorize(watchLine(port, pair.public_key));
    const tunnel = await dialer.openTunnel(
      target,
      { type: 'key', private_key: pair.private_key, passphrase: null },
      pin,
    );
    closers.push(() => tunnel.close());
    const { local_port } = await tunnel.openForward();
    const long_one = connect(local_port, '127.0.0.1');
    closers.push(() => long_one.destroy());
    long_one.write('first');
    expect(String(await once(long_one, 'data'))).toBe('first');
    expect(await tunnel.reaches()).toBe(true);
    expect(await tunnel.reaches()).toBe(true);
  });

  it.each(['AllowTcpForwarding no', 'DisableForwarding yes'])('is reached at its ports with %s', async (line) => {
    const { host } = await openMachine(line);
    const server = await startEcho(0);
    const port = portOf(server);
    expect(await askThrough(host, port)).toBe('hello');
    server.close();
    expect(await askThrough(host, port)).toBeNull();
  });

  it.skipIf(!relays)('is reached at its sockets without forwarding, and says no where there is none', async () => {
    const { host, sshd } = await openMachine('AllowStreamLocalForwarding no');
    const path = join(sshd.directory, 'engine.sock');
    await startEcho(path);
    const stream = await host.openSocket(path);
    stream.write('hello');
    expect(String(await once(stream, 'data'))).toBe('hello');
    stream.destroy();
    await expect(host.openSocket(join(sshd.directory, 'none.sock'))).rejects.toMatchObject({ failure: 'refused' });
  });
});

/** A wire to that port that is cut once so many bytes went in. */
async function startWire(to: number, bytes_max: number): Promise<number> {
  let passed = 0;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, other] of [
      [near, far],
      [far, near],
    ] as const)
      from.on('error', () => undefined).on('close', () => other.destroy());
    far.pipe(near).pipe(far);
    near.on('data', (chunk: Buffer) => {
      const before = passed;
      passed += chunk.length;
      if (before <= bytes_max && passed > bytes_max) near.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return portOf(server);
}

describe.skipIf(isSkipped)('a file that is copied when the connection is cut', () => {
  it('is lost at once, and nothing half of it stays', async () => {
    const { sshd, target, pin } = await openMachine();
    const port = await startWire(sshd.port, 3 * 1024 ** 2);
    const credential = { type: 'key', private_key: sshd.key('user'), passphrase: null } as const;
    const host = await dialer.open({ ...target, port }, credential, pin);
    closers.push(() => host.close());
    const directory = join(sshd.directory, 'there');
    await host.makeDirectory(directory, { mode: 0o700 });
    await expect(host.putFile(process.execPath, join(directory, 'node'), { mode: 0o755 })).rejects.toMatchObject({
      failure: 'lost',
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe.skipIf(isSkipped)('a private key', () => {
  const codeOf = (text: string, passphrase: string | null) => {
    try {
      readPrivateKey(text, passphrase);
      return null;
    } catch (error) {
      return error instanceof HostError ? `${error.code}: ${error.message}` : String(error);
    }
  };

  it.each([
    ['aes256-ctr', [null, /^ssh_passphrase_wrong/, /^ssh_passphrase_needed/]],
    ['aes256-gcm@openssh.com', [null, /^ssh_passphrase_wrong/, /^ssh_passphrase_needed/]],
    ['chacha20-poly1305@openssh.com', Array.from({ length: 3 }, () => /^ssh_key_unreadable: .+ssh-keygen -p -Z/)],
  ] as const)('that is encrypted with %s is read, or it is said exactly why not', (cipher, expected) => {
    const directory = mkdtempSync(join(tmpdir(), 'keys-'));
    closers.push(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '2', '-Z', cipher, '-N', 'open sesame', '-f', path]);
    const text = readFileSync(path, 'utf8');
    for (const [index, passphrase] of ['open sesame', 'close sesame', null].entries()) {
      const wanted = expected[index];
      if (wanted) expect(codeOf(text, passphrase)).toMatch(wanted);
      else expect(codeOf(text, passphrase)).toBeNull();
    }
  });
});
