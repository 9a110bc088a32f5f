// From a path in the configuration to the field of the schema that describes it.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { type Path, parsePath } from './tree.ts';

interface Node {
  field: ConfigField | undefined;
  named: Map<string, Node>;
  /** Below a name of the operator's choice. */
  any: Node | undefined;
  /** Below an item of a list. */
  item: Node | undefined;
}

const templates = new WeakMap<ConfigField, readonly string[]>();
const known = new WeakMap<readonly ConfigField[], Node>();

/** The parts of a field's own path: `*` for any name, `[]` for an item. */
export function templateOf(field: ConfigField): readonly string[] {
  const before = templates.get(field);
  if (before) return before;
  const template = parsePath(field.path);
  templates.set(field, template);
  return template;
}

/** The field at a path, an exact name before `*`. */
export function fieldAt(fields: readonly ConfigField[], path: Path): ConfigField | undefined {
  return find(rootOf(fields), path, 0);
}

function find(node: Node | undefined, path: Path, at: number): ConfigField | undefined {
  if (!node) return undefined;
  const key = path[at];
  if (key === undefined) return node.field;
  const name = String(key);
  return (
    find(node.named.get(name), path, at + 1) ??
    (/^\d+$/.test(name) ? find(node.item, path, at + 1) : undefined) ??
    find(node.any, path, at + 1)
  );
}

function rootOf(fields: readonly ConfigField[]): Node {
  const before = known.get(fields);
  if (before) return before;
  const root = emptyNode();
  for (const field of fields) {
    let node = root;
    for (const key of templateOf(field)) node = step(node, key);
    node.field = field;
  }
  known.set(fields, root);
  return root;
}

function step(node: Node, key: string): Node {
  if (key === '*') return (node.any ??= emptyNode());
  if (key === '[]') return (node.item ??= emptyNode());
  const next = node.named.get(key) ?? emptyNode();
  node.named.set(key, next);
  return next;
}

function emptyNode(): Node {
  return { field: undefined, named: new Map(), any: undefined, item: undefined };
}
