// What differs between two configurations, field by field, and whether two people changed the same. Values are still
// plain here: `mask.ts` makes them safe to show.
import { formatPath, isEqual, isReference, isTree, type Path } from './tree.ts';

export interface Difference {
  path: Path;
  kind: 'added' | 'removed' | 'changed';
  before: unknown;
  after: unknown;
}

/** What a change makes the gateway do; the strongest of several counts. */
export type Reload = 'restart' | 'hot' | 'none' | 'unknown';

const strength: readonly Reload[] = ['none', 'hot', 'unknown', 'restart'];

const isBranch = (value: unknown): boolean => isTree(value) && Object.keys(value).length > 0 && !isReference(value);

const isObjectList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isTree(item));

/** Every field that differs, in the order of the former one and then of the new. Lists of plain values are one field. */
export function listDifferences(before: unknown, after: unknown, path: Path = []): Difference[] {
  if (isEqual(before, after)) return [];
  if (isBranch(before) || isBranch(after)) {
    const old = isTree(before) && !isReference(before) ? before : {};
    const new_ = isTree(after) && !isReference(after) ? after : {};
    const swapped = [
      ...(before !== undefined && !isTree(before) ? single(before, undefined, path) : []),
      ...(isReference(before) ? single(before, undefined, path) : []),
    ];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(new_)])];
    const members = keys.flatMap((key) =>
      listDifferences(
        Object.hasOwn(old, key) ? old[key] : undefined,
        Object.hasOwn(new_, key) ? new_[key] : undefined,
        [...path, key],
      ),
    );
    const other = after !== undefined && (!isTree(after) || isReference(after)) ? single(undefined, after, path) : [];
    return [...swapped, ...members, ...other];
  }
  if (isObjectList(before) && isObjectList(after) && before.length === after.length) {
    return before.flatMap((item, at) => listDifferences(item, after[at], [...path, at]));
  }
  return single(before, after, path);
}

const single = (before: unknown, after: unknown, path: Path): Difference[] => [
  { path, kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed', before, after },
];

export function strongestReload(kinds: readonly Reload[]): Reload {
  return kinds.reduce<Reload>((most, kind) => (strength.indexOf(kind) > strength.indexOf(most) ? kind : most), 'none');
}

/** Paths that both sides changed since they had the same, unless they came to the same; of two nested ones the inner. */
export function listConflicts(mine: readonly Difference[], theirs: readonly Difference[]): Path[] {
  const byPath = (all: readonly Difference[]) => new Map(all.map((one) => [formatPath(one.path), one]));
  const [my, their] = [byPath(mine), byPath(theirs)];
  const found = new Map<string, Path>();
  for (const { path, after } of mine) {
    const other = their.get(formatPath(path));
    if (other !== undefined && !isEqual(after, other.after)) found.set(formatPath(path), path);
    if (hasAbove(their, path)) found.set(formatPath(path), path);
  }
  for (const { path } of theirs) if (hasAbove(my, path)) found.set(formatPath(path), path);
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

const hasAbove = (changed: ReadonlyMap<string, Difference>, path: Path): boolean =>
  path.some((_, length) => changed.has(formatPath(path.slice(0, length))));
