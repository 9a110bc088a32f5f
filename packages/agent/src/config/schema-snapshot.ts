// What is known of the configuration's shape: the schema, its hints and what a change of a path makes the gateway do.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { objectOf } from '../gateway/values.ts';
import type { Tree } from './tree.ts';

export type ReloadKind = 'restart' | 'hot' | 'none';

export interface SchemaSnapshot {
  /** Who said so: the running gateway, its package, or the agent's own copy. */
  source: 'live' | 'installed' | 'bundled';
  /** Version of the gateway that it belongs to. */
  version: string;
  /** Names the content. */
  hash: string;
  schema: Tree;
  /** By dotted path; `*` stands for any name, `[]` for any item. */
  ui_hints: Tree;
  /** By dotted path, inherited downwards; null where it is not known for this version. */
  reload: Readonly<Record<string, ReloadKind>> | null;
}

/** Makes a snapshot of what somebody said; the hash names schema and hints. */
export function makeSnapshot(given: Omit<SchemaSnapshot, 'hash'>): SchemaSnapshot {
  const hash = createHash('sha256').update(JSON.stringify([given.version, given.schema, given.ui_hints]));
  return { ...given, hash: hash.digest('hex').slice(0, 32) };
}

const unpack = promisify(brotliDecompress);
let loading: Promise<SchemaSnapshot> | null = null;

/** The copy that comes with the agent. Kept in memory until `forgetBundled`. */
export function readBundled(): Promise<SchemaSnapshot> {
  loading ??= loadBundled();
  return loading;
}

export function forgetBundled(): void {
  loading = null;
}

async function loadBundled(): Promise<SchemaSnapshot> {
  const { default: packed } = await import('./generated/schema-2026.9.6.json', { with: { type: 'json' } });
  const body = objectOf(JSON.parse(String(await unpack(Buffer.from(packed.brotli, 'base64')))));
  return makeSnapshot({
    source: 'bundled',
    version: packed.version,
    schema: objectOf(body.schema),
    ui_hints: objectOf(body.ui_hints),
    reload: objectOf(body.reload) as Record<string, ReloadKind>, // written by the recording script
  });
}

/** Whether two versions are of one release train, such as 2026.9: what hints and reloads say of one holds for the other. */
export function isSameTrain(a: string, b: string): boolean {
  const train = (version: string) => version.split('.').slice(0, 2).join('.');
  return train(a) === train(b);
}

/** What a change of a path does: of the nearest parent that is known. */
export function reloadOf(reload: SchemaSnapshot['reload'], path: string): ReloadKind | 'unknown' {
  if (reload === null) return 'unknown';
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if (Object.hasOwn(reload, at)) return reload[at] ?? 'unknown';
  }
  return 'unknown';
}
