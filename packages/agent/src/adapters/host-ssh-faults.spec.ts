import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerConfig } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { HostError } from '../ports/host-executor.ts';
import type { SshCredential } from '../ports/ssh.ts';
import { createSsh2Dialer } from './host-ssh.ts';
import { nameHostKey } from './ssh-keys.ts';

const dialer = createSsh2Dialer({ ready_timeout_ms: 60_000, keepalive_ms: 500 });
const hasty = createSsh2Dialer({ ready_timeout_ms: 1_000, keepalive_ms: 500 });
const hostKey = ssh2.utils.generateKeyPairSync('ed25519');
const parsed = ssh2.utils.parseKey(hostKey.private);
if (parsed instanceof Error) throw parsed;
const pin = nameHostKey(parsed.getPublicSSH());
const password: SshCredential = { type: 'password', password: 'open sesame' };

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that lets `ops` in as `admit` says, where null is an answer that comes later, and then does as told. */
async function serve(
  admit: (context: AuthContext) => boolean | null,
  then: (connection: Connection) => void = () => undefined,
  more: Partial<ServerConfig> = {},
) {
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.private], ...more }, (connection) => {
    clients.add(connection);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      const verdict = context.username === 'ops' && admit(context);
      if (verdict === true) context.accept();
      else if (verdict === false) context.reject(['password', 'keyboard-interactive']);
    });
    connection.on('ready', () => then(connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const client of clients) client.end();
    server.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { host: '127.0.0.1', port, username: 'ops' };
}

const byPassword = (context: AuthContext) => context.method === 'password' && context.password === 'open sesame';
const failureOf = (promise: Promise<unknown>): Promise<HostError> =>
  promise.then(
    () => {
      throw new Error('it worked');
    },
    (error: unknown) => {
      if (error instanceof HostError) return error;
      throw error;
    },
  );

describe('a machine that behaves oddly over SSH', () => {
  it('takes the password, or asks for it and is answered once', async () => {
    const target = await serve(byPassword);
    const tunnel = await dialer.openTunnel(target, password, pin);
    await tunnel.close();
    let asked = 0;
    const asking = await serve((context) => {
      if (context.method !== 'keyboard-interactive') return false;
      asked += 1;
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        if (answers[0] === 'open sesame') context.accept();
        else context.reject();
      });
      return null;
    });
    const other = await dialer.openTunnel(asking, password, pin);
    await other.close();
    const wrong = { type: 'password', password: 'close sesame' } as const;
    expect((await failureOf(dialer.openTunnel(asking, wrong, pin))).code).toBe('ssh_sign_in_failed');
    expect(asked).toBe(2);
  });

  it('that refuses the password is told apart and nothing of the credential is repeated', async () => {
    const target = await serve(byPassword);
    const error = await failureOf(dialer.open(target, { type: 'password', password: 'close sesame' }, pin));
    expect(error).toMatchObject({ failure: 'refused', code: 'ssh_sign_in_failed' });
    expect(`${error.message}${error.stack}${JSON.stringify(error.cause ?? null)}`).not.toContain('sesame');
  });

  it('is not sent anything before its key was found to be the pinned one', async () => {
    let tried = 0;
    const target = await serve(() => {
      tried += 1;
      return true;
    });
    const other = { key_type: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` };
    expect((await failureOf(dialer.open(target, password, other))).code).toBe('host_key_changed');
    expect((await failureOf(dialer.open(target, password, null))).code).toBe('host_key_unknown');
    expect(await dialer.readHostKey(target)).toEqual(pin);
    expect(tried).toBe(0);
  });

  it('that says nothing, or hangs up, is unreachable in bounded time', async () => {
    const silent = createServer(() => undefined);
    const rude = createServer((socket) => socket.destroy());
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    for (const server of [silent, rude, other]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => server.close());
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      const target = { host: '127.0.0.1', port, username: 'ops' };
      expect(await failureOf(hasty.open(target, password, pin))).toMatchObject({
        failure: 'lost',
        code: 'ssh_unreachable',
      });
      expect((await failureOf(hasty.readHostKey(target))).code).toBe('ssh_unreachable');
    }
  });

  it('that speaks only what is no longer safe is named so', async () => {
    const target = await serve(byPassword, undefined, {
      algorithms: { kex: ['diffie-hellman-group1-sha1'], cipher: ['3des-cbc'] },
    });
    expect((await failureOf(dialer.open(target, password, pin))).code).toBe('ssh_outdated');
  });

  it('that gives no shell or no file transfer is named so', async () => {
    const bare = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        accept().on('exec', (_accept, reject) => reject());
      });
    });
    expect((await failureOf(dialer.open(bare, password, pin))).code).toBe('ssh_no_shell');
    const noFiles = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => answerFacts(acceptExec()));
        session.on('sftp', (_accept, reject) => reject());
      });
    });
    expect((await failureOf(dialer.open(noFiles, password, pin))).code).toBe('ssh_no_sftp');
  });

  it('that has a talkative profile is still understood, and one that hangs up in the middle is lost', async () => {
    let hangUp = false;
    const target = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => {
          if (!hangUp) return answerFacts(acceptExec(), 'Welcome, dear guest!\n'.repeat(100));
          acceptExec();
          connection.end();
        });
        session.on('sftp', (acceptSftp) => void acceptSftp());
      });
    });
    const host = await dialer.open(target, password, pin);
    expect(await host.facts()).toEqual({
      platform: 'linux',
      arch: 'arm64',
      home: '/home/ops',
      user: 'ops',
      uid: 7,
      gid: 8,
    });
    hangUp = true;
    expect(await host.run(['true'], { timeout_ms: 10_000 })).toMatchObject({ status: null, lost: true });
    await host.close();
  });

  it('that no longer answers is noticed by keepalive', async () => {
    const target = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => answerFacts(acceptExec()));
        session.on('sftp', (acceptSftp) => void acceptSftp());
      });
    });
    const wire = createServer();
    wire.listen(0, '127.0.0.1');
    await once(wire, 'listening');
    closers.push(() => wire.close());
    const address = wire.address();
    let mute = false;
    wire.on('connection', (near) => {
      const far = connect(target.port, '127.0.0.1');
      near.on('error', () => undefined).on('data', (chunk) => void (mute || far.write(chunk)));
      far.on('error', () => undefined).on('data', (chunk) => void (mute || near.write(chunk)));
      near.on('close', () => far.destroy());
    });
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const host = await dialer.open({ ...target, port }, password, pin);
    mute = true;
    expect(await host.run(['true'], { timeout_ms: 60_000 })).toMatchObject({ status: null, lost: true });
    await host.close();
  });
});

describe('a machine that falls silent or goes away at a bad moment', () => {
  it('and never begins a program is not waited for beyond its deadline, nor once it is called off', async () => {
    let isMute = false;
    const target = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => void (isMute || answerFacts(acceptExec())));
        session.on('sftp', (acceptSftp) => void acceptSftp());
      });
    });
    const host = await dialer.open(target, password, pin);
    isMute = true;
    expect(await host.run(['true'], { timeout_ms: 200 })).toMatchObject({ status: null, timed_out: true, lost: true });
    const asked = new AbortController();
    const called_off = host.run(['true'], { timeout_ms: 600_000, signal: asked.signal });
    asked.abort();
    expect(await called_off).toMatchObject({ status: null, timed_out: false });
    await host.close();
  });

  it('while its files are asked for is lost, and not one without file transfer', async () => {
    const target = await serve(byPassword, (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => answerFacts(acceptExec()));
        session.on('sftp', () => connection.end());
      });
    });
    const failure = await failureOf(dialer.open(target, password, pin));
    expect([failure.failure, failure.code]).toEqual(['lost', 'ssh_lost']);
  });

  it('and comes back as another is a connection that was lost, not a program that failed', async () => {
    const other = ssh2.utils.generateKeyPairSync('ed25519').private;
    const answer = (connection: Connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (acceptExec) => answerFacts(acceptExec()));
        session.on('sftp', (acceptSftp) => void acceptSftp());
      });
    };
    const [right, wrong] = [await serve(byPassword, answer), await serve(byPassword, answer, { hostKeys: [other] })];
    let port = right.port;
    const wires = new Set<Socket>();
    const wire = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      wires.add(near);
      near.on('error', () => undefined).on('close', () => far.destroy());
      far.on('error', () => undefined).on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    wire.listen(0, '127.0.0.1');
    await once(wire, 'listening');
    closers.push(() => wire.close());
    const address = wire.address();
    const at = { ...right, port: address !== null && typeof address === 'object' ? address.port : 0 };
    const host = await dialer.open(at, password, pin);
    port = wrong.port;
    for (const near of wires) near.destroy();
    await expect
      .poll(async () => (await host.run(['true'], { timeout_ms: 20_000 })).stderr, { timeout: 20_000 })
      .toContain('not the approved one');
    expect(await host.run(['true'], { timeout_ms: 20_000 })).toMatchObject({ status: null, lost: true });
    await host.close();
  });
});

/** Answers the first question that is asked of every host, after whatever a profile prints. */
function answerFacts(channel: ssh2.ServerChannel, noise = ''): void {
  let script = '';
  channel.on('data', (chunk: Buffer) => {
    script += chunk.toString();
    const mark = /printf '%s %s\\n' ([0-9a-f]{32})/.exec(script)?.[1];
    if (!mark) return;
    channel.write(`${noise}${mark} 4242\nLinux\naarch64\n7\n8\nops\n/home/ops\n`);
    channel.exit(0);
    channel.end();
    channel.removeAllListeners('data');
    channel.resume();
  });
}
