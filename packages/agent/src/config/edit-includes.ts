// Which file a change goes into, where parts of a configuration lie in files that it takes in: into the one that says so
// now. Where several have a say, or none can be changed without changing something else too, it is refused by name.
import {
  holdsInclude,
  type Layer,
  memberSource,
  type Source,
  SourceUnreadable,
  type Spot,
  sourceOf,
} from './include-sources.ts';
import { isEqual, isTree, ownOf, type Path, setOwn, type Tree } from './tree.ts';

/** Every file by its absolute name, the configuration's own among them; undefined where it cannot be read. */
export interface SplitConfig {
  main: string;
  values(file: string): unknown;
  /** As the gateway reads them together. */
  resolved: Tree;
}

type Obstacle = 'several' | 'holds_include' | 'no_object' | 'unreadable' | 'shared' | 'not_utf8' | 'too_large';

const obstacles: Record<Obstacle, string> = {
  several: 'Several files have a say in this value. Change it in the one that is meant:',
  holds_include:
    'Parts of this lie in other files, so it cannot be changed as a whole. Change it where it is taken in:',
  no_object: 'The file that says this holds no object, and is changed by hand only:',
  unreadable: 'This lies in a file that cannot be read. See that it is there, and is readable JSON5:',
  shared: 'This file is taken in at several places, and a change of it changes them all. Change it by hand:',
  not_utf8: 'The file holds bytes that are no UTF-8, which a change would spoil. Convert it first, with iconv:',
  too_large: 'This lies in a file that is too large to be changed here. Change it there:',
};

/** A change cannot be written into the files as they are. Nothing was written. */
export class IncludeOwned extends Error {
  readonly path: Path;
  readonly files: string[];
  constructor(obstacle: Obstacle, path: Path, files: readonly string[]) {
    super(obstacles[obstacle]);
    this.path = path;
    this.files = [...new Set(files)];
  }
}

/** What a file is to say from now on. */
export type FileTrees = Map<string, Tree>;

/** Every file that has to say something else so that all of them together become `wanted`. Throws `IncludeOwned`. */
export function placeInFiles(split: SplitConfig, wanted: Tree): FileTrees {
  const placing = new Placing(split);
  placing.change(placing.root(), split.resolved, wanted, []);
  return placing.finish();
}

class Placing {
  private readonly edits: (Spot & { at: Path; value: unknown })[] = [];
  private readonly split: SplitConfig;

  constructor(split: SplitConfig) {
    this.split = split;
  }

  root(): Source {
    const { main, values } = this.split;
    return this.looking([], () => sourceOf({ file: main, path: [] }, values(main) ?? {}, values));
  }

  change(source: Source, present: unknown, wanted: unknown, at: Path): void {
    if (isEqual(present, wanted)) return;
    const { layers } = source;
    if (isTree(present) && isTree(wanted) && layers.every(({ value }) => isTree(value))) {
      this.changeMembers(source, present, wanted, at);
      return;
    }
    this.write(this.onlyOne(layers, at), wanted, at);
  }

  finish(): FileTrees {
    const trees: FileTrees = new Map();
    for (const { file, path, at, value } of this.edits) {
      const tree = trees.get(file) ?? structuredClone(this.split.values(file));
      if (!isTree(tree)) throw new IncludeOwned('no_object', at, [file]);
      trees.set(file, tree);
      put(tree, path, value);
    }
    return trees;
  }

  private changeMembers(source: Source, present: Tree, wanted: Tree, at: Path): void {
    for (const key of new Set([...Object.keys(present), ...Object.keys(wanted)])) {
      const [before, after] = [ownOf(present, key), ownOf(wanted, key)];
      const is_wanted = Object.hasOwn(wanted, key);
      if (is_wanted && Object.hasOwn(present, key) && isEqual(before, after)) continue;
      const path = [...at, key];
      if (!is_wanted) {
        const holders = source.layers.filter(({ value }) => isTree(value) && Object.hasOwn(value, key));
        const { file, path: inner, value } = this.onlyOne(holders, path);
        const member = { file, path: [...inner, key], value: isTree(value) ? value[key] : undefined };
        this.write(member, undefined, path);
        continue;
      }
      const member = this.looking(path, () => memberSource(source, key, this.split.values));
      if (member !== null) this.change(member, before, after, path);
      else this.edits.push({ file: source.home.file, path: [...source.home.path, key], at: path, value: after });
    }
  }

  private onlyOne(layers: readonly Layer[], at: Path): Layer {
    const [only] = layers;
    if (only !== undefined && layers.length === 1) return only;
    throw new IncludeOwned(
      'several',
      at,
      layers.map(({ file }) => file),
    );
  }

  private write({ file, path, value }: Layer, wanted: unknown, at: Path): void {
    if (holdsInclude(value)) throw new IncludeOwned('holds_include', at, [file]);
    if (path.length === 0) throw new IncludeOwned('no_object', at, [file]);
    this.edits.push({ file, path, at, value: wanted });
  }

  private looking<T>(at: Path, look: () => T): T {
    try {
      return look();
    } catch (error) {
      if (error instanceof SourceUnreadable) throw new IncludeOwned('unreadable', at, [error.file]);
      throw error;
    }
  }
}

/** Sets a member, or takes it away where there is no value; parents that are missing come with it. */
function put(tree: Tree, path: Path, value: unknown): void {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    const next = ownOf(at, String(key));
    const inner = isTree(next) ? next : {};
    if (inner !== next) setOwn(at, String(key), inner);
    at = inner;
  }
  const last = String(path.at(-1));
  if (value === undefined) delete at[last];
  else setOwn(at, last, value);
}
