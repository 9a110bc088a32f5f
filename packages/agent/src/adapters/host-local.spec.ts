import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { createLocalHost, readAccount } from './host-local.ts';
import { checkPath } from './host-paths.ts';

const isRoot = process.getuid?.() === 0;
const node = process.execPath;
let home = '';
let host: HostExecutor;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'host-local-')));
  host = createLocalHost({ home });
});
afterEach(async () => {
  await host.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const js = (code: string): [string, ...string[]] => [node, '-e', code];
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof HostError ? error.failure : `not a HostError: ${String(error)}`),
  );
const isAlive = (pid: number) => {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};

it('is known by its number where its account is in no list', () => {
  const unlisted = () => {
    throw new Error('ENOENT');
  };
  expect(readAccount(unlisted)).toEqual({
    username: String(process.getuid?.()),
    uid: process.getuid?.(),
    gid: process.getgid?.(),
  });
});

describe('a program on this machine', () => {
  it('gets its arguments word by word, never through a shell', async () => {
    const words = ['a b', '$(id)', ';', "'", '"', '\\', '*', '-n', '\n', '`x`', ''];
    const { stdout, status } = await host.run([node, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words], {
      timeout_ms: 20_000,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(words);
  });

  it('sees a minimal environment and nothing of the agent’s own', async () => {
    vi.stubEnv('AGENT_SECRET', 'sesame');
    const { stdout } = await host.run(js('console.log(JSON.stringify(process.env))'), {
      timeout_ms: 20_000,
      env: { GIVEN: 'x' },
    });
    vi.unstubAllEnvs();
    expect(Object.keys(JSON.parse(stdout)).sort()).toEqual(['GIVEN', 'HOME', 'LANG', 'PATH', 'USER']);
    expect(JSON.parse(stdout)).toMatchObject({ HOME: home, GIVEN: 'x' });
  });

  it('is given its input, and does not fail because it leaves it unread', async () => {
    const cat = await host.run(['cat'], { timeout_ms: 20_000, input: 'über\0x' });
    expect(cat.stdout).toBe('über\0x');
    const unread = await host.run(['true'], { timeout_ms: 20_000, input: Buffer.alloc(4_000_000) });
    expect(unread.status).toBe(0);
  });

  it('answers instead of failing when it cannot be started', async () => {
    for (const argv of [['no-such-program-here'], ['/'], ['echo', 'a\0b'], ['']] as [string, ...string[]][]) {
      const result = await host.run(argv, { timeout_ms: 5_000 });
      expect(result.status).toBeNull();
      expect(result.stderr).toContain('not started');
    }
    const nowhere = await host.run(['true'], { timeout_ms: 5_000, cwd: join(home, 'gone') });
    expect(nowhere.status).toBeNull();
  });

  it('tells lines as they come, the last without an end too', async () => {
    const lines: string[] = [];
    await host.run(js('process.stdout.write("one\\r\\ntwo\\rth\\u00fcr"); process.stderr.write("bad\\n")'), {
      timeout_ms: 20_000,
      onLine: (line, stream) => lines.push(`${stream}:${line}`),
    });
    expect(lines.filter((line) => line.startsWith('stdout'))).toEqual(['stdout:one', 'stdout:two', 'stdout:thür']);
    expect(lines).toContain('stderr:bad');
  });

  it('cannot flood memory: output and each line are cut at their bound, and the cut is noted', async () => {
    let longest = 0;
    const result = await host.run(js('for (let i = 0; i < 300; i++) process.stdout.write("x".repeat(100000))'), {
      timeout_ms: 60_000,
      output_bytes_max: 1_000,
      onLine: (line) => {
        longest = Math.max(longest, line.length);
      },
    });
    expect(result).toMatchObject({ status: 0, truncated: true });
    expect(result.stdout).toBe('x'.repeat(1_000));
    expect(longest).toBe(16_384);
  });

  it('is ended at its deadline with all that it started, even what ignores the polite signal', async () => {
    const child = 'process.on("SIGTERM",()=>{}); setInterval(()=>{},1e3); console.log(process.pid)';
    const parent = `require("child_process").spawn(process.execPath,["-e",${JSON.stringify(child)}],{stdio:"inherit"}); setInterval(()=>{},1e3)`;
    let pid = 0;
    const abort = new AbortController();
    const result = await host.run(js(parent), {
      timeout_ms: 60_000,
      signal: abort.signal,
      onLine: (line) => {
        pid = Number(line);
        abort.abort();
      },
    });
    expect(result.status).toBeNull();
    expect(pid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 60_000);
    const late = await host.run(['sleep', '60'], { timeout_ms: 50 });
    expect(late).toMatchObject({ status: null, signal: 'SIGTERM', timed_out: true });
  });

  it('that ended well is not waited for because a child of it keeps the pipe', async () => {
    const detached = `const c=require("child_process").spawn("sleep",["120"],{stdio:"inherit",detached:true}); console.log(c.pid); c.unref()`;
    const { stdout, status } = await host.run(js(detached), { timeout_ms: 60_000 });
    expect(status).toBe(0);
    const pid = Number(stdout);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid);
  });

  it('ends with the host that it ran on, and none begins when it was called off before', async () => {
    const running = host.run(['sleep', '60'], { timeout_ms: 60_000 });
    await host.close();
    expect(await running).toMatchObject({ status: null, timed_out: false });
    expect((await host.run(['true'], { timeout_ms: 1_000 })).stderr).toContain('called off');
  });
});

describe('a file on this machine', () => {
  it('is written whole with its mode, replaces a link instead of following it, and leaves no draft', async () => {
    const path = join(home, 'secret.env');
    const other = join(home, 'other');
    writeFileSync(other, 'kept');
    symlinkSync(other, path);
    await host.writeFile(path, 'A=1\n', { mode: 0o600 });
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
    expect(readFileSync(other, 'utf8')).toBe('kept');
    expect(await host.stat(path)).toMatchObject({ kind: 'file', mode: 0o600, size_bytes: 4 });
    await host.writeFile(path, Buffer.from('B'), { mode: 0o666 });
    expect((await host.stat(path))?.mode).toBe(0o666);
    expect(readdirSync(home).sort()).toEqual(['other', 'secret.env']);
  });

  it('is put where it is wanted from another place, in bounded memory', async () => {
    writeFileSync(join(home, 'program'), Buffer.alloc(3_000_000, 7));
    await host.putFile(join(home, 'program'), join(home, 'copy'), { mode: 0o755 });
    expect(await host.stat(join(home, 'copy'))).toMatchObject({ mode: 0o755, size_bytes: 3_000_000 });
    expect(await failureOf(host.putFile(join(home, 'gone'), join(home, 'copy'), { mode: 0o755 }))).toBe('missing');
    expect(readdirSync(home).sort()).toEqual(['copy', 'program']);
  });

  it('leaves the old content and no draft where writing fails', async () => {
    mkdirSync(join(home, 'taken'));
    expect(await failureOf(host.writeFile(join(home, 'taken'), 'x', { mode: 0o600 }))).toBe('not_a_file');
    expect(await failureOf(host.writeFile(join(home, 'no', 'where'), 'x', { mode: 0o600 }))).toBe('missing');
    expect(readdirSync(home)).toEqual(['taken']);
  });

  it('keeps its old content when the disk is full', async (context) => {
    const small = join(home, 'small');
    mkdirSync(small);
    try {
      if (!isRoot || process.platform !== 'linux') throw new Error('needs root');
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'pipe' });
    } catch {
      console.info('skipped: a small volume can be mounted only by root on Linux');
      return context.skip();
    }
    try {
      const path = join(small, 'file');
      await host.writeFile(path, 'old', { mode: 0o600 });
      expect(await failureOf(host.writeFile(path, Buffer.alloc(200_000, 1), { mode: 0o600 }))).toBe('no_space');
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(small)).toEqual(['file']);
      expect(await host.diskFree(join(small, 'not', 'yet'))).toBeLessThanOrEqual(65_536);
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('is read only when it is one, and only up to the bound', async () => {
    const path = join(home, 'a');
    writeFileSync(path, '12345');
    expect((await host.readFile(path, 5)).toString()).toBe('12345');
    expect(await failureOf(host.readFile(path, 4))).toBe('too_large');
    expect(await failureOf(host.readFile(home, 4))).toBe('not_a_file');
    expect(await failureOf(host.readFile(join(home, 'b'), 4))).toBe('missing');
    execFileSync('mkfifo', [join(home, 'pipe')]);
    expect(await failureOf(host.readFile(join(home, 'pipe'), 4))).toBe('not_a_file');
    expect((await host.stat(join(home, 'pipe')))?.kind).toBe('other');
  });

  it('is denied to whoever may not write it', async (context) => {
    if (isRoot) {
      console.info('skipped: nothing is denied to root');
      return context.skip();
    }
    chmodSync(home, 0o500);
    expect(await failureOf(host.writeFile(join(home, 'x'), 'x', { mode: 0o600 }))).toBe('denied');
    chmodSync(home, 0o700);
  });

  it('is removed without following links, and nothing there is no error', async () => {
    const kept = join(home, 'kept');
    mkdirSync(kept);
    writeFileSync(join(kept, 'file'), 'kept');
    mkdirSync(join(home, 'tree', 'deep'), { recursive: true });
    symlinkSync(kept, join(home, 'tree', 'deep', 'link'));
    symlinkSync(kept, join(home, 'link'));
    await host.remove(join(home, 'tree'));
    await host.remove(join(home, 'link'));
    await host.remove(join(home, 'link'));
    expect(readFileSync(join(kept, 'file'), 'utf8')).toBe('kept');
    expect(readdirSync(home)).toEqual(['kept']);
  });

  it('is never the root, a top directory or the home when it is to be removed', async () => {
    for (const path of ['/', '/etc', '/etc/', home, `${home}/`, `${home}/.`, '//'])
      expect(await failureOf(host.remove(path)), path).toBe('refused');
    expect(existsSync(home)).toBe(true);
  });

  it('may be a link that is replaced in one move, but nothing else is', async () => {
    const path = join(home, 'bin');
    await host.link('/opt/a', path);
    await host.link('/opt/b', path);
    expect(readlinkSync(path)).toBe('/opt/b');
    writeFileSync(join(home, 'file'), 'x');
    expect(await failureOf(host.link('/opt/b', join(home, 'file')))).toBe('exists');
    expect(lstatSync(join(home, 'file')).isFile()).toBe(true);
    expect(readdirSync(home).sort()).toEqual(['bin', 'file']);
  });

  it('lies in a directory that is made with its parents and mode, and left as it is when it is there', async () => {
    const path = join(home, 'a', 'b');
    await host.makeDirectory(path, { mode: 0o750 });
    expect(await host.stat(join(home, 'a'))).toMatchObject({ kind: 'directory', mode: 0o750 });
    await host.makeDirectory(path, { mode: 0o700 });
    expect((await host.stat(path))?.mode).toBe(0o750);
    writeFileSync(join(home, 'file'), 'x');
    expect(await failureOf(host.makeDirectory(join(home, 'file'), { mode: 0o700 }))).toBe('exists');
    expect(await failureOf(host.makeDirectory(join(home, 'file', 'x'), { mode: 0o700 }))).toBe('exists');
  });

  it('is moved, listed and found missing in plain words', async () => {
    writeFileSync(join(home, 'b'), '1');
    await host.rename(join(home, 'b'), join(home, 'a'));
    expect(await host.list(home)).toEqual(['a']);
    expect(await failureOf(host.rename(join(home, 'b'), join(home, 'c')))).toBe('missing');
    expect(await host.stat(join(home, 'a', 'under'))).toBeNull();
    expect(await host.diskFree(join(home, 'not', 'yet', 'there'))).toBeGreaterThan(0);
  });
});

describe('a path', () => {
  const hostile = [
    '',
    'x',
    './x',
    '../x',
    '/a/../b',
    '/a\0b',
    '/a\nb',
    '/..',
    '/a/..',
    '/\u2028',
    `/${'a'.repeat(5_000)}`,
  ];
  it.each(hostile)('%j is refused by every call', async (path) => {
    const calls = [
      host.readFile(path, 1),
      host.writeFile(path, 'x', { mode: 0o600 }),
      host.stat(path),
      host.list(path),
      host.makeDirectory(path, { mode: 0o700 }),
      host.remove(path),
      host.link('/x', path),
      host.rename(path, join(home, 'x')),
      host.rename(join(home, 'x'), path),
      host.diskFree(path),
      host.openSocket(path),
    ];
    for (const call of calls) expect(await failureOf(call)).toBe('refused');
  });

  it('that is accepted never leads out of where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const path = checkPath(`/base/${text}`);
          expect(path === '/base' || path.startsWith('/base/')).toBe(true);
          expect(path).not.toMatch(/[\0\n]/);
        } catch (error) {
          expect(error).toBeInstanceOf(HostError);
        }
      }),
    );
  });
});

describe('what else this machine offers', () => {
  it('names itself and its account', async () => {
    expect(host).toMatchObject({ key: 'local', label: 'this machine' });
    expect(await host.facts()).toMatchObject({ home, platform: process.platform, uid: process.getuid?.() });
  });

  it('forwards a port to itself', async () => {
    const forward = await host.openForward(18_789);
    expect(forward.local_port).toBe(18_789);
    await forward.close();
    expect(await failureOf(host.openForward(0))).toBe('refused');
    expect(await failureOf(host.openForward(65_536))).toBe('refused');
  });

  it('opens a socket, or says why not', async () => {
    const path = join(home, 's.sock');
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((done) => server.listen(path, done));
    const socket = await host.openSocket(path);
    const [text] = await Promise.all([socket.toArray(), new Promise((done) => server.close(done))]);
    expect(Buffer.concat(text).toString()).toBe('hello');
    expect(await failureOf(host.openSocket(join(home, 'gone.sock')))).toBe('missing');
  });
});
