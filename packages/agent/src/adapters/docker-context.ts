// Which engine the account's own docker command speaks to: DOCKER_HOST, else the chosen context of its files, as that
// command has it. Read only, and never an error: what cannot be read names nothing.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { HostFiles } from '../ports/host-files.ts';

const bytes_max = 256 * 1024;

type Variables = Readonly<Record<string, string | undefined>>;

/** Address such as `unix:///run/docker.sock` or `ssh://host`; null where nothing is chosen. */
export function readDockerAddress(env: Variables, files: Pick<HostFiles, 'read'>): string | null {
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  const directory = env.DOCKER_CONFIG || (env.HOME ? join(env.HOME, '.docker') : null);
  if (directory === null) return null;
  const field = (path: string, ...names: string[]): unknown => {
    const file = files.read(join(directory, path), bytes_max);
    try {
      return names.reduce<unknown>(
        (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : null),
        file.ok ? JSON.parse(file.text) : null,
      );
    } catch {
      return null;
    }
  };
  const chosen = env.DOCKER_CONTEXT || field('config.json', 'currentContext');
  if (typeof chosen !== 'string' || chosen === '' || chosen === 'default') return null;
  const folder = createHash('sha256').update(chosen).digest('hex');
  const host = field(join('contexts/meta', folder, 'meta.json'), 'Endpoints', 'docker', 'Host');
  return typeof host === 'string' && host !== '' ? host : null;
}

/** Path of the socket behind an address of this machine; null for one over a network. */
export const socketOf = (address: string | null): string | null => /^unix:\/\/(\/.+)$/.exec(address ?? '')?.[1] ?? null;

/** The address where it is another machine's, as it may be shown; null where it is this machine's or none. */
export function engineElsewhere(env: Variables, files: Pick<HostFiles, 'read'>): string | null {
  const address = readDockerAddress(env, files);
  if (address === null || !/^(tcp|ssh|https?):\/\//.test(address)) return null;
  return address.replace(/\/\/[^/@]*@/, '//').slice(0, 200);
}
