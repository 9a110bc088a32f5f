// Turns a configured secret into its value: literal, `${NAME}`, or a reference to the environment or a file.
// Read-only: references that would run a program or open the gateway's own store are left unresolved.
import { isAbsolute, join } from 'node:path';
import type { HostFiles } from '../ports/host-files.ts';
import type { Environment } from './profiles.ts';
import { objectOf, textOf, valueAt } from './values.ts';

const bytesMax = 256 * 1024;
const variablePattern = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

export interface SecretSources {
  files: HostFiles;
  home: string;
  /** Where `${NAME}` and environment references look. */
  env: Environment;
  /** The configuration, for its `secrets.providers`. */
  config: unknown;
}

/** Replaces `${NAME}`; null when a name is not set, because half a secret is none. */
export function expandVariables(text: string, env: Environment): string | null {
  let missing = false;
  const expanded = text.replace(variablePattern, (_all, name: string) => {
    const value = env[name];
    if (value === undefined || value === '') missing = true;
    return value ?? '';
  });
  return missing ? null : expanded;
}

function pointerInto(document: unknown, pointer: string): string | null {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return textOf(valueAt(document, ...keys), 4_096);
}

function fromFile(reference: { provider: string; id: string }, sources: SecretSources): string | null {
  const provider = objectOf(valueAt(sources.config, 'secrets', 'providers', reference.provider));
  const path = textOf(provider.path, 4_096);
  if (path === null) return null;
  const full = path.startsWith('~/') ? join(sources.home, path.slice(2)) : path;
  if (!isAbsolute(full)) return null;
  const read = sources.files.read(full, bytesMax);
  if (!read.ok) return null;
  if (provider.mode === 'singleValue') return textOf(read.text.trim(), 4_096);
  try {
    return pointerInto(JSON.parse(read.text), reference.id);
  } catch {
    return null;
  }
}

/** The secret's value, or null when it is unset, unresolvable or not ours to fetch. */
export function readSecret(value: unknown, sources: SecretSources): string | null {
  if (typeof value === 'string') return value === '' ? null : expandVariables(value, sources.env);
  const reference = objectOf(value);
  const id = textOf(reference.id, 1_024);
  if (id === null) return null;
  if (reference.source === 'env') return textOf(sources.env[id], 4_096);
  if (reference.source === 'file') return fromFile({ provider: textOf(reference.provider) ?? 'default', id }, sources);
  return null;
}
