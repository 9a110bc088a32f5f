// Which secrets a configuration holds and where each one comes from, as the gateway's own process would find it. Names and
// sources leave this module, values never do.
import { posix } from 'node:path';
import type { ConfigSecret } from '@moltbot-ops/sdk/types';
import type { Environment } from '../gateway/profiles.ts';
import { readSecret } from '../gateway/secret-reference.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { HostFiles } from '../ports/host-files.ts';
import { isVariableText, type Masker } from './mask.ts';
import { formatPath, isReference, isTree, type Path, type Tree } from './tree.ts';

const file_bytes_max = 1024 * 1024;

/** The file with variables in the gateway's state directory. */
export const dotenvPath = (state_directory: string): string => posix.join(state_directory, '.env');

export interface SecretListing {
  config: Tree;
  masker: Masker;
  /** Variables as the service sees them; null when nobody can tell. */
  env: Environment | null;
  home: string;
  host: HostExecutor;
}

interface Found {
  path: Path;
  value: unknown;
}

function* secretsIn(value: unknown, path: Path, masker: Masker): Generator<Found> {
  if (isReference(value)) yield { path, value };
  else if (Array.isArray(value))
    for (const [at, item] of value.entries()) yield* secretsIn(item, [...path, at], masker);
  else if (isTree(value)) {
    for (const [key, member] of Object.entries(value)) yield* secretsIn(member, [...path, key], masker);
  } else if (masker.isSecret(path, value)) yield { path, value };
  // A variable is none by itself; where a secret belongs it says where that comes from.
  else if (typeof value === 'string' && isVariableText(value) && masker.isSecret(path, 'x-0-placeholder')) {
    yield { path, value };
  }
}

/** Every sensitive field that is set, in the order of the configuration. */
export async function listSecrets(listing: SecretListing): Promise<ConfigSecret[]> {
  const { config, masker, env } = listing;
  const found: ConfigSecret[] = [];
  for (const { path, value } of secretsIn(config, [], masker)) {
    const named = { path: formatPath(masker.showPath(path)) };
    if (isReference(value)) found.push({ ...named, ...(await describeReference(value, listing)) });
    else if (typeof value === 'string' && isVariableText(value)) {
      const names = [...value.matchAll(/\$\{?([A-Z_][A-Z0-9_]*)\}?/g)].map(([, name]) => name ?? '');
      const resolved = env === null ? null : names.every((name) => (env[name] ?? '') !== '');
      found.push({ ...named, source: 'env', reference: names.join(', '), resolved });
    } else found.push({ ...named, source: 'literal', reference: null, resolved: true });
  }
  return found;
}

async function describeReference(
  reference: { source: string; provider?: string; id: string },
  { config, env, home, host }: SecretListing,
): Promise<Pick<ConfigSecret, 'source' | 'reference' | 'resolved'>> {
  const { source, id, provider = 'default' } = reference;
  if (source === 'env') return { source, reference: id, resolved: env === null ? null : (env[id] ?? '') !== '' };
  if (source === 'store') return { source, reference: id, resolved: null };
  if (source === 'exec') return { source, reference: `${provider}:${id}`, resolved: null };
  const providers = isTree(config.secrets) && isTree(config.secrets.providers) ? config.secrets.providers : {};
  const own = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  const path = isTree(own) && typeof own.path === 'string' ? own.path.replace(/^~(?=\/)/, home) : null;
  const text = path === null ? null : await readSmall(host, path);
  const value = readSecret(reference, { files: oneFile(path, text), home, env: env ?? {}, config });
  return { source: 'file', reference: `${provider}:${id}`, resolved: value !== null };
}

async function readSmall(host: HostExecutor, path: string): Promise<string | null> {
  if (!path.startsWith('/')) return null;
  const bytes = await host.readFile(path, file_bytes_max).catch(() => null);
  return bytes?.toString('utf8') ?? null;
}

/** The one file that a reference needs, read beforehand; nothing else can be read through it. */
const oneFile = (path: string | null, text: string | null): HostFiles => ({
  stamp: () => null,
  read: (asked) => (asked === path && text !== null ? { ok: true, text, stamp: '' } : { ok: false, cause: 'missing' }),
  tail: () => null,
  owner: () => null,
  isExecutable: () => false,
  realPath: () => null,
  list: () => [],
  watch: () => () => undefined,
});
