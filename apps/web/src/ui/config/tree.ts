// A configuration as plain values: paths into it, and changes that leave the former value alone.
// Nothing here reaches an inherited member, so that names such as `__proto__` are names like any other.

/** Keys of objects and places in lists, from the root down. */
export type Path = readonly (string | number)[];
export type Tree = { [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isTree(a) || !isTree(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

/** What lies at a path; `undefined` where it ends early. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isTree(value) && Object.hasOwn(value, String(key))) value = value[String(key)];
    else return undefined;
  }
  return value;
}

/** The same with another value at the path; what lacks on the way is made. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    const items = [...root];
    items[Number(key)] = withValue(items[Number(key)], rest, value);
    return items;
  }
  if (typeof key === 'number' && !isTree(root)) return [withValue(undefined, rest, value)];
  const tree = isTree(root) ? root : {};
  return { ...tree, [key]: withValue(Object.hasOwn(tree, key) ? tree[key] : undefined, rest, value) };
}

/** The same without what lies at the path. Objects that this empties go too, unless `keep` has them. */
export function without(root: unknown, path: Path, keep: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return root;
  if (Array.isArray(root)) {
    const at = Number(key);
    if (rest.length === 0) return root.filter((_, index) => index !== at);
    return root.map((item, index) => (index === at ? without(item, rest, valueAt(keep, [at])) : item));
  }
  if (!isTree(root) || !Object.hasOwn(root, key)) return root;
  const kept = valueAt(keep, [key]);
  const next = rest.length === 0 ? undefined : without(root[key], rest, kept);
  const isLeft = rest.length > 0 && !(isTree(next) && Object.keys(next).length === 0 && kept === undefined);
  return Object.fromEntries(
    Object.entries(root).flatMap(([name, one]) => (name !== key ? [[name, one]] : isLeft ? [[name, next]] : [])),
  );
}

/** The same with a member by another name, at its old place. A name that is taken changes nothing. */
export function withName(root: unknown, path: Path, name: string): unknown {
  const parent = path.slice(0, -1);
  const former = String(path.at(-1));
  const tree = valueAt(root, parent);
  if (!isTree(tree) || !Object.hasOwn(tree, former) || Object.hasOwn(tree, name)) return root;
  const renamed = Object.entries(tree).map(([key, value]) => [key === former ? name : key, value] as const);
  return withValue(root, parent, Object.fromEntries(renamed));
}

/** `channels.telegram.accounts["a.b"].tokens.0`, as the agent writes it. The root is empty. */
export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'string' && !/^[^.[\]"\p{Cc}]+$/u.test(key)) text += `[${JSON.stringify(key)}]`;
    else text += text === '' ? String(key) : `.${key}`;
  }
  return text;
}

/** The way back. Digits stay text: whether they are a place in a list, only the value there can say. */
export function parsePath(text: string): string[] {
  const path: string[] = [];
  for (const [, quoted, bracketed, plain] of text.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[([^\]]*)\]|([^.[\]]+)/g)) {
    if (quoted !== undefined) path.push(readName(quoted));
    else if (bracketed !== undefined) path.push(bracketed === '' ? '[]' : bracketed);
    else if (plain !== undefined) path.push(plain);
  }
  return path;
}

function readName(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/** Whether one path lies at or below the other. */
export function isWithin(path: Path, parent: Path): boolean {
  return parent.length <= path.length && parent.every((key, at) => String(key) === String(path[at]));
}
