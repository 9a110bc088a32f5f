// RFC 7396 merge patches, the paths they change, and the sentinel that stands for a secret: a reader gets it
// in the secret's place, and sending it back keeps what is on disk.
import type { ConfigNode } from './schema.ts';
import { configRoot } from './schema.ts';
import { isObject } from './validate.ts';

export const redactedSentinel = '__OPENCLAW_REDACTED__';

type Json = Record<string, unknown>;

/** The document with the patch merged in: null deletes, objects merge, everything else replaces. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch === redactedSentinel ? target : patch;
  const result: Json = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** Dotted paths that differ; an object that is new or gone counts as one. */
export function listChangedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after)) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    listChangedPaths(before[key], after[key], path ? `${path}.${key}` : key),
  );
}

/** A copy in which every secret of the schema is the sentinel. References stay: they hold no secret. */
export function redactConfig(value: unknown, node: ConfigNode | undefined = configRoot): unknown {
  if (node?.type === 'secret') return typeof value === 'string' ? redactedSentinel : value;
  if (Array.isArray(value)) return value.map((item) => redactConfig(item, node?.items));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      redactConfig(item, node?.children?.[key] ?? node?.items ?? { type: 'any' }),
    ]),
  );
}

/** Every secret string of a document, so that raw text can be cleaned of them. */
export function listSecrets(value: unknown, node: ConfigNode | undefined = configRoot): string[] {
  if (node?.type === 'secret') return typeof value === 'string' && value ? [value] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    listSecrets(item, node?.children?.[key] ?? node?.items ?? { type: 'any' }),
  );
}
