// The rows that a list of fields is drawn as: what is folded away is not made. Pure.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { templateOf } from './field-match.ts';
import { type FieldNode, isLeaf, nameWords, nodeAt } from './field-tree.ts';
import { formatPath, isTree, type Path, valueAt } from './tree.ts';

export type Row =
  | { kind: 'field'; id: string; path: Path; field: ConfigField; depth: number }
  | {
      kind: 'group';
      id: string;
      path: Path;
      title: string;
      count: number;
      open: boolean;
      depth: number;
      entry: 'name' | 'item' | null;
    }
  | {
      kind: 'entries';
      id: string;
      path: Path;
      title: string;
      help: string | undefined;
      by: 'name' | 'item';
      names: string[];
      depth: number;
    }
  | { kind: 'advanced'; id: string; count: number; open: boolean; depth: number }
  | { kind: 'unreached'; id: string; field: ConfigField; parent: Path }
  | { kind: 'section'; id: string; title: string; count: number };

interface Walk {
  whole: unknown;
  /** Groups and advanced folds that were opened or closed by hand, by row id. */
  folds: ReadonlyMap<string, boolean>;
  rows: Row[];
}

/** Groups with no more fields than this stand open. */
const open_count_max = 8;

/** Rows below one node, at the place `path` of the configuration. */
export function rowsBelow(node: FieldNode, path: Path, whole: unknown, folds: ReadonlyMap<string, boolean>): Row[] {
  const walk: Walk = { whole, folds, rows: [] };
  if (isLeaf(node) && node.field) addField(walk, node.field, path, 0);
  else addMembers(walk, node, path, 0);
  return walk.rows;
}

function addMembers(walk: Walk, node: FieldNode, path: Path, depth: number): void {
  if (node.item && !isLeaf(node)) addEntries(walk, node, node.item, path, depth);
  const leaves = node.children.filter(isLeaf);
  const common = leaves.filter((child) => !isFoldable(walk, child, path));
  const advanced = leaves.filter((child) => isFoldable(walk, child, path));
  for (const child of common) addLeaf(walk, child, path, depth);
  for (const child of node.children) if (!isLeaf(child)) addGroup(walk, child, [...path, child.key], depth);
  if (advanced.length === 0) return;
  if (common.length === 0 && leaves.length === node.children.length) {
    // There is nothing else here, so nothing is gained by folding it away.
    for (const child of advanced) addLeaf(walk, child, path, depth);
    return;
  }
  const id = `${formatPath(path)}#advanced`;
  const open = walk.folds.get(id) ?? false;
  walk.rows.push({ kind: 'advanced', id, count: advanced.length, open, depth });
  if (open) for (const child of advanced) addLeaf(walk, child, path, depth);
}

/** An advanced field that is set is of interest and stays in sight. */
function isFoldable(walk: Walk, child: FieldNode, path: Path): boolean {
  return child.field?.advanced === true && valueAt(walk.whole, [...path, child.key]) === undefined;
}

function addLeaf(walk: Walk, node: FieldNode, path: Path, depth: number): void {
  if (node.field) return addField(walk, node.field, [...path, node.key], depth);
  // A list or map that is named only by what it holds.
  const field: ConfigField = { path: node.template.join('.'), type: node.item?.key === '*' ? 'map' : 'list' };
  addField(walk, field, [...path, node.key], depth);
}

function addField(walk: Walk, field: ConfigField, path: Path, depth: number): void {
  walk.rows.push({ kind: 'field', id: formatPath(path), path, field, depth });
}

/** A field that is either one value or an object of several, and is one value now. */
function isSingle(walk: Walk, node: FieldNode, path: Path): boolean {
  const value = valueAt(walk.whole, path);
  return value !== undefined && !isTree(value) && !Array.isArray(value) && node.field !== undefined;
}

function addGroup(walk: Walk, node: FieldNode, path: Path, depth: number, entry: 'name' | 'item' | null = null): void {
  if (node.field && isSingle(walk, node, path)) return addField(walk, node.field, path, depth);
  const id = formatPath(path);
  const isSet = valueAt(walk.whole, path) !== undefined;
  const open = walk.folds.get(id) ?? (isSet || node.count <= open_count_max);
  const title = entry ? String(path.at(-1)) : (node.field?.label ?? nameWords(node.key));
  walk.rows.push({ kind: 'group', id, path, title, count: node.count, open, depth, entry });
  if (!open) return;
  if (isLeaf(node)) addLeaf(walk, { ...node, key: String(path.at(-1)) }, path.slice(0, -1), depth + 1);
  else addMembers(walk, node, path, depth + 1);
}

function addEntries(walk: Walk, node: FieldNode, item: FieldNode, path: Path, depth: number): void {
  const names = namesAt(walk.whole, path).filter((name) => !node.children.some((child) => child.key === name));
  const by = item.key === '*' ? 'name' : 'item';
  const id = `${formatPath(path)}#entries`;
  const title = node.field?.label ?? nameWords(node.key);
  walk.rows.push({ kind: 'entries', id, path, title, help: node.field?.help, by, names, depth });
  for (const name of names) addGroup(walk, item, [...path, by === 'item' ? Number(name) : name], depth, by);
}

/** Names in a map, places in a list. */
function namesAt(whole: unknown, path: Path): string[] {
  const value = valueAt(whole, path);
  return Array.isArray(value) || isTree(value) ? Object.keys(value) : [];
}

const places_max = 6;

/** Rows of what a search found, by section, the section of the best hit first. */
export function rowsOfHits(root: FieldNode, hits: readonly ConfigField[], whole: unknown): Row[] {
  const sections = new Map<string, Row[]>();
  const counts = new Map<string, number>();
  for (const field of hits) {
    const template = templateOf(field);
    const section = template[0] ?? '';
    const rows = sections.get(section) ?? [];
    sections.set(section, rows);
    counts.set(section, (counts.get(section) ?? 0) + 1);
    rows.push(...rowsOfHit(field, template, whole));
  }
  return [...sections].flatMap(([section, rows]): Row[] => {
    const title = nodeAt(root, [section]).field?.label ?? nameWords(section);
    return [{ kind: 'section', id: `${section}#section`, title, count: counts.get(section) ?? 0 }, ...rows];
  });
}

function rowsOfHit(field: ConfigField, template: readonly string[], whole: unknown): Row[] {
  const places = placesOf(template, whole, []);
  if (places.length > 0)
    return places.slice(0, places_max).map((path) => ({ kind: 'field', id: formatPath(path), path, field, depth: 0 }));
  const parent = template.slice(
    0,
    template.findIndex((key) => key === '*' || key === '[]'),
  );
  return [{ kind: 'unreached', id: `${field.path}#unreached`, field, parent }];
}

/** Every place in the configuration that a field's template stands for. */
export function placesOf(template: readonly string[], whole: unknown, before: Path): Path[] {
  const at = template.findIndex((key) => key === '*' || key === '[]');
  if (at < 0) return [[...before, ...template]];
  const parent = [...before, ...template.slice(0, at)];
  const rest = template.slice(at + 1);
  return namesAt(whole, parent).flatMap((name) =>
    placesOf(rest, whole, [...parent, template[at] === '[]' ? Number(name) : name]),
  );
}
