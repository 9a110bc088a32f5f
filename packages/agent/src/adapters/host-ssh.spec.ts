import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasSshd, startSshd, type TestSshd } from '../../test/support/sshd.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import type { HostKey, SshCredential } from '../ports/ssh.ts';
import { watchLine } from '../setup/watch-line.ts';
import { createSsh2Dialer } from './host-ssh.ts';

const node = process.execPath;
const dialer = createSsh2Dialer();
const isSkipped = !hasSshd();
if (isSkipped) console.info('skipped: there is no sshd on this machine (Debian: openssh-server)');

const causeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) =>
      error instanceof HostError ? (error.code ?? error.failure) : `not a HostError: ${String(error)}`,
  );
const isAlive = (pid: number) => {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};

/** A client that asks for whatever it likes. */
function connectRaw(config: ConnectConfig): Promise<Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client
      .once('ready', () => resolve(client))
      .once('error', reject)
      .connect(config);
  });
}

/** A wire to a port that can be cut. */
async function startWire(to: number) {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    cut: () => {
      for (const end of ends) end.destroy();
    },
    close: () => new Promise((done) => server.close(done)),
  };
}

describe.skipIf(isSkipped)('another machine, behind a real sshd', () => {
  let sshd: TestSshd;
  let pin: HostKey;
  let host: HostExecutor;
  let directory = '';
  const target = () => ({ host: sshd.host, port: sshd.port, username: sshd.username });
  const userKey = (): SshCredential => ({ type: 'key', private_key: sshd.key('user'), passphrase: null });

  beforeAll(async () => {
    sshd = await startSshd();
    pin = await dialer.readHostKey(sshd);
    host = await dialer.open(target(), userKey(), pin);
  });
  afterAll(async () => {
    await host.close();
    await sshd.stop();
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'host-ssh-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

  describe('signing in', () => {
    it('reads the host key as ssh-keygen names it, without signing in', async () => {
      const said = execFileSync('ssh-keygen', ['-lf', join(sshd.directory, 'host.pub')], { encoding: 'utf8' });
      expect(said).toContain(pin.fingerprint);
      expect(pin.key_type).toBe('ssh-ed25519');
    });

    it('is refused without a pin, and with another', async () => {
      expect(await causeOf(dialer.open(target(), userKey(), null))).toBe('host_key_unknown');
      const other = { ...pin, fingerprint: `SHA256:${'A'.repeat(43)}` };
      expect(await causeOf(dialer.open(target(), userKey(), other))).toBe('host_key_changed');
    });

    it.each([
      ['RSA, PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', ''], null],
      ['RSA, PEM, passphrase', ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'open sesame'], 'open sesame'],
      ['RSA, PKCS#8, passphrase', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8', '-N', 'open sesame'], 'open sesame'],
      ['ECDSA, OpenSSH', ['-t', 'ecdsa', '-N', ''], null],
      ['ECDSA, PKCS#8', ['-t', 'ecdsa', '-m', 'PKCS8', '-N', ''], null],
      ['Ed25519, OpenSSH, passphrase', ['-t', 'ed25519', '-N', 'öffne dich'], 'öffne dich'],
      ['RSA, OpenSSH, passphrase', ['-t', 'rsa', '-b', '2048', '-N', 'open sesame'], 'open sesame'],
    ])('works with a key: %s', async (name, args, passphrase) => {
      const private_key = sshd.addKey(`k-${name.replace(/\W+/g, '-')}`, ...args);
      const other = await dialer.open(target(), { type: 'key', private_key, passphrase }, pin);
      expect((await other.facts()).user).toBe(sshd.username);
      await other.close();
    });

    it('works with an Ed25519 key in PKCS#8 and with one that was made here', async () => {
      const made = await dialer.generateKeyPair('watch@moltbot-ops');
      sshd.authorize(made.public_key);
      const tunnel = await dialer.openTunnel(
        target(),
        { type: 'key', private_key: made.private_key, passphrase: null },
        pin,
      );
      await tunnel.close();
      const pem = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' });
      expect(await causeOf(dialer.open(target(), { type: 'key', private_key: pem, passphrase: null }, pin))).toBe(
        'ssh_sign_in_failed',
      );
    });

    it('says whether the passphrase is missing or wrong and the key unreadable, and repeats nothing of them', async () => {
      const locked = sshd.addKey('locked', '-t', 'ed25519', '-N', 'open sesame');
      const pem = sshd.addKey('locked-pem', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'open sesame');
      const pkcs8 = sshd.addKey('locked-p8', '-t', 'rsa', '-b', '2048', '-m', 'PKCS8', '-N', 'open sesame');
      const cause = (private_key: string, passphrase: string | null) =>
        causeOf(dialer.open(target(), { type: 'key', private_key, passphrase }, pin));
      for (const key of [locked, pem, pkcs8]) {
        expect(await cause(key, null)).toBe('ssh_passphrase_needed');
        expect(await cause(key, 'close sesame')).toBe('ssh_passphrase_wrong');
      }
      for (const key of ['', 'x', sshd.key('user.pub'), sshd.key('user').slice(0, 200), 'A'.repeat(40_000)]) {
        expect(await cause(key, null)).toBe('ssh_key_unreadable');
      }
      const error: unknown = await dialer
        .open(target(), { type: 'key', private_key: locked, passphrase: 'close sesame' }, pin)
        .catch((caught: unknown) => caught);
      expect(`${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`).not.toMatch(
        /close sesame|b3BlbnNzaC1/,
      );
    });

    it('tells a machine that cannot be reached from one that refuses', async () => {
      const closed = { ...target(), port: 1 };
      expect(await causeOf(dialer.readHostKey(closed))).toBe('ssh_unreachable');
      expect(await causeOf(dialer.open(closed, userKey(), pin))).toBe('ssh_unreachable');
      expect(await causeOf(dialer.open({ ...target(), username: 'nobody-here' }, userKey(), pin))).toBe(
        'ssh_sign_in_failed',
      );
    });
  });

  describe('a program over there', () => {
    it('gets its arguments word by word, whatever they hold', async () => {
      const word = fc
        .string({ unit: 'binary', maxLength: 40 })
        .filter((text) => !text.includes('\0') && text.isWellFormed());
      await fc.assert(
        fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (words) => {
          const { stdout } = await host.run(['printf', '%s\\0', 'x', ...words], { timeout_ms: 20_000 });
          expect(stdout).toBe(['x', ...words].map((text) => `${text}\0`).join(''));
        }),
        { numRuns: 12 },
      );
    });

    it('keeps words, variables and input out of the process list but its own arguments', async () => {
      const abort = new AbortController();
      const started = Promise.withResolvers<void>();
      const running = host.run(['sh', '-c', 'echo up; sleep 60; true'], {
        timeout_ms: 60_000,
        env: { TOKEN: 'sesame-in-variable' },
        input: 'sesame-in-input',
        signal: abort.signal,
        onLine: () => started.resolve(),
      });
      await started.promise;
      const list = await host.run(['ps', '-eo', 'args'], { timeout_ms: 20_000 });
      expect(list.stdout.includes('echo up; sleep 60; true')).toBe(true);
      expect(list.stdout.includes('sesame')).toBe(false);
      abort.abort();
      await running;
      const shown = await host.run(['sh', '-c', 'echo "$TOKEN"; cat'], {
        timeout_ms: 20_000,
        env: { TOKEN: "it's $HOME\nand more" },
        input: 'line\n',
      });
      expect(shown.stdout).toBe("it's $HOME\nand more\nline\n");
    });

    it('answers with its status, and instead of failing when it cannot be started', async () => {
      expect(await host.run(['sh', '-c', 'echo out; echo err >&2; exit 7'], { timeout_ms: 20_000 })).toMatchObject({
        status: 7,
        stdout: 'out\n',
        stderr: 'err\n',
      });
      const cases: [[string, ...string[]], string][] = [
        [['no-such-program-here'], '/'],
        [['/'], '/'],
        [['true'], join(directory, 'gone')],
        [['echo', 'a\0b'], '/'],
        [[''], '/'],
      ];
      for (const [argv, cwd] of cases) {
        const result = await host.run(argv, { timeout_ms: 20_000, cwd });
        expect(result.status).toBeNull();
        expect(result.stderr).toContain('not started');
      }
      const odd = await host.run(['true'], { timeout_ms: 20_000, env: { 'A;B': 'x' } });
      expect(odd.stderr).toContain('no plain name');
    });

    it('of ten megabytes of output is cut at its bound, and lines are told', async () => {
      let lines = 0;
      const result = await host.run([node, '-e', 'console.log(("x".repeat(99)+"\\n").repeat(100000))'], {
        timeout_ms: 60_000,
        output_bytes_max: 1_000,
        onLine: () => {
          lines += 1;
        },
      });
      expect(result).toMatchObject({ status: 0, truncated: true });
      expect(result.stdout).toHaveLength(1_000);
      expect(lines).toBe(100_000);
    });

    it('is ended with all that it started when it is called off, and at its deadline', async () => {
      const abort = new AbortController();
      let pid = 0;
      const result = await host.run(['sh', '-c', 'trap "" TERM; sleep 100 & echo $!; wait; wait; sleep 100'], {
        timeout_ms: 60_000,
        signal: abort.signal,
        onLine: (line) => {
          pid = Number(line);
          abort.abort();
        },
      });
      expect(result.status).toBeNull();
      expect(result.lost).toBeUndefined();
      expect(pid).toBeGreaterThan(1);
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 60_000);
      expect(await host.run(['sleep', '60'], { timeout_ms: 10 })).toMatchObject({ status: null, timed_out: true });
      expect((await host.run(['true'], { timeout_ms: 1_000, signal: abort.signal })).stderr).toContain('called off');
    });

    it('that ended well is not waited for because a child of it keeps the output', async () => {
      const { stdout, status } = await host.run(['sh', '-c', 'sleep 100 & echo $!'], { timeout_ms: 60_000 });
      expect(status).toBe(0);
      process.kill(Number(stdout));
    });
  });

  describe('a file over there', () => {
    it('is written whole with its mode, replaces a link instead of following it, and leaves no draft', async () => {
      const path = join(directory, 'secret.env');
      writeFileSync(join(directory, 'other'), 'kept');
      symlinkSync(join(directory, 'other'), path);
      await host.writeFile(path, 'A=1\n', { mode: 0o600 });
      await host.writeFile(path, 'A=2\n', { mode: 0o640 });
      expect(readFileSync(path, 'utf8')).toBe('A=2\n');
      expect(readFileSync(join(directory, 'other'), 'utf8')).toBe('kept');
      expect(await host.stat(path)).toMatchObject({ kind: 'file', mode: 0o640, size_bytes: 4 });
      await host.writeFile(join(directory, 'large'), Buffer.alloc(1_000_000, 7), { mode: 0o600 });
      expect((await host.readFile(join(directory, 'large'), 1_000_000)).equals(Buffer.alloc(1_000_000, 7))).toBe(true);
      await host.writeFile(join(directory, 'empty'), '', { mode: 0o600 });
      expect(readdirSync(directory).sort()).toEqual(['empty', 'large', 'other', 'secret.env']);
    });

    it('is copied onto it whole', async () => {
      const from = join(sshd.directory, 'program');
      writeFileSync(from, Buffer.alloc(3_000_000, 9));
      await host.putFile(from, join(directory, 'program'), { mode: 0o755 });
      expect(await host.stat(join(directory, 'program'))).toMatchObject({ mode: 0o755, size_bytes: 3_000_000 });
      expect(await causeOf(host.putFile(`${from}-gone`, join(directory, 'x'), { mode: 0o755 }))).toBe('missing');
      expect(readdirSync(directory)).toEqual(['program']);
    });

    it('keeps its old content when the disk is full', async (context) => {
      const small = join(directory, 'small');
      mkdirSync(small);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'pipe' });
      } catch {
        console.info('skipped: a small volume can be mounted only by root on Linux');
        return context.skip();
      }
      try {
        const path = join(small, 'file');
        await host.writeFile(path, 'old', { mode: 0o600 });
        expect(await causeOf(host.writeFile(path, Buffer.alloc(200_000, 1), { mode: 0o600 }))).toBe('no_space');
        expect(await causeOf(host.putFile(node, path, { mode: 0o755 }))).toBe('no_space');
        expect(readFileSync(path, 'utf8')).toBe('old');
        expect(readdirSync(small)).toEqual(['file']);
        expect(await host.diskFree(join(small, 'not', 'yet'))).toBeLessThanOrEqual(65_536);
      } finally {
        execFileSync('umount', [small]);
      }
    });

    it('is read only when it is one, up to the bound, and missing in plain words', async () => {
      const path = join(directory, 'a');
      writeFileSync(path, '12345');
      expect((await host.readFile(path, 5)).toString()).toBe('12345');
      expect(await causeOf(host.readFile(path, 4))).toBe('too_large');
      expect(await causeOf(host.readFile(directory, 4))).toBe('not_a_file');
      expect(await causeOf(host.readFile(join(directory, 'b'), 4))).toBe('missing');
      expect(await causeOf(host.writeFile(directory, 'x', { mode: 0o600 }))).toBe('not_a_file');
      expect(await causeOf(host.writeFile(join(directory, 'no', 'x'), 'x', { mode: 0o600 }))).toBe('missing');
      expect(await host.stat(join(path, 'under'))).toBeNull();
    });

    it('is removed without following links, and nothing there is no error', async () => {
      mkdirSync(join(directory, 'kept'));
      writeFileSync(join(directory, 'kept', 'file'), 'kept');
      mkdirSync(join(directory, 'tree', 'deep'), { recursive: true });
      symlinkSync(join(directory, 'kept'), join(directory, 'tree', 'deep', 'link'));
      symlinkSync(join(directory, 'kept'), join(directory, 'link'));
      for (const name of ['tree', 'link', 'link', 'gone/deep']) await host.remove(join(directory, name));
      expect(readdirSync(join(directory, 'kept'))).toEqual(['file']);
      expect(readdirSync(directory)).toEqual(['kept']);
      const { home } = await host.facts();
      for (const path of ['/', '/etc', home]) expect(await causeOf(host.remove(path))).toBe('refused');
    });

    it('may be a link that is replaced in one move, in a directory that is made with its parents', async () => {
      await host.makeDirectory(join(directory, 'a', 'b'), { mode: 0o750 });
      await host.makeDirectory(join(directory, 'a', 'b'), { mode: 0o700 });
      expect(await host.stat(join(directory, 'a'))).toMatchObject({ kind: 'directory', mode: 0o750 });
      const link = join(directory, 'a', 'link');
      await host.link('/opt/x', link);
      await host.link('/opt/y', link);
      expect(execFileSync('readlink', [link], { encoding: 'utf8' }).trim()).toBe('/opt/y');
      writeFileSync(join(directory, 'file'), 'x');
      expect(await causeOf(host.link('/opt/y', join(directory, 'file')))).toBe('exists');
      expect(await causeOf(host.makeDirectory(join(directory, 'file'), { mode: 0o700 }))).toBe('exists');
      await host.rename(join(directory, 'file'), join(directory, 'moved'));
      expect(await host.list(directory)).toEqual(['a', 'moved']);
      expect(await host.diskFree(join(directory, 'not', 'yet'))).toBeGreaterThan(0);
    });

    it('has no hostile path', async () => {
      for (const path of ['', 'x', '/a/../b', '/a\0b', '/a\nb', '~/x']) {
        expect(await causeOf(host.readFile(path, 1))).toBe('refused');
        expect(await causeOf(host.remove(path))).toBe('refused');
        expect(await causeOf(host.openSocket(path))).toBe('refused');
      }
    });
  });

  describe('what is reached through it', () => {
    it('is a port over there, by a port of this machine’s loopback, until it is closed', async () => {
      const forward = await host.openForward(sshd.port);
      expect(await dialer.readHostKey({ host: '127.0.0.1', port: forward.local_port })).toEqual(pin);
      await forward.close();
      expect(await causeOf(dialer.readHostKey({ host: '127.0.0.1', port: forward.local_port }))).toBe(
        'ssh_unreachable',
      );
      expect(await causeOf(host.openForward(0))).toBe('refused');
    });

    it('is a socket over there, or the reason why not', async () => {
      const path = join(directory, 's.sock');
      const server = createServer((socket) => socket.end('hello'));
      await new Promise<void>((done) => server.listen(path, done));
      const socket = await host.openSocket(path);
      const text = await socket.toArray();
      server.close();
      expect(Buffer.concat(text).toString()).toBe('hello');
      expect(await causeOf(host.openSocket(join(directory, 'gone.sock')))).toBe('refused');
    });

    it('is one port alone for a key that watches: no program, no file, no other port, no socket', async () => {
      const made = await dialer.generateKeyPair('watch@moltbot-ops');
      sshd.authorize(watchLine(sshd.port, made.public_key));
      const credential: SshCredential = { type: 'key', private_key: made.private_key, passphrase: null };
      const tunnel = await dialer.openTunnel(target(), credential, pin);
      expect(await tunnel.reaches()).toBe(true);
      const forward = await tunnel.openForward();
      const through = { host: '127.0.0.1', port: forward.local_port };
      for (let again = 0; again < 12; again += 1) expect(await dialer.readHostKey(through)).toEqual(pin);
      await tunnel.close();
      expect(await causeOf(dialer.readHostKey(through))).toBe('ssh_unreachable');
      expect(await causeOf(dialer.open(target(), credential, pin))).toBe('ssh_no_shell');

      const raw = await connectRaw({ ...target(), privateKey: made.private_key });
      const witness = join(directory, 'witness');
      await new Promise((done) =>
        raw.exec(`touch ${witness}`, (_error, channel) => channel.on('close', done).resume().end()),
      );
      expect(readdirSync(directory)).toEqual([]);
      const refusedBy = (ask: (done: (error: Error | undefined) => void) => void) =>
        new Promise<boolean>((done) => ask((error) => done(error !== undefined)));
      expect(await refusedBy((done) => raw.forwardOut('127.0.0.1', 0, '127.0.0.1', sshd.port, done))).toBe(true);
      const server = createServer((socket) => socket.end('hello'));
      await new Promise<void>((done) => server.listen(join(directory, 's.sock'), done));
      expect(await refusedBy((done) => raw.openssh_forwardOutStreamLocal(join(directory, 's.sock'), done))).toBe(true);
      expect(await refusedBy((done) => raw.forwardIn('127.0.0.1', 0, done))).toBe(true);
      server.close();
      raw.end();
    });

    it('is found closed where nothing listens', async () => {
      const made = await dialer.generateKeyPair('watch@moltbot-ops');
      sshd.authorize(watchLine(1, made.public_key));
      const credential: SshCredential = { type: 'key', private_key: made.private_key, passphrase: null };
      const tunnel = await dialer.openTunnel(target(), credential, pin);
      expect(await tunnel.reaches()).toBe(false);
      await tunnel.close();
    });
  });

  it('is connected to again after the line was lost, and a changed key is refused then too', async () => {
    const own = await startSshd();
    const own_pin = await dialer.readHostKey(own);
    const wire = await startWire(own.port);
    const at = { host: own.host, port: wire.port, username: own.username };
    const credential: SshCredential = { type: 'key', private_key: own.key('user'), passphrase: null };
    const other = await dialer.open(at, credential, own_pin);
    const running = other.run(['sh', '-c', 'echo up; sleep 60'], { timeout_ms: 60_000, onLine: () => wire.cut() });
    expect(await running).toMatchObject({ status: null, lost: true, timed_out: false, stdout: 'up\n' });
    expect((await other.run(['echo', 'again'], { timeout_ms: 20_000 })).stdout).toBe('again\n');
    await other.writeFile(join(own.directory, 'x'), 'x', { mode: 0o600 });
    wire.cut();
    expect(await causeOf(other.readFile(join(own.directory, 'x'), 10))).toMatch(/ssh_lost|none/);
    expect((await other.readFile(join(own.directory, 'x'), 10)).toString()).toBe('x');
    await own.restart({ new_host_key: true });
    wire.cut();
    await causeOf(other.readFile(join(own.directory, 'x'), 10));
    expect(await causeOf(other.readFile(join(own.directory, 'x'), 10))).toBe('host_key_changed');
    expect((await other.run(['true'], { timeout_ms: 20_000 })).stderr).toContain('not the approved one');
    await other.close();
    expect((await other.run(['true'], { timeout_ms: 1_000 })).stderr).toContain('called off');
    await wire.close();
    await own.stop();
  });
});
