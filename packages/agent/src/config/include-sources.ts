// Which files say what a configuration holds at a place: the file itself, one that it takes in, or several that are merged.
// Pure; works on files that were read already and on what is written in them, never on what came of merging them.
import { posix } from 'node:path';
import { isTree, ownOf, type Path, setOwn, type Tree } from './tree.ts';

/** A place in one file. */
export interface Spot {
  file: string;
  path: Path;
}

/** What one file says there, without the `$include` beside it. */
export interface Layer extends Spot {
  value: unknown;
}

export interface Source {
  /** In the order in which they are merged: of two the later wins. */
  layers: Layer[];
  /** Where a member goes that none of them has. */
  home: Spot;
}

/** Values of the files by their absolute names; undefined where one cannot be read. */
export type FileValues = (file: string) => unknown;

const depth_max = 10;

/** A file that has a say cannot be read, or takes itself in. */
export class SourceUnreadable extends Error {
  readonly file: string;
  constructor(file: string) {
    super('a file that is taken in cannot be read');
    this.file = file;
  }
}

/** The files that an `$include` names, absolute; what is no name is left out. */
export const namedFiles = (named: unknown, from: string): string[] =>
  (Array.isArray(named) ? named : [named])
    .filter((name) => typeof name === 'string')
    .map((name) => posix.resolve(posix.dirname(from), name));

export const hasInclude = (value: unknown): value is Tree => isTree(value) && Object.hasOwn(value, '$include');

/** Whether anything in it is taken in from elsewhere. */
export function holdsInclude(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsInclude);
  return hasInclude(value) || (isTree(value) && Object.values(value).some(holdsInclude));
}

/** Who says what is written at this spot. Throws `SourceUnreadable`. */
export function sourceOf(spot: Spot, value: unknown, read: FileValues, depth = 0): Source {
  if (!hasInclude(value)) return { layers: [{ ...spot, value }], home: spot };
  const files = namedFiles(value.$include, spot.file);
  const layers: Layer[] = [];
  let inner: Source | null = null;
  for (const file of files) {
    const found = read(file);
    if (found === undefined || depth >= depth_max) throw new SourceUnreadable(file);
    inner = sourceOf({ file, path: [] }, found, read, depth + 1);
    layers.push(...inner.layers);
  }
  const own: Tree = {};
  for (const [key, member] of Object.entries(value)) if (key !== '$include') setOwn(own, key, member);
  const is_alone = Object.keys(own).length === 0;
  if (!is_alone) layers.push({ ...spot, value: own });
  if (files.length === 1 && is_alone && inner !== null) return inner;
  return { layers, home: spot };
}

/** Who says what the member of that name is; null where nobody has it. Throws `SourceUnreadable`. */
export function memberSource({ layers, home }: Source, key: string, read: FileValues): Source | null {
  const found = layers
    .filter(({ value }) => isTree(value) && Object.hasOwn(value, key))
    .map(({ file, path, value }) => sourceOf({ file, path: [...path, key] }, ownOf(value as Tree, key), read)); // filtered above
  const [only] = found;
  if (only === undefined) return null;
  if (found.length === 1) return only;
  return { layers: found.flatMap((one) => one.layers), home: { file: home.file, path: [...home.path, key] } };
}
