// Puts values into JSON5 text and takes them out, leaving comments, order and spacing of all the rest as they are.
import type { ArrayNode, ObjectNode, Token, ValueNode } from '@humanwhocodes/momoa';
import { keyOf, readJson5 } from '../json5.ts';
import { listChanges } from '../merge.ts';
import { type Path, valueAt } from '../tree.ts';

type Range = readonly [from: number, to: number];

const rangeOf = (node: { range?: number[] }): Range => [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
const replace = (text: string, [from, to]: Range, by: string) => text.slice(0, from) + by + text.slice(to);

/** The text, changed so that it says `whole`. Text that cannot be read is written anew. */
export function reconcile(text: string, whole: unknown): string {
  const reading = readJson5(text);
  if (!reading.ok || reading.document.body.type !== 'Object') return write(whole, '', false);
  const changes = listChanges(reading.value, whole);
  // Nothing to do is by far the usual case, and a long text is not read twice for it.
  if (changes.length === 0) return text;
  let next = text;
  for (const change of changes)
    next =
      change.kind === 'removed' ? removeAt(next, change.path) : setAt(next, change.path, valueAt(whole, change.path));
  const after = readJson5(next);
  return after.ok && listChanges(after.value, whole).length === 0 ? next : write(whole, '', false);
}

/** Where in the text a path lies: its value, or that of the nearest parent that is there. */
export function locate(root: ValueNode, path: Path): Range {
  let node = root;
  for (const key of path) {
    const next = childOf(node, key);
    if (!next) break;
    node = next;
  }
  return rangeOf(node);
}

function childOf(node: ValueNode, key: string | number): ValueNode | undefined {
  if (node.type === 'Array') return node.elements[Number(key)]?.value;
  // Of equal names the last one counts.
  if (node.type === 'Object') return node.members.findLast((member) => keyOf(member.name) === String(key))?.value;
  return undefined;
}

function setAt(text: string, path: Path, value: unknown): string {
  const reading = readJson5(text);
  if (!reading.ok) return text;
  let node = reading.document.body;
  for (const [at, key] of path.entries()) {
    const next = childOf(node, key);
    if (next) {
      node = next;
      continue;
    }
    if (node.type !== 'Object') break;
    const rest = path.slice(at + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
    return addMember(text, reading.document.tokens ?? [], node, String(key), rest);
  }
  return replace(
    text,
    rangeOf(node),
    write(value, indentAt(text, rangeOf(node)[0]), hasBareKeys(reading.document.body)),
  );
}

function addMember(text: string, tokens: Token[], node: ObjectNode, key: string, value: unknown): string {
  const [from, to] = rangeOf(node);
  const outer = indentAt(text, from);
  const last = node.members.at(-1);
  const bare = hasBareKeys(node);
  const inner = last ? indentAt(text, rangeOf(last)[0]) : `${outer}  `;
  const member = `${writeKey(key, bare)}: ${write(value, inner, bare)}`;
  if (!last) return replace(text, [from, to], `{\n${inner}${member}\n${outer}}`);
  const end = rangeOf(last)[1];
  if (!text.slice(from, to).includes('\n')) return replace(text, [end, end], `, ${member}`);
  const inside = tokens.filter((token) => rangeOf(token)[0] >= end && rangeOf(token)[1] < to);
  const comma = inside.find((token) => token.type === 'Comma');
  const after = rangeOf(inside.at(-1) ?? last)[1];
  const withMember = replace(text, [after, after], `\n${inner}${member}${comma ? ',' : ''}`);
  return comma ? withMember : replace(withMember, [end, end], ',');
}

function removeAt(text: string, path: Path): string {
  const reading = readJson5(text);
  if (!reading.ok) return text;
  let parent: ValueNode = reading.document.body;
  for (const key of path.slice(0, -1)) parent = childOf(parent, key) ?? parent;
  const part = partOf(parent, path.at(-1) ?? '');
  if (!part) return text;
  const tokens = reading.document.tokens ?? [];
  const [from, to] = rangeOf(part);
  const comma = tokens.find((token) => rangeOf(token)[0] >= to && !token.type.endsWith('Comment'));
  const before = tokens.findLast((token) => rangeOf(token)[1] <= from && !token.type.endsWith('Comment'));
  const end = comma?.type === 'Comma' ? rangeOf(comma)[1] : to;
  // With the last one goes the comma before it, where none follows.
  const cut = end === to && before?.type === 'Comma' ? replace(text, [from, end], '').slice(0, from) : null;
  if (cut !== null && before) return replace(replace(text, lineOf(text, [from, end]), ''), rangeOf(before), '');
  return replace(text, lineOf(text, [from, end]), '');
}

function partOf(
  node: ValueNode,
  key: string | number,
): ObjectNode['members'][number] | ArrayNode['elements'][number] | undefined {
  if (node.type === 'Object') return node.members.findLast((member) => keyOf(member.name) === String(key));
  return node.type === 'Array' ? node.elements[Number(key)] : undefined;
}

/** With the white space before it, and the line break, when nothing else stands on the line. */
function lineOf(text: string, [from, to]: Range): Range {
  const start = text.slice(0, from).search(/[ \t]*$/);
  const alone = /^[ \t]*(\r?\n|$)/.exec(text.slice(to));
  if (alone && (start === 0 || text[start - 1] === '\n')) return [start, to + alone[0].length];
  return [start, to];
}

function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
}

/** Whether names stand without quotes here, as the first of them does. */
function hasBareKeys(node: ValueNode): boolean {
  return node.type === 'Object' && node.members[0]?.name.type === 'Identifier';
}

function writeKey(key: string, bare: boolean): string {
  return bare && /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** A value as JSON5 over several lines, its first line where it stands. */
export function write(value: unknown, indent: string, bare: boolean): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => write(item, inner, bare));
    const line = `[${items.join(', ')}]`;
    return line.length < 72 && !line.includes('\n')
      ? line
      : `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(
    ([key, one]) => `${inner}${writeKey(key, bare)}: ${write(one, inner, bare)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
