import { findAssignments, isSecretName } from './assignments.ts';
import { createKnownSecrets } from './known-secrets.ts';
import { findProviderKeys } from './provider-keys.ts';
import { brand, maskOf, type Redacted, WITHHELD } from './redacted.ts';
import { type FindSpans, maskSpans } from './spans.ts';
import { textRules } from './text-rules.ts';

const depth_max = 64;

/** Makes text and JSON values safe to leave the agent. */
export interface Redactor {
  /**
   * From now on this secret leaves in no form. Secrets of fewer than six characters are not searched for.
   * `kind` is shown in the mask. The answer forgets it again, for secrets that live shortly.
   */
  remember(secret: string, kind?: string): () => void;
  /** The text with every secret masked, or `[withheld]` when the redactor itself fails. */
  redact(text: string): Redacted<string>;
  /** The same for every string (member names included) of a JSON value; members with a secret's name go whole. */
  redactValue<T>(value: T): Redacted<T>;
}

export const standardRules: readonly FindSpans[] = [findProviderKeys, findAssignments, ...textRules];

export function createRedactor(options: { rules?: readonly FindSpans[] } = {}): Redactor {
  const rules = options.rules ?? standardRules;
  const known = createKnownSecrets();

  const redactText = (text: string): string => {
    try {
      const spans = known.find(text);
      for (const find of rules) spans.push(...find(text));
      return maskSpans(text, spans);
    } catch {
      return WITHHELD;
    }
  };

  const walk = (value: unknown, is_secret: boolean, depth: number): unknown => {
    if (depth > depth_max) return WITHHELD;
    if (typeof value === 'string') return is_secret && value !== '' ? maskOf('secret') : redactText(value);
    if (typeof value === 'number' || typeof value === 'bigint') return is_secret ? maskOf('secret') : value;
    if (Array.isArray(value)) return value.map((item) => walk(item, is_secret, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, item]) => [
      redactText(name),
      walk(item, is_secret || isSecretName(name), depth + 1),
    ]);
    return Object.fromEntries(members);
  };

  return {
    remember: (secret, kind = 'known_secret') => known.remember(secret, kind),
    redact: (text) => brand(redactText(text)),
    redactValue: <T>(value: T) => {
      try {
        return brand(walk(value, false, 0) as T); // the shape stays; only strings and secret members change
      } catch {
        return brand(WITHHELD as T); // withheld whole: a half-redacted value is worse than none
      }
    },
  };
}
