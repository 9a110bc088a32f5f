import { formsOf, isBase64Char, type SecretForm } from './encodings.ts';
import type { Span } from './spans.ts';

/** Shorter ones would blank half of every log; the rules by name still catch them. */
export const secret_chars_min = 6;
const gram_chars = 6;
const partial_chars_min = 12;
const partial_form_chars_max = 4096;

interface Entry {
  form: SecretForm;
  /** Where in the form this gram stands. */
  offset: number;
  kind: string;
  /** Whether a part of at least `partial_chars_min` characters is enough, because the form is no ordinary text. */
  partial: boolean;
}

export interface KnownSecrets {
  /** Searches for this secret from now on; the answer ends that. */
  remember(secret: string, kind: string): () => void;
  find(text: string): Span[];
}

/**
 * An index of the six-character pieces of every form of every known secret. A text is read once, whatever the number of
 * secrets: a small bit set says for almost every place that nothing known begins there.
 */
export function createKnownSecrets(): KnownSecrets {
  const entries = new Map<string, Entry[]>();
  const secrets = new Map<string, { times: number; added: [string, Entry][] }>();
  const bits = new Uint8Array(1 << 16);

  const add = (gram: string, entry: Entry) => {
    const list = entries.get(gram);
    if (list) list.push(entry);
    else entries.set(gram, [entry]);
    bits[hashAt(gram, 0)] = 1;
  };

  const index = (secret: string, kind: string): [string, Entry][] => {
    const added: [string, Entry][] = [];
    for (const part of partsOf(secret)) {
      const partial = isTokenLike(part);
      for (const form of formsOf(part)) {
        const text = form.text;
        if (text.length < gram_chars) continue;
        const last = partial && text.length <= partial_form_chars_max ? text.length - partial_chars_min : 0;
        for (let offset = 0; offset <= Math.max(0, last); offset += 1) {
          added.push([text.slice(offset, offset + gram_chars), { form, offset, kind, partial }]);
        }
      }
    }
    for (const [gram, entry] of added) add(gram, entry);
    return added;
  };

  const unindex = (added: [string, Entry][]) => {
    for (const [gram, entry] of added) {
      const kept = entries.get(gram)?.filter((other) => other !== entry) ?? [];
      if (kept.length > 0) entries.set(gram, kept);
      else entries.delete(gram);
    }
  };

  const remember = (secret: string, kind: string) => {
    // The same secret is often told again, each time it is read.
    const known = secrets.get(secret) ?? { times: 0, added: index(secret, kind) };
    known.times += 1;
    secrets.set(secret, known);
    let is_held = true;
    return () => {
      if (!is_held) return;
      is_held = false;
      known.times -= 1;
      if (known.times > 0) return;
      secrets.delete(secret);
      unindex(known.added);
    };
  };

  const find = (text: string) => {
    const spans: Span[] = [];
    if (entries.size === 0) return spans;
    let partial_to = 0;
    for (let at = 0; at + gram_chars <= text.length; at += 1) {
      if (bits[hashAt(text, at)] !== 1) continue;
      for (const entry of entries.get(text.slice(at, at + gram_chars)) ?? []) {
        // Inside a stretch that is masked already, only whole forms can add to it.
        if (at < partial_to && entry.offset > 0) continue;
        const span = matchAt(text, at, entry);
        if (!span) continue;
        spans.push(span);
        if (entry.partial) partial_to = Math.max(partial_to, span.end - gram_chars);
      }
    }
    return spans;
  };

  return { remember, find };
}

/** The whole secret and, because logs are cut at line ends, each longer line of it. */
function partsOf(secret: string): string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 16) : [];
  return [secret, secret.trim(), ...lines].filter(
    (part, index, all) => part.length >= secret_chars_min && all.indexOf(part) === index,
  );
}

/** A generated value, as against a word, a sentence or an address: its parts occur nowhere else. */
function isTokenLike(secret: string): boolean {
  return (
    secret.length >= 16 &&
    /^[\w+/=.:~-]+$/.test(secret) &&
    /\d/.test(secret) &&
    /[A-Za-z]/.test(secret) &&
    !secret.includes('//')
  );
}

function matchAt(text: string, at: number, { form, offset, kind, partial }: Entry): Span | null {
  const available = form.text.length - offset;
  let length = gram_chars;
  while (length < available && text.charCodeAt(at + length) === form.text.charCodeAt(offset + length)) length += 1;
  const whole = offset === 0 && length === available;
  if (!whole && !(partial && length >= partial_chars_min)) return null;
  let start = at;
  let end = at + length;
  if (form.is_base64) {
    if (isBase64Char(text[start - 1])) start -= 1;
    if (isBase64Char(text[end])) end += 1;
    while (text[end] === '=') end += 1;
  }
  return { start, end, kind };
}

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let i = 0; i < gram_chars; i += 1) hash = (Math.imul(hash, 33) + text.charCodeAt(at + i)) | 0;
  return (hash ^ (hash >>> 16)) & 0xffff;
}
