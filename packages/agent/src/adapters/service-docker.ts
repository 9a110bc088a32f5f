// Docker's engine over its Unix socket, read-only: which container runs the gateway's image, and how it fares.
// Two GETs per call at most; a socket that is missing, foreign or slow is "no container", never an error.
import { request } from 'node:http';
import type { HostFiles } from '../ports/host-files.ts';
import type { ServiceFacts, ServiceManager, ServiceQuery } from '../ports/service-manager.ts';
import { aside_label } from './docker-aside.ts';
import { readDockerAddress, socketOf } from './docker-context.ts';

const bytesMax = 4 * 1024 * 1024;

type Json = Record<string, unknown>;
const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {}); // checked here
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function ask(socketPath: string, path: string, timeout_ms: number): Promise<unknown> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path, method: 'GET', agent: false, headers: { host: 'docker' } }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesMax) call.destroy();
        else chunks.push(chunk);
      });
      response.on('error', () => resolve(null));
      response.on('end', () => {
        try {
          resolve(response.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : null);
        } catch {
          resolve(null);
        }
      });
    });
    call.setTimeout(timeout_ms, () => call.destroy());
    call.once('error', () => resolve(null));
    call.once('close', () => resolve(null));
    call.end();
  });
}

/** `name:tag@digest` → name and tag; a registry's port is no tag. */
export function parseImage(image: string): { name: string; tag: string | null } {
  const plain = image.split('@')[0] ?? '';
  const colon = plain.lastIndexOf(':');
  if (colon <= plain.lastIndexOf('/')) return { name: plain, tag: null };
  return { name: plain.slice(0, colon), tag: plain.slice(colon + 1) };
}

function matches(image: string, images: readonly string[]): boolean {
  const { name } = parseImage(image);
  return images.some((wanted) => name === wanted || name.endsWith(`/${wanted}`));
}

/** A container that does not run publishes nothing now; what it is to publish stands in its settings. */
function hostPort(ports: unknown, inspected: Json): number | null {
  for (const port of Array.isArray(ports) ? ports : []) {
    const found = numberOf(asObject(port).PublicPort);
    if (found !== null) return found;
  }
  const bindings = Object.values(asObject(asObject(inspected.HostConfig).PortBindings)).flat();
  const wanted = Number(textOf(asObject(bindings[0]).HostPort) ?? '');
  return Number.isInteger(wanted) && wanted > 0 ? wanted : null;
}

/** Only what the gateway itself reads about its door; the rest of a container's environment is none of our business. */
function environmentOf(inspected: Json): Record<string, string> {
  const { Env: given } = asObject(inspected.Config);
  const pairs = (Array.isArray(given) ? given : []).filter((one) => typeof one === 'string');
  const own = pairs.filter((pair) => /^[A-Z]+_GATEWAY_(TOKEN|PASSWORD|PORT)=/.test(pair));
  return Object.fromEntries(own.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function toFacts(listed: Json, inspected: Json): ServiceFacts {
  const state = asObject(inspected.State);
  const names = Array.isArray(listed.Names) ? listed.Names : [];
  const { tag } = parseImage(textOf(listed.Image) ?? '');
  const labels = asObject(listed.Labels);
  const started = Date.parse(textOf(state.StartedAt) ?? '');
  // To the engine a container that waits for its next try is running; what ran in it has ended.
  const running = state.Running === true && state.Restarting !== true;
  return {
    manager: 'docker',
    unit: (textOf(names[0]) ?? textOf(listed.Id) ?? 'container').replace(/^\//, '').slice(0, 80),
    answered: true,
    active_state: state.Restarting === true ? 'restarting' : running ? 'active' : (textOf(state.Status) ?? 'inactive'),
    result: state.OOMKilled === true ? 'oom-kill' : null,
    exit_status: running ? null : numberOf(state.ExitCode),
    restarts: numberOf(inspected.RestartCount),
    main_pid: running ? numberOf(state.Pid) : null,
    started_at_ms: Number.isNaN(started) || !running ? null : started,
    entry_path: null,
    version: textOf(labels['org.opencontainers.image.version']) ?? (tag === 'latest' ? null : tag),
    host_port: hostPort(listed.Ports, inspected),
    environment: environmentOf(inspected),
  };
}

/**
 * The engine's socket: where the account's own docker command goes when that is a Unix socket, else the machine's, else
 * this account's own. An engine over the network is another machine's and not asked.
 */
export function dockerSocket(env: Readonly<Record<string, string | undefined>>, uid: number, files: HostFiles): string {
  const named = socketOf(readDockerAddress(env, files));
  if (named !== null) return named;
  const of_machine = '/var/run/docker.sock';
  const of_account = `${env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`}/docker.sock`;
  return files.stamp(of_machine) === null && files.stamp(of_account) !== null ? of_account : of_machine;
}

export interface DockerOptions {
  socket_path: string;
  files: HostFiles;
  timeout_ms?: number;
}

export function createDockerServices({ socket_path, files, timeout_ms = 2_000 }: DockerOptions): ServiceManager {
  return {
    stamp: () => files.stamp(socket_path),
    async read(query: ServiceQuery) {
      if (files.stamp(socket_path) === null) return [];
      const listed = await ask(socket_path, '/containers/json?all=1', timeout_ms);
      if (!Array.isArray(listed)) return [];
      const ours = listed
        .map(asObject)
        .filter((one) => matches(textOf(one.Image) ?? '', query.images) && !(aside_label in asObject(one.Labels)));
      const newest = ours.sort((a, b) => (numberOf(b.Created) ?? 0) - (numberOf(a.Created) ?? 0)).slice(0, 3);
      return Promise.all(
        newest.map(async (one) => {
          const id = encodeURIComponent(textOf(one.Id) ?? '');
          return toFacts(one, asObject(await ask(socket_path, `/containers/${id}/json`, timeout_ms)));
        }),
      );
    },
  };
}
