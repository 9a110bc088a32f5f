// A change of a configuration that is reached over the gateway's connection only: as the merge patch that the gateway
// takes. Secrets are masked there from the beginning; a mask that stays in a list means: keep what is there.
import { gatewayMark, isMark } from './mask.ts';
import { formatPath, isEqual, isTree, mapMembers, ownOf, type Path, setOwn, type Tree } from './tree.ts';

export interface LivePatch {
  /** RFC 7396: null removes, objects merge, everything else replaces. */
  patch: Tree;
  /** Lists that lose items, which the gateway wants to be told of. */
  replace_paths: string[];
}

const toGatewayMarks = (value: unknown): unknown =>
  isMark(value) ? gatewayMark : mapMembers(value, (member) => toGatewayMarks(member));

/** Every list in it, itself included: taking away what holds a list takes the list away. */
function* listsIn(value: unknown, path: Path): Generator<string> {
  if (Array.isArray(value)) yield formatPath(path);
  else if (isTree(value)) for (const [key, member] of Object.entries(value)) yield* listsIn(member, [...path, key]);
}

export function makePatch(present: Tree, wanted: Tree): LivePatch {
  const replace_paths: string[] = [];
  const compare = (old: Tree, next: Tree, path: Path): Tree => {
    const patch: Tree = {};
    for (const [key, value] of Object.entries(old)) {
      if (Object.hasOwn(next, key)) continue;
      setOwn(patch, key, null);
      replace_paths.push(...listsIn(value, [...path, key]));
    }
    for (const [key, value] of Object.entries(next)) {
      const before = ownOf(old, key);
      if (isEqual(before, value)) continue;
      const at = [...path, key];
      if (isTree(before) && isTree(value)) setOwn(patch, key, compare(before, value, at));
      else {
        setOwn(patch, key, toGatewayMarks(value));
        replace_paths.push(...listsIn(before, at));
      }
    }
    return patch;
  };
  return { patch: compare(present, wanted, []), replace_paths };
}

/**
 * The patch that goes back from `present` to `former`, as far as that is known: a secret that was replaced or taken away
 * is shown to nobody, so it stays as it is. `lost` names those.
 */
export function makeWayBack(present: Tree, former: Tree): LivePatch & { lost: string[] } {
  const lost: string[] = [];
  const known = (old: unknown, now: unknown, path: Path): unknown => {
    if (isMark(old)) {
      if (!isMark(now)) lost.push(formatPath(path));
      return now;
    }
    if (!isTree(old)) return old;
    const result: Tree = {};
    for (const [key, member] of Object.entries(old)) {
      const value = known(member, isTree(now) ? ownOf(now, key) : undefined, [...path, key]);
      if (value !== undefined) setOwn(result, key, value);
    }
    return result;
  };
  const reachable = known(former, present, []);
  return { ...makePatch(present, isTree(reachable) ? reachable : {}), lost };
}
