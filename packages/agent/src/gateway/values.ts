// Reading values whose shape nobody promises: configuration files and the gateway's answers.

export type Json = Record<string, unknown>;

/** The value as an object, or an empty one. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}; // checked just before
}

/** Text of at most `max` characters, or null. */
export function textOf(value: unknown, max = 500): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Follows keys into nested objects; undefined where the path ends early. */
export function valueAt(root: unknown, ...keys: string[]): unknown {
  let value: unknown = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Json)[key]; // an object that owns the key, checked just before
  }
  return value;
}
