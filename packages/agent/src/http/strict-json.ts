import type { ErrorDetail } from '@moltbot-ops/sdk/types';

const depthMax = 64;
const poisoned = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Finds what JSON.parse would let pass: the same key twice in one object, keys that name JavaScript's own machinery,
 * and nesting beyond 64. One pass, no recursion; broken syntax is left to JSON.parse. Null when nothing is wrong.
 */
export function findJsonProblem(text: string): ErrorDetail | null {
  const open: (Set<string> | null)[] = []; // keys seen in each open object; null for an array
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      if (open.length > depthMax) return { field: '', message: `is nested deeper than ${depthMax} levels` };
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = readString(text.slice(at, end + 1));
        if (key !== null && poisoned.has(key)) return { field: key, message: 'is not allowed as a name' };
        if (key !== null && keys.has(key)) return { field: key, message: 'appears twice in the same object' };
        if (key !== null) keys.add(key);
      }
      at = end;
    }
  }
  return null;
}

/** Index of the closing quote, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return text[at] === ':';
}

function readString(literal: string): string | null {
  try {
    return JSON.parse(literal) as string; // a JSON string literal parses to a string
  } catch {
    return null; // broken escapes: JSON.parse of the whole will say so
  }
}
