// Puts the files that a configuration takes in by `$include` into their places, as the gateway would: one file stands for
// its object, several are merged in order, and what is written beside them wins. Reads only; every bound is the gateway's.
import { posix } from 'node:path';
import { parseConfigText } from './parse.ts';
import { isTree, mapMembers, type Path, setOwn, type Tree } from './tree.ts';

const depth_max = 10;
const files_max = 200;
const path_length_max = 4_096;

export interface IncludeProblem {
  path: Path;
  message: string;
}

export interface Included {
  value: unknown;
  problems: IncludeProblem[];
  /** Absolute paths of all files that were taken in. */
  files: string[];
}

export interface IncludeSources {
  config_path: string;
  /** Directories besides the configuration's own from which files may come. */
  roots?: readonly string[];
  /** Text of a file; rejects when it cannot be read. */
  read(path: string): Promise<string>;
}

/** Never rejects: what cannot be taken in is a problem, and an empty object takes its place. */
export async function resolveIncludes(value: unknown, sources: IncludeSources): Promise<Included> {
  const work: Work = { sources, problems: [], files: new Set() };
  const resolved = await resolve(value, { work, file: sources.config_path, path: [], open: [sources.config_path] });
  return { value: resolved, problems: work.problems, files: [...work.files] };
}

interface Work {
  sources: IncludeSources;
  problems: IncludeProblem[];
  files: Set<string>;
}

interface Spot {
  work: Work;
  /** The file that this was written in. */
  file: string;
  path: Path;
  /** Files being taken in, outermost first. */
  open: readonly string[];
}

async function resolve(value: unknown, spot: Spot): Promise<unknown> {
  if (!hasIncludes(value)) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries())
      items.push(await resolve(item, { ...spot, path: [...spot.path, index] }));
    return items;
  }
  if (!isTree(value)) return value;
  const own: Tree = {};
  for (const [name, member] of Object.entries(value)) {
    if (name !== '$include') setOwn(own, name, await resolve(member, { ...spot, path: [...spot.path, name] }));
  }
  if (!Object.hasOwn(value, '$include')) return own;
  return takeIn(value.$include, own, spot);
}

/** Whether there is anything to do; spares copies of large configurations without includes. */
function hasIncludes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasIncludes);
  return isTree(value) && (Object.hasOwn(value, '$include') || Object.values(value).some(hasIncludes));
}

async function takeIn(asked: unknown, own: Tree, spot: Spot): Promise<unknown> {
  const names = Array.isArray(asked) ? asked : [asked];
  let merged: unknown = Array.isArray(asked) ? {} : undefined;
  for (const name of names) {
    const found =
      typeof name === 'string'
        ? await readFile(name, spot)
        : wrong(spot, 'an `$include` has to be a file name or a list of them');
    if (found === undefined) return own;
    merged = merged === undefined ? found : merge(merged, found);
  }
  if (Object.keys(own).length === 0) return merged;
  if (isTree(merged)) return merge(merged, own);
  wrong(spot, 'something is written beside an `$include` whose file holds no object');
  return own;
}

function wrong({ work, path }: Spot, message: string): undefined {
  work.problems.push({ path: [...path, '$include'], message });
}

async function readFile(name: string, spot: Spot): Promise<unknown> {
  const { work, open } = spot;
  const { sources, files } = work;
  if (name === '' || name.includes('\0') || name.length >= path_length_max) return wrong(spot, 'this is no file name');
  const file = posix.resolve(posix.dirname(spot.file), name);
  const roots = [posix.dirname(sources.config_path), ...(sources.roots ?? [])];
  if (!roots.some((root) => file.startsWith(root.endsWith('/') ? root : `${root}/`)))
    return wrong(spot, `${name} lies outside the directory of the configuration`);
  if (open.includes(file)) return wrong(spot, `${name} takes itself in`);
  if (open.length > depth_max) return wrong(spot, `files take each other in more than ${depth_max} deep`);
  if (files.size >= files_max) return wrong(spot, `more than ${files_max} files are taken in`);
  files.add(file);
  const text = await sources.read(file).catch(() => null);
  if (text === null) return wrong(spot, `${name} cannot be read`);
  const parsed = parseConfigText(text);
  if (!parsed.ok) return wrong(spot, `${name} is not JSON5: line ${parsed.problem.line}: ${parsed.problem.message}`);
  return resolve(parsed.value, { ...spot, file, open: [...open, file] });
}

/** Objects member by member, lists one after the other; of anything else the later wins. */
function merge(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (!isTree(base) || !isTree(over)) return over;
  const result: Tree = {};
  for (const [name, member] of Object.entries(base)) setOwn(result, name, member);
  for (const [name, member] of Object.entries(over)) {
    setOwn(result, name, Object.hasOwn(base, name) ? merge(base[name], member) : member);
  }
  return result;
}

/** The same configuration with its includes named by absolute paths, so that it may be read from elsewhere. */
export function anchorIncludes(value: unknown, config_path: string): unknown {
  const anchor = (name: unknown) => (typeof name === 'string' ? posix.resolve(posix.dirname(config_path), name) : name);
  return mapMembers(value, (member, key) => {
    if (key === '$include' && isTree(value)) return Array.isArray(member) ? member.map(anchor) : anchor(member);
    return anchorIncludes(member, config_path);
  });
}
