// A host in memory for specs: files in a map, programs answered by a function, every call kept.
import { dirname } from 'node:path';
import {
  HostError,
  type HostExecutor,
  type HostFacts,
  type RunOptions,
  type RunResult,
} from '../../src/ports/host-executor.ts';

interface FakeEntry {
  kind: 'file' | 'directory' | 'link';
  content: string;
  mode: number;
}

export interface FakeHost extends HostExecutor {
  /** Absolute path → what lies there. */
  entries: Map<string, FakeEntry>;
  /** Every program that was run, in order. */
  ran: string[][];
  free_bytes: number;
}

export type FakeRun = (argv: readonly string[], options: RunOptions) => Partial<RunResult> | undefined;

const ended: RunResult = { status: 0, signal: null, stdout: '', stderr: '', timed_out: false, truncated: false };

/** `run` answers a program; what it leaves unanswered is not there. */
export function createFakeHost(run: FakeRun = () => undefined, facts: Partial<HostFacts> = {}): FakeHost {
  const entries = new Map<string, FakeEntry>();
  const ran: string[][] = [];
  const missing = (path: string) => new HostError('missing', `${path} is not there`);
  const under = (path: string) => [...entries.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
  const host: FakeHost = {
    key: 'local',
    label: 'this machine',
    entries,
    ran,
    free_bytes: 100 * 1024 ** 3,
    facts: async () => ({
      platform: 'linux',
      arch: 'x64',
      home: '/home/ops',
      user: 'ops',
      uid: 1000,
      gid: 1000,
      ...facts,
    }),
    run: async (argv, options) => {
      ran.push([...argv]);
      const answer = run(argv, options);
      if (answer === undefined) return { ...ended, status: null, stderr: 'The program was not started: ENOENT' };
      return { ...ended, ...answer };
    },
    readFile: async (path) => {
      const entry = entries.get(path);
      if (entry?.kind !== 'file') throw missing(path);
      return Buffer.from(entry.content);
    },
    writeFile: async (path, content, { mode }) => {
      entries.set(path, { kind: 'file', content: content.toString(), mode });
    },
    putFile: async (from, to, { mode }) => {
      entries.set(to, { kind: 'file', content: `copy of ${from}`, mode });
    },
    stat: async (path) => {
      const entry =
        entries.get(path) ?? (under(path).length > 0 ? { kind: 'directory' as const, content: '', mode: 0o755 } : null);
      return entry === null
        ? null
        : { kind: entry.kind, mode: entry.mode, uid: 1000, gid: 1000, size_bytes: entry.content.length };
    },
    list: async (path) => {
      const names = under(path)
        .filter((one) => one !== path)
        .map((one) => one.slice(path.length + 1).split('/')[0] ?? '');
      if (names.length === 0 && entries.get(path)?.kind !== 'directory') throw missing(path);
      return [...new Set(names)].toSorted();
    },
    makeDirectory: async (path, { mode }) => {
      for (let at = path; at !== '/' && !entries.has(at); at = dirname(at))
        entries.set(at, { kind: 'directory', content: '', mode });
    },
    remove: async (path) => {
      for (const one of under(path)) entries.delete(one);
    },
    link: async (target, path) => {
      entries.set(path, { kind: 'link', content: target, mode: 0o777 });
    },
    rename: async (from, to) => {
      for (const one of under(from)) {
        const entry = entries.get(one);
        entries.delete(one);
        if (entry) entries.set(to + one.slice(from.length), entry);
      }
    },
    diskFree: async () => host.free_bytes,
    openForward: async (remote_port) => ({ local_port: remote_port, close: async () => undefined }),
    openSocket: () => Promise.reject(missing('socket')),
    close: async () => undefined,
  };
  return host;
}
