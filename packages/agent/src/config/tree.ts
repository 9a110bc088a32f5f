// A configuration as plain values: paths into it, equality, and changes that keep names such as `__proto__` harmless.

/** Keys of objects and places in lists, from the root down. */
export type Path = readonly (string | number)[];
export type Tree = Record<string, unknown>;

/** Deeper ones are refused before anything walks them. */
export const depth_max = 100;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets an own member, whatever its name. */
export function setOwn(tree: Tree, key: string, value: unknown): void {
  // Only this one name is special, and defining is ten times as slow as setting.
  if (key !== '__proto__') tree[key] = value;
  else Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The member, or undefined; never an inherited one. */
export const ownOf = (tree: Tree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/** The same object with every member passed through `change`; lists alike. Scalars come back as they are. */
export function mapMembers(value: unknown, change: (member: unknown, key: string | number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => change(item, index));
  if (!isTree(value)) return value;
  const result: Tree = {};
  for (const [key, member] of Object.entries(value)) setOwn(result, key, change(member, key));
  return result;
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isEqual(item, b[at]));
  if (!isTree(a) || !isTree(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

const sources = new Set(['env', 'file', 'exec', 'store']);

/** A reference to where a secret lies: `{source, provider?, id}` and nothing else. It holds no secret. */
export const isReference = (value: unknown): value is { source: string; provider?: string; id: string } =>
  isTree(value) &&
  typeof value.source === 'string' &&
  sources.has(value.source) &&
  typeof value.id === 'string' &&
  Object.keys(value).every((key) => key === 'source' || key === 'provider' || key === 'id');

/** What lies at a path; undefined where it ends early. */
export function valueAtPath(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (isTree(value)) value = ownOf(value, String(key));
    else return undefined;
  }
  return value;
}

/** `channels.telegram.accounts["a.b"].tokens.0`; for people and for answers. The root is empty. */
export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'string' && !/^[^.[\]"\p{Cc}]+$/u.test(key)) text += `[${JSON.stringify(key)}]`;
    else text += text === '' ? String(key) : `.${key}`;
  }
  return text;
}

/** Whether anything lies deeper than `depth_max`. Never recurses further than that. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (depth > depth_max) return true;
  if (Array.isArray(value)) return value.some((item) => isTooDeep(item, depth + 1));
  return isTree(value) && Object.values(value).some((member) => isTooDeep(member, depth + 1));
}

/** Every string in it, names of members included. */
export function* stringsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsOf(item);
  else if (isTree(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield key;
      yield* stringsOf(member);
    }
  }
}
