// JSON merge patch (RFC 7396) both ways, and the same as a list of changed leaves. Pure.
import { isSame, isTree, type Path, type Tree } from './tree.ts';

/** The target with the patch merged in. */
export function applyPatch(target: unknown, patch: Tree): Tree {
  const result: Tree = isTree(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else
      Object.defineProperty(result, key, {
        value: isTree(value) ? applyPatch(Object.hasOwn(result, key) ? result[key] : undefined, value) : value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return result;
}

/** The smallest patch that makes one out of the other. A `null` in `to` cannot be said in a patch: it removes. */
export function diffPatch(from: Tree, to: Tree): Tree {
  const entries: Array<[string, unknown]> = [];
  for (const [key, value] of Object.entries(to)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined;
    if (isTree(before) && isTree(value)) {
      const inner = diffPatch(before, value);
      if (Object.keys(inner).length > 0) entries.push([key, inner]);
    } else if (!isSame(before, value)) entries.push([key, value]);
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) entries.push([key, null]);
  return Object.fromEntries(entries);
}

export interface LeafChange {
  path: Path;
  kind: 'added' | 'removed' | 'changed';
  before: unknown;
  after: unknown;
}

/** Every leaf that differs; a list is one leaf, and so is an object without members. */
export function listChanges(from: unknown, to: unknown, path: Path = []): LeafChange[] {
  if (isSame(from, to)) return [];
  const [before, after] = [isFilled(from), isFilled(to)];
  if ((before && (after || to === undefined)) || (after && from === undefined)) {
    const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    return [...keys].flatMap((key) => listChanges(ownOf(before, key), ownOf(after, key), [...path, key]));
  }
  const kind = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  return [{ path, kind, before: from, after: to }];
}

function isFilled(value: unknown): Tree | null {
  return isTree(value) && Object.keys(value).length > 0 ? value : null;
}

function ownOf(tree: Tree | null, key: string): unknown {
  return tree && Object.hasOwn(tree, key) ? tree[key] : undefined;
}
