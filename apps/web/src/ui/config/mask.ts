// What stands for a secret that nobody here has seen, and what is no secret although it lies in a secret's place.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { fieldAt } from './field-match.ts';
import { isTree, type Path } from './tree.ts';

/** Sent back as it came, it keeps the secret. */
export const kept_mask = '__MOLTBOT_OPS_KEPT__';
const masks: ReadonlySet<unknown> = new Set([kept_mask, '__OPENCLAW_REDACTED__']);

export function isMask(value: unknown): boolean {
  return masks.has(value);
}

export interface SecretReference {
  source: string;
  id: string;
}

/** `{source, provider, id}`, or a text that is nothing but `${NAME}`: it names where the secret is and is none itself. */
export function referenceIn(value: unknown): SecretReference | null {
  if (typeof value === 'string') {
    const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value)?.[1];
    return name ? { source: 'env', id: name } : null;
  }
  if (!isTree(value) || typeof value.source !== 'string' || typeof value.id !== 'string') return null;
  return { source: value.source, id: value.id };
}

const tellingName =
  /(token|secret|pass(word|wd|phrase|code)|pwd|(api|private|access|auth|secret|signing|encryption)[_-]?key|credentials?|authorization|cookie|webhook_?url|connection_?string|dsn)$/i;
/** Whatever stands below such a name is sent to sign in somewhere, more often than not. */
const telling = (key: string): boolean => tellingName.test(key) || key === 'headers';

/** Whether a text at this path has to be treated as a secret: as the schema says, or, where it is silent, by its name. */
export function isSensitiveAt(fields: readonly ConfigField[], path: Path): boolean {
  const field = fieldAt(fields, path);
  if (path.some((_, at) => fieldAt(fields, path.slice(0, at + 1))?.sensitive)) return true;
  const inFreeMap = path[0] === 'env' || !field || field.path.endsWith('*');
  return inFreeMap && path.some((key) => typeof key === 'string' && telling(key));
}

/** Whether this value itself is a secret in the clear. */
export function isTypedSecret(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isMask(value) && referenceIn(value) === null;
}
