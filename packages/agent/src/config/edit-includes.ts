// Which part of a change the file itself can say, where parts of a configuration lie in files that it takes in. What an
// included file says is its owner's to change: such a change is refused, with the file named.
import type { ConfigContent, Include } from './read.ts';
import { isEqual, isTree, ownOf, type Path, setOwn, type Tree } from './tree.ts';

/**
 * What the file itself has to say so that the whole becomes `wanted`. Throws an `IncludeOwned` for a change that lies in an
 * included file: those are their owner's to write.
 */
export function placeInFile(content: ConfigContent, wanted: Tree): Tree {
  const placed = place(content.main?.tree ?? {}, content.resolved, wanted, [], content.includes);
  return isTree(placed) ? placed : {};
}

export class IncludeOwned extends Error {
  readonly path: Path;
  readonly files: string[];
  constructor(path: Path, files: string[]) {
    super('the change lies in an included file');
    this.path = path;
    this.files = files;
  }
}

function place(file: unknown, present: unknown, wanted: unknown, path: Path, includes: readonly Include[]): unknown {
  if (isEqual(present, wanted)) return file;
  const here = includes.find(({ at }) => isEqual(at, path));
  if (here === undefined) {
    if (!isTree(file) || !isTree(present) || !isTree(wanted)) {
      const inside = includes.find(({ at }) => at.length >= path.length && path.every((key, n) => key === at[n]));
      if (inside !== undefined) throw new IncludeOwned(path, inside.files);
      return wanted;
    }
    const result: Tree = {};
    for (const [key, value] of Object.entries(wanted)) {
      const next = Object.hasOwn(file, key)
        ? place(ownOf(file, key), ownOf(present, key), value, [...path, key], includes)
        : value;
      setOwn(result, key, next);
    }
    for (const key of Object.keys(file)) {
      const inside = includes.find(
        ({ at }) => at.length > path.length && isEqual(at.slice(0, path.length + 1), [...path, key]),
      );
      if (!Object.hasOwn(wanted, key) && inside !== undefined) throw new IncludeOwned([...path, key], inside.files);
    }
    return result;
  }
  if (!isTree(file) || !isTree(wanted)) throw new IncludeOwned(path, here.files);
  const result: Tree = {};
  for (const [key, value] of Object.entries(file)) {
    if (key === '$include') setOwn(result, key, value);
    else if (Object.hasOwn(wanted, key)) {
      const shared = isTree(here.value) && Object.hasOwn(here.value, key);
      const same = isEqual(ownOf(isTree(present) ? present : {}, key), ownOf(wanted, key));
      if (shared && !same) throw new IncludeOwned([...path, key], here.files);
      const next = place(
        value,
        ownOf(isTree(present) ? present : {}, key),
        ownOf(wanted, key),
        [...path, key],
        includes,
      );
      setOwn(result, key, next);
    } else if (isTree(here.value) && Object.hasOwn(here.value, key)) throw new IncludeOwned([...path, key], here.files);
  }
  const included = isTree(here.value) ? here.value : {};
  for (const key of Object.keys(included)) {
    if (!isEqual(ownOf(isTree(present) ? present : {}, key), ownOf(wanted, key))) {
      throw new IncludeOwned([...path, key], here.files);
    }
  }
  for (const [key, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(file, key) && !Object.hasOwn(included, key)) setOwn(result, key, value);
  }
  return result;
}
