// The flat list of fields as a tree to walk through: sections, groups, maps and lists of the operator's own entries.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { templateOf } from './field-match.ts';

export interface FieldNode {
  /** Its own name; empty for the root, `*` and `[]` for what repeats. */
  key: string;
  /** Template from the root down. */
  template: readonly string[];
  field: ConfigField | undefined;
  children: FieldNode[];
  /** What repeats below it: for every name (`*`) or every item (`[]`). */
  item: FieldNode | undefined;
  /** Fields below it, itself included. */
  count: number;
}

const known = new WeakMap<readonly ConfigField[], FieldNode>();

/** The tree, built once for each list. */
export function treeOf(fields: readonly ConfigField[]): FieldNode {
  const before = known.get(fields);
  if (before) return before;
  const root = emptyNode('', []);
  const byPath = new Map<string, FieldNode>([['', root]]);
  for (const field of fields) insert(root, byPath, field);
  count(root);
  known.set(fields, root);
  return root;
}

function insert(root: FieldNode, byPath: Map<string, FieldNode>, field: ConfigField): void {
  let node = root;
  let path = '';
  for (const key of templateOf(field)) {
    path += `\u0000${key}`;
    let next = byPath.get(path);
    if (!next) {
      next = emptyNode(key, [...node.template, key]);
      byPath.set(path, next);
      if (key === '*' || key === '[]') node.item = next;
      else node.children.push(next);
    }
    node = next;
  }
  node.field = field;
}

function emptyNode(key: string, template: readonly string[]): FieldNode {
  return { key, template, field: undefined, children: [], item: undefined, count: 0 };
}

function count(node: FieldNode): number {
  const below = node.children.reduce((sum, child) => sum + count(child), 0) + (node.item ? count(node.item) : 0);
  node.count = below > 0 ? below : 1;
  return node.count;
}

/** A field with nothing below it that has an own editor: a scalar, a list of scalars, free text. */
export function isLeaf(node: FieldNode): boolean {
  return node.children.length === 0 && (!node.item || isLeafItem(node.item));
}

function isLeafItem(item: FieldNode): boolean {
  return (
    item.children.length === 0 &&
    !item.item &&
    ['string', 'number', 'integer', 'boolean', 'enum'].includes(item.field?.type ?? 'any')
  );
}

/** The node of a concrete path, or the deepest one on the way to it. */
export function nodeAt(root: FieldNode, path: readonly (string | number)[]): FieldNode {
  let node = root;
  for (const key of path) {
    const next = node.children.find((child) => child.key === String(key)) ?? node.item;
    if (!next) return node;
    node = next;
  }
  return node;
}

const properNames: Record<string, string> = {
  googlechat: 'Google Chat',
  imessage: 'iMessage',
  msteams: 'Microsoft Teams',
  whatsapp: 'WhatsApp',
};
const initials = /\b(acp|api|cidr|cli|dm|http|id|irc|json|mcp|qa|sms|ssh|tls|tts|ui|url)(s?)\b/gi;

/** `maxFileBytes` → `Max file bytes`; names of the operator's choice stay as they are. */
export function nameWords(key: string): string {
  const proper = properNames[key.toLowerCase()];
  if (proper) return proper;
  const words = key
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  const spelled = words.replace(initials, (_, letters: string, plural: string) => letters.toUpperCase() + plural);
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
