// The Docker engine as plans need it: looks, pulls, creates, starts, stops, removes. Nothing else of its API is reachable
// from here; every name is encoded, every answer read field by field.
import {
  type CallOptions,
  type ContainerReading,
  type DockerEngine,
  type DockerEngines,
  EngineError,
  type EngineReading,
  type ImageReading,
} from '../ports/docker-engine.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { type AsideCalls, runAside } from './docker-aside.ts';
import { toCreateOptions } from './docker-container-options.ts';
import { type EngineCall, EngineHttp } from './docker-http.ts';
import { openFrames, readLogFrames } from './docker-logs.ts';
import { createPullProgress } from './docker-pull.ts';
import { parseContainer, parseEngine, parseImage, parsePublisher, parseSurroundings } from './docker-readings.ts';

/** The newest API whose fields are used here; an engine that has left it behind is asked in its own oldest. */
const api_wanted = '1.41';
const look_ms = 15_000;
const change_ms = 60_000;
const registry_ms = 40_000;
/** Longest silence while an image comes in; layers are unpacked without a word. */
const pull_silence_ms = 240_000;

export const dockerEngines: DockerEngines = { open: (host, socket_path) => openEngine(host, socket_path) };

function openEngine(host: HostExecutor, socket_path: string): DockerEngine {
  const http = new EngineHttp(host, socket_path);
  let prefix: Promise<string> | null = null;
  const at = async (path: string): Promise<string> => {
    prefix ??= negotiate(http);
    prefix.catch(() => (prefix = null));
    return `${await prefix}${path}`;
  };
  const ask = async (call: Partial<EngineCall> & Pick<EngineCall, 'method' | 'path'>) =>
    http.ask({ timeout_ms: change_ms, ...call, path: await at(call.path) });
  const look = async (path: string, options: CallOptions = {}, timeout_ms = look_ms): Promise<unknown> =>
    http.askJson({ method: 'GET', path: await at(path), timeout_ms, ...options });
  const container = (name: string) => `/containers/${encodeURIComponent(name)}`;
  const create = async (name: string, body: object): Promise<string> => {
    const made = await ask({ method: 'POST', path: `/containers/create?name=${encodeURIComponent(name)}`, body });
    const id = /"Id":\s*"([0-9a-f]{64})"/.exec(made.body.toString('utf8'))?.[1];
    if (id === undefined) throw new EngineError('failed', 'The engine made a container and did not name it.');
    return id;
  };
  const start = async (name: string): Promise<void> => {
    await ask({ method: 'POST', path: `${container(name)}/start`, timeout_ms: 120_000 });
  };
  const remove = async (name: string, force: boolean): Promise<void> => {
    await orNull(() => ask({ method: 'DELETE', path: `${container(name)}?v=1&force=${force ? 1 : 0}` }));
  };
  const aside: AsideCalls = {
    readLabels: (name) =>
      orNull(async () => parseContainer(await look(`${container(name)}/json`))).then((found) => found?.labels ?? null),
    create,
    start,
    remove: (name) => remove(name, true),
    attach: async (name) => {
      const path = await at(`${container(name)}/attach?stream=1&stdin=1&stdout=1`);
      return openFrames(await http.upgrade({ method: 'POST', path, timeout_ms: look_ms }));
    },
  };

  return {
    read: async (options): Promise<EngineReading> =>
      parseEngine(await look('/version', options), await look('/info', options)),
    readImage: (reference, options): Promise<ImageReading | null> =>
      orNull(async () => parseImage(await look(`/images/${imagePath(reference)}/json`, options))),
    readDigest: async (reference, options) => {
      const told = await look(`/distribution/${imagePath(reference)}/json`, options, registry_ms);
      const digest = /"digest":"(sha256:[0-9a-f]{64})"/.exec(JSON.stringify(told))?.[1];
      if (digest === undefined) throw new EngineError('failed', 'The registry gave no digest.');
      return digest;
    },
    pull: async (reference, progress, options = {}) => {
      const path = await at(`/images/create?fromImage=${encodeURIComponent(reference)}`);
      const take = createPullProgress(progress);
      await http.readLines({ method: 'POST', path, timeout_ms: pull_silence_ms, ...options }, take);
    },
    removeImage: async (reference) => {
      await orNull(() => ask({ method: 'DELETE', path: `/images/${imagePath(reference)}` }));
    },
    readContainer: (name, options): Promise<ContainerReading | null> =>
      orNull(async () => parseContainer(await look(`${container(name)}/json`, options))),
    findPublisher: async (host_port) => {
      const filters = encodeURIComponent(JSON.stringify({ publish: [String(host_port)], status: ['running'] }));
      return parsePublisher(await look(`/containers/json?filters=${filters}`), host_port);
    },
    createContainer: (spec) => create(spec.name, toCreateOptions(spec)),
    renameContainer: async (name, to) => {
      await ask({ method: 'POST', path: `${container(name)}/rename?name=${encodeURIComponent(to)}` });
    },
    startContainer: start,
    stopContainer: async (name, timeout_s) => {
      const path = `${container(name)}/stop?t=${Math.round(timeout_s)}`;
      await orNull(() => ask({ method: 'POST', path, timeout_ms: (timeout_s + 30) * 1000 }));
    },
    removeContainer: (name, { force }) => remove(name, force),
    readSurroundings: (name) => orNull(async () => parseSurroundings(await look(`${container(name)}/json`))),
    runAside: (run) => runAside(aside, run),
    openTunnel: async (name, port) => {
      const body = {
        AttachStdin: true,
        AttachStdout: true,
        Cmd: ['node', '-e', tunnelScript, String(port)],
      };
      const made = await ask({ method: 'POST', path: `${container(name)}/exec`, body });
      const id = /"Id":\s*"([0-9a-f]{64})"/.exec(made.body.toString('utf8'))?.[1];
      if (id === undefined) throw new EngineError('failed', 'The engine began nothing in the container.');
      const path = await at(`/exec/${id}/start`);
      const begin = { Detach: false, Tty: false };
      return openFrames(await http.upgrade({ method: 'POST', path, body: begin, timeout_ms: look_ms }));
    },
    readLogs: async (name, lines) => {
      const path = `${container(name)}/logs?stdout=1&stderr=1&tail=${Math.min(lines, 500)}`;
      return readLogFrames((await ask({ method: 'GET', path, timeout_ms: look_ms })).body).slice(-lines);
    },
  };
}

/** Ends with either side, so that nothing is left in the container. */
const tunnelScript =
  "const s=require('node:net').connect(Number(process.argv[1]),'127.0.0.1');const e=()=>process.exit();s.on('error',e).on('close',e);process.stdin.on('end',e).on('error',e);process.stdin.pipe(s).pipe(process.stdout)";

async function negotiate(http: EngineHttp): Promise<string> {
  const told = await http.askJson({ method: 'GET', path: '/version', timeout_ms: look_ms });
  const field = (name: string): string => {
    const value: unknown = typeof told === 'object' && told !== null ? Reflect.get(told, name) : null;
    return typeof value === 'string' && /^\d{1,2}\.\d{1,3}$/.test(value) ? value : '';
  };
  const newest = field('ApiVersion');
  if (newest === '') throw new EngineError('failed', 'What answers on the socket is no Docker engine.');
  const oldest = field('MinAPIVersion');
  const chosen = isOlder(newest, api_wanted) ? newest : isOlder(api_wanted, oldest || '1.0') ? oldest : api_wanted;
  return `/v${chosen}`;
}

function isOlder(a: string, b: string): boolean {
  const [a1 = 0, a2 = 0] = a.split('.').map(Number);
  const [b1 = 0, b2 = 0] = b.split('.').map(Number);
  return a1 < b1 || (a1 === b1 && a2 < b2);
}

/** Slashes and the digest's sign belong to the path of an image; everything else is encoded. */
const imagePath = (reference: string): string =>
  reference.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');

async function orNull<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EngineError && error.failure === 'missing') return null;
    throw error;
  }
}
