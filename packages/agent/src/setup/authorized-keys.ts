import { join } from 'node:path';
import { StepError } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';

const bytes_max = 1024 * 1024;

export interface AuthorizedKeys {
  /** Where the file lies, links followed, so that a link stays one. */
  path: string;
  directory: string;
  /** Its bytes one by one: what others wrote need not be UTF-8. */
  text: string;
  mode: number;
}

/** Who may sign in by key to the account of that host. Throws `watch_key_unusable` where there is no such file to be had. */
export async function readAuthorizedKeys(host: HostExecutor): Promise<AuthorizedKeys> {
  const { home } = await host.facts();
  const directory = join(home, '.ssh');
  const path = await followLink(host, join(directory, 'authorized_keys'));
  const stat = await host.stat(path);
  if (stat === null) return { path, directory, text: '', mode: 0o600 };
  if (stat.kind !== 'file') throw unusable(`${path} is not a file, so no key can be authorised there.`);
  const text = (await host.readFile(path, bytes_max)).toString('latin1');
  return { path, directory, text, mode: stat.mode };
}

export async function writeAuthorizedKeys(
  host: HostExecutor,
  { path, mode }: Pick<AuthorizedKeys, 'path' | 'mode'>,
  text: string,
): Promise<void> {
  await host.writeFile(path, Buffer.from(text, 'latin1'), { mode });
}

async function followLink(host: HostExecutor, path: string): Promise<string> {
  if ((await host.stat(path))?.kind !== 'link') return path;
  const { status, stdout } = await host.run(['readlink', '-f', path], { timeout_ms: 10_000 });
  const target = stdout.replace(/\n$/, '');
  if (status === 0 && target.startsWith('/')) return target;
  throw unusable(`${path} is a link that leads nowhere, so no key can be authorised there.`);
}

export const unusable = (message: string) =>
  new StepError('watch_key_unusable', message, {
    next_step:
      'The SSH server over there has to accept public keys from ~/.ssh/authorized_keys, and the machine needs bash; then start the job again.',
  });
