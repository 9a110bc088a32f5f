// Which file each part of a configuration stands in, as far as it is not the configuration's own. Paths and names of files
// only; a path that may be shown is made of it by whoever shows it.
import { fileValues } from './change-files.ts';
import { holdsInclude, memberSource, type Source, sourceOf } from './include-sources.ts';
import type { ConfigContent } from './read.ts';
import { isTree, type Path } from './tree.ts';

/** More are not told of: the files themselves say it. */
const origins_max = 500;

export interface Origin {
  path: Path;
  /** Several where more than one of them says it, so that none is the one to change. */
  files: string[];
}

/** Outermost first; a part of which no more is said stands where the nearest above it does. */
export function listOrigins(content: ConfigContent): Origin[] {
  const main = content.main?.tree ?? {};
  if (!holdsInclude(main)) return [];
  const values = fileValues(content);
  const found: Origin[] = [];
  const visit = (source: Source, path: Path, above: string): void => {
    if (found.length >= origins_max) return;
    const files = [...new Set(source.layers.map(({ file }) => file))];
    const [file = above] = files;
    const is_split = source.layers.length > 1;
    const is_list = source.layers.some(({ value }) => !isTree(value));
    if (is_split && is_list) {
      found.push({ path, files });
      return;
    }
    if (!is_split && file !== above) found.push({ path, files });
    if (!is_split && !source.layers.some(({ value }) => holdsInclude(value))) return;
    const names = new Set(source.layers.flatMap(({ value }) => (isTree(value) ? Object.keys(value) : [])));
    for (const name of names) {
      const member = memberSource(source, name, values);
      if (member !== null) visit(member, [...path, name], is_split ? content.path : file);
    }
  };
  try {
    visit(sourceOf({ file: content.path, path: [] }, main, values), [], content.path);
  } catch {
    // A file that cannot be read is a problem of its own, and told as one.
  }
  return found;
}
