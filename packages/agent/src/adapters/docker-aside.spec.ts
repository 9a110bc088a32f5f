import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AsideRun } from '../ports/docker-engine.ts';
import { type AsideCalls, aside_label, asideOptions, runAside } from './docker-aside.ts';

const secret = 'tok-very-secret-0123456789';
const like = {
  id: 'a'.repeat(64),
  image_id: `sha256:${'b'.repeat(64)}`,
  is_running: true,
  user: '1000:1000',
  directory: '/app',
  env: { OPENCLAW_GATEWAY_TOKEN: secret },
  mounts: [],
  network: 'default',
  users: '',
};
let directory: string;
let file: string;
let said: string[];
let child: ChildProcess | null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aside-'));
  file = join(directory, 'candidate/openclaw.json');
  said = [];
  child = null;
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** An engine whose containers are processes of this machine. */
function fakeEngine(more: Partial<AsideCalls> = {}): AsideCalls {
  let entry: string[] = [];
  return {
    readLabels: async () => null,
    create: async (name, options) => {
      said.push(`create ${name} ${JSON.stringify(options)}`);
      entry = Reflect.get(options, 'Entrypoint') as string[]; // asideOptions makes them
      return 'c1';
    },
    attach: async () => {
      child = spawn(process.execPath, entry.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
      const { stdin, stdout } = child;
      if (stdin === null || stdout === null) throw new Error('no pipes');
      const stream = new Duplex({
        read: () => void stdout.resume(),
        write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, done),
        destroy: (_error, done) => void stdin.end(() => done(null)),
      });
      stdout.on('data', (chunk: Buffer) => void stream.push(chunk)).on('end', () => void stream.push(null));
      return stream;
    },
    start: async (id) => void said.push(`start ${id}`),
    remove: async (id) => void said.push(`remove ${id}`),
    ...more,
  };
}

const ask = (source: string, more: Partial<AsideRun> = {}, calls = fakeEngine()) =>
  runAside(calls, {
    name: 'openclaw-gateway-check',
    like,
    argv: ['node', '-e', source],
    env: { PATH: process.env.PATH ?? '', TOKEN: secret },
    file: { path: file, text: secret },
    mounts: [],
    network: 'none',
    memory_bytes: 1024,
    timeout_ms: 30_000,
    output_bytes_max: 1_000,
    ...more,
  });
const ended = () => vi.waitUntil(() => child?.exitCode !== null || child?.signalCode !== null, { timeout: 20_000 });

test('a program finds its candidate and its variables, and what it said and how it ended comes back', async () => {
  const source = `const fs=require('fs'); const f=${JSON.stringify(file)};
    console.log((fs.statSync(f).mode & 0o777).toString(8), fs.readFileSync(f,'utf8') === process.env.TOKEN);
    console.error('a note'); process.exitCode = 3;`;
  const result = await ask(source);
  expect(result).toMatchObject({ status: 3, signal: null, stdout: '600 true\n', timed_out: false, truncated: false });
  expect(result.stderr).toContain('a note');
  expect(said.at(-1)).toBe('remove c1');
});

test('the engine is told nothing of what is asked, keeps no log and takes away what ends', () => {
  const text = JSON.stringify(
    asideOptions({
      ...{ name: 'n', like, argv: ['node'], env: { TOKEN: secret }, file: { path: file, text: secret }, mounts: [] },
      ...{ network: 'none', memory_bytes: 1, timeout_ms: 1, output_bytes_max: 1 },
    }),
  );
  expect(text).not.toContain(secret);
  expect(JSON.parse(text)).toMatchObject({
    Image: like.image_id,
    User: '1000:1000',
    Labels: { [aside_label]: '1' },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      LogConfig: { Type: 'none' },
    },
  });
});

test('what takes too long ends within, and output beyond its bound is dropped', async () => {
  const late = await ask('setInterval(() => undefined, 1000)', { timeout_ms: 300 });
  expect(late).toMatchObject({ timed_out: true, status: null });
  await ended();
  const much = await ask(`process.stdout.write('x'.repeat(5000))`, { file: null });
  expect(much).toMatchObject({ status: 0, truncated: true, stdout: 'x'.repeat(1_000) });
});

test('it ends when nobody listens any more, without its time being over', async () => {
  const calls = fakeEngine();
  const attach = calls.attach;
  let stream: Duplex | null = null;
  const source = `require('fs').writeFileSync(${JSON.stringify(join(directory, 'began'))}, ''); setInterval(() => undefined, 1000)`;
  const answer = ask(source, {}, { ...calls, attach: async (id) => (stream = await attach(id)) });
  answer.catch(() => undefined); // looked at below
  await vi.waitUntil(() => existsSync(join(directory, 'began')), { timeout: 20_000 });
  const open = stream as Duplex | null; // assigned above, in a function
  open?.destroy();
  await expect(answer).rejects.toMatchObject({ failure: 'failed' });
  await ended();
  expect(said.at(-1)).toBe('remove c1');
});

test('a container that is refused its start is taken away, and nothing was handed to it', async () => {
  const refused = fakeEngine({ start: async () => Promise.reject(new Error('no node in it')) });
  await expect(ask('', {}, refused)).rejects.toThrow('no node in it');
  expect(said.at(-1)).toBe('remove c1');
  expect(existsSync(file)).toBe(false);
});

test('a former one of ours goes first; one of somebody else stays, and nothing is made', async () => {
  await ask('', {}, fakeEngine({ readLabels: async () => ({ [aside_label]: '1' }) }));
  expect(said[0]).toBe('remove openclaw-gateway-check');
  said = [];
  const foreign = fakeEngine({ readLabels: async () => ({}) });
  await expect(ask('', {}, foreign)).rejects.toMatchObject({ failure: 'conflict' });
  expect(said).toEqual([]);
});

test('a program that is not there is told as such', async () => {
  const result = await ask('', { argv: ['/nowhere/openclaw'] });
  expect(result).toMatchObject({ status: null, signal: null });
  expect(result.stderr).toContain('ENOENT');
  expect(readFileSync(file, 'utf8')).toBe(secret);
});
