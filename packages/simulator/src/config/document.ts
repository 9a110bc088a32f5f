// The configuration file: JSON5 in, JSON out, mode 0600, with the ring of backups and the last good copy the
// real gateway keeps. A document that does not parse is an issue, never an exception.
import { createHmac } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import JSON5 from 'json5';
import type { ConfigIssue } from './validate.ts';
import { isObject, validateConfig } from './validate.ts';

export interface ConfigDocument {
  exists: boolean;
  raw: string;
  parsed: Record<string, unknown>;
  issues: ConfigIssue[];
  valid: boolean;
  /** Names the bytes. */
  hash: string;
  /** Names what they mean; null while they are not valid. */
  revision: string | null;
}

/** Reads and validates the file; a missing one is an empty document that does not exist. */
export function readConfigDocument(path: string, hash_key: string): ConfigDocument {
  const exists = existsSync(path);
  const raw = exists ? readFileSync(path, 'utf8') : '';
  const { parsed, issues } = parseConfig(raw, exists);
  const name = (text: string): string =>
    `hmac-sha256:v1:${createHmac('sha256', hash_key).update(text).digest('base64url')}`;
  const valid = issues.length === 0;
  const revision = valid ? name(`revision ${JSON.stringify(parsed)}`) : null;
  return { exists, raw, parsed, issues, valid, hash: name(raw), revision };
}

function parseConfig(raw: string, exists: boolean): Pick<ConfigDocument, 'parsed' | 'issues'> {
  if (!exists) return { parsed: {}, issues: [] };
  try {
    const value: unknown = JSON5.parse(raw);
    return { parsed: isObject(value) ? value : {}, issues: validateConfig(value) };
  } catch (error) {
    return { parsed: {}, issues: [{ path: '', message: `JSON5 parse failed: ${String(error)}` }] };
  }
}

/** Writes the document and turns the ring: .bak, .bak.1 … .bak.4. */
export function writeConfigDocument(path: string, document: Record<string, unknown>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) {
    for (const [from, to] of [
      ['.bak.3', '.bak.4'],
      ['.bak.2', '.bak.3'],
      ['.bak.1', '.bak.2'],
      ['.bak', '.bak.1'],
    ] as const) {
      if (existsSync(path + from)) renameSync(path + from, path + to);
    }
    copyPrivately(path, `${path}.bak`);
  }
  writeFileSync(`${path}.tmp`, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

/** Keeps the document as the last one that worked. */
export function keepLastGood(path: string): void {
  if (existsSync(path)) copyPrivately(path, `${path}.last-good`);
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}
