// Looks up what the rules need to know of the host: permission bits, and what stands behind references to files. Starts
// no program and opens no store; what cannot be seen is left out, and no rule speaks of it.
import { posix } from 'node:path';
import type { GatewayTarget } from '../../gateway/target.ts';
import type { HostExecutor } from '../../ports/host-executor.ts';
import { effectiveVariables, type ServiceEnvironment } from '../service-environment.ts';
import { isReference, isTree, type Path, type Tree, valueAtPath } from '../tree.ts';
import { fillVariables } from '../variables.ts';
import { type FileMode, type LintInput, referenceKey, type SecretReference } from './rule.ts';

const secret_bytes_max = 1024 ** 2;
const references_max = 64;

export interface LintSubject {
  /** Includes in their places. */
  config: Tree;
  /** Files that were taken in, absolute. */
  files: readonly string[];
  target: GatewayTarget;
  host: HostExecutor;
  service: ServiceEnvironment;
}

export async function observeForLint({ config, files, target, host, service }: LintSubject): Promise<LintInput> {
  const references_used = listReferences(config);
  const env = effectiveVariables(config, service.variables ?? service.dotenv);
  return {
    config,
    runtime: target.runtime,
    version: target.version,
    service,
    is_remote: target.is_remote,
    env,
    missing: shellIsAsked(config) || target.is_remote ? [] : fillVariables(config, env).missing,
    // Paths of another machine mean nothing here.
    references_used,
    references: target.is_remote ? new Map() : await readReferences(config, references_used, target.home, host),
    files: target.is_remote ? [] : await readModes(target, files, host),
  };
}

/** The gateway may be told to fetch missing variables from a login shell; then nobody can tell beforehand. */
const shellIsAsked = (config: Tree): boolean => valueAtPath(config, ['env', 'shellEnv', 'enabled']) === true;

async function readModes(target: GatewayTarget, includes: readonly string[], host: HostExecutor): Promise<FileMode[]> {
  const wanted: [string, string][] = [
    [target.config_path, 'the configuration'],
    [target.state_directory, 'the state directory'],
    [posix.join(target.state_directory, '.env'), 'the file of variables'],
    ...includes.map((path): [string, string] => [path, 'a file of the configuration']),
  ];
  const found = await Promise.all(
    wanted.map(async ([path, what]) => {
      const stat = await host.stat(path).catch(() => null);
      return stat === null || stat.kind === 'link' ? [] : [{ path, what, mode: stat.mode & 0o777 }];
    }),
  );
  return found.flat();
}

/** Every reference to a secret, and where it stands. */
export function listReferences(config: unknown): { path: Path; reference: SecretReference }[] {
  // Most have none, and this look is quicker than a walk.
  return JSON.stringify(config).includes('"source"') ? [...referencesIn(config, [])] : [];
}

function* referencesIn(value: unknown, path: Path): Generator<{ path: Path; reference: SecretReference }> {
  if (isReference(value)) yield { path, reference: value };
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* referencesIn(item, [...path, at]);
  else if (isTree(value)) {
    for (const [name, member] of Object.entries(value)) yield* referencesIn(member, [...path, name]);
  }
}

async function readReferences(
  config: Tree,
  used: LintInput['references_used'],
  home: string,
  host: HostExecutor,
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const { reference } of used) {
    const key = referenceKey(reference);
    if (reference.source !== 'file' || found.has(key) || found.size >= references_max) continue;
    const provider = valueAtPath(config, ['secrets', 'providers', providerOf(config, reference)]);
    found.set(key, isTree(provider) ? await readFileSecret(provider, reference.id, home, host) : null);
  }
  return found;
}

/** `default` stands for whatever the configuration has as the default of that source. */
function providerOf(config: Tree, { source, provider = 'default' }: { source: string; provider?: string }): string {
  const fallback = valueAtPath(config, ['secrets', 'defaults', source]);
  return provider === 'default' && typeof fallback === 'string' ? fallback : provider;
}

async function readFileSecret(provider: Tree, id: string, home: string, host: HostExecutor): Promise<string | null> {
  const { path, mode } = provider;
  const full = typeof path === 'string' && path.startsWith('~/') ? posix.join(home, path.slice(2)) : path;
  if (typeof full !== 'string' || !full.startsWith('/')) return null;
  const text = await host.readFile(full, secret_bytes_max).then(String, () => null);
  if (text === null) return null;
  if (mode === 'singleValue') return text.trim() || null;
  try {
    const keys = id.split('/').slice(1);
    const value = valueAtPath(
      JSON.parse(text),
      keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
    );
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}
