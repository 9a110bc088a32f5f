// Puts the secrets that are in force back where a mark was sent. A secret only ever returns to the place that it came
// from: same path, or the same entry of a list. Where that is in doubt it is refused, and no mark reaches a file.
import type { MemberNode, ValueNode } from '@humanwhocodes/momoa';
import { renderText } from './edit-style.ts';
import { type ConfigText, keyOf, rangeOf } from './edit-text.ts';
import { holdsMark, isMark, type Masker, replaceRanges, withOneMark } from './mask.ts';
import { mapNamed } from './mask-names.ts';
import { formatPath, isEqual, isTree, mapMembers, ownOf, type Path, valueAtPath } from './tree.ts';

export interface KeepProblem {
  path: string;
  message: string;
  line?: number;
}

/** Where each mark was sent, and where the secret that it stands for lies. */
interface Kept {
  pairs: { sent: Path; base: Path }[];
  /** Masked names, and the path of each as it stands in what is in force. */
  names: { sent: Path; base: Path }[];
  problems: KeepProblem[];
}

const nothingSet = 'Nothing is set here that could be kept. Enter the value.';
const unclear = 'It is not clear which of the secrets in this list is meant. Enter the value.';
const inside = 'A kept secret cannot be a part of another text. Enter the whole value.';
const nameless = 'It is not clear which of the hidden names is meant here. Enter the name.';

const identities = ['id', 'name', 'key', 'accountId', 'slug', 'username'] as const;

const holdsMarks = (value: unknown): boolean =>
  typeof value === 'string'
    ? holdsMark(value)
    : Array.isArray(value)
      ? value.some(holdsMarks)
      : isTree(value) && Object.entries(value).some(([key, member]) => holdsMark(key) || holdsMarks(member));

/** The member that tells the items of both lists apart, if there is one. */
function identityOf(...lists: unknown[][]): string | null {
  const tells = (key: string): boolean =>
    lists.every((list) => {
      const values = list.map((item) => (isTree(item) ? ownOf(item, key) : undefined));
      const plain = values.every((value) => typeof value === 'number' || (typeof value === 'string' && !isMark(value)));
      return plain && new Set(values).size === values.length;
    });
  return identities.find(tells) ?? null;
}

const pairs_max = 1_000_000;

/** For each sent item the place of the item that it was, or null where that is in doubt. */
function alignItems(sent: unknown[], base: unknown[], masked: unknown[]): (number | null)[] {
  const identity = identityOf(sent, base);
  if (identity !== null) {
    const idOf = (item: unknown) => (isTree(item) ? ownOf(item, identity) : undefined);
    const place_of = new Map(base.map((item, at) => [idOf(item), at]));
    return sent.map((item) => place_of.get(idOf(item)) ?? null);
  }
  // Each would be held against each; nobody has so many secrets that nothing tells apart.
  if (sent.length * Math.max(sent.length, base.length) > pairs_max) return sent.map(() => null);
  const places: (number | null)[] = sent.map(() => null);
  for (const [at, item] of sent.entries()) {
    if (places[at] !== null) continue;
    const alike = masked.flatMap((one, place) => (isEqual(one, item) ? [place] : []));
    const askers = sent.flatMap((one, place) => (isEqual(one, item) ? [place] : []));
    const same = alike.every((place) => isEqual(base[place], base[alike[0] ?? 0]));
    if (alike.length === askers.length) for (const [n, asker] of askers.entries()) places[asker] = alike[n] ?? null;
    else if (alike.length > askers.length && same) for (const asker of askers) places[asker] = alike[0] ?? null;
  }
  const open = places.flatMap((place, at) => (place === null ? [at] : []));
  const [only] = open;
  // One item was changed where it stood.
  if (open.length === 1 && only !== undefined && sent.length === base.length && !places.includes(only)) {
    places[only] = only;
  }
  return places;
}

function collect(sent: unknown, base: unknown, masker: Masker, at: { sent: Path; base: Path }, kept: Kept): void {
  if (typeof sent === 'string') {
    if (!holdsMark(sent)) return;
    const path = formatPath(masker.showPath(at.sent));
    const isScalar = typeof base === 'string' || typeof base === 'number';
    if (!isMark(sent)) kept.problems.push({ path, message: inside });
    else if (isScalar && base !== '' && masker.isSecret(at.base, base)) kept.pairs.push(at);
    else kept.problems.push({ path, message: nothingSet });
    return;
  }
  if (Array.isArray(sent)) {
    if (!holdsMarks(sent)) return;
    const items = Array.isArray(base) ? base : [];
    const masked = items.map((item, index) => masker.mask(item, [...at.base, index]));
    const places = alignItems(sent.map(oneMarked), items, masked);
    for (const [index, item] of sent.entries()) {
      if (!holdsMarks(item)) continue;
      const place = places[index] ?? null;
      const sent_path = [...at.sent, index];
      if (place === null)
        kept.problems.push({
          path: formatPath(masker.showPath(sent_path)),
          message: items.length ? unclear : nothingSet,
        });
      else collect(item, items[place], masker, { sent: sent_path, base: [...at.base, place] }, kept);
    }
    return;
  }
  if (!isTree(sent)) return;
  for (const [key, member] of Object.entries(sent)) {
    const name = nameOf(key, base, masker);
    if (name === null) kept.problems.push({ path: formatPath(masker.showPath(at.sent)), message: nameless });
    const next = { sent: [...at.sent, key], base: [...at.base, name ?? key] };
    if (name !== null && name !== key) kept.names.push(next);
    collect(member, isTree(base) ? ownOf(base, name ?? key) : undefined, masker, next, kept);
  }
}

/** The name that was sent, or the one that its mark stands for; null where this object has none such. */
function nameOf(key: string, base: unknown, masker: Masker): string | null {
  if (!holdsMark(key)) return key;
  const names = isTree(base) ? Object.keys(base) : [];
  return names.find((name) => masker.showName(name) === key) ?? null;
}

/** The same with the one mark that masks are made of, so that they compare. */
function oneMarked(value: unknown): unknown {
  if (typeof value === 'string') return isMark(value) ? withOneMark(value) : value;
  return mapMembers(value, oneMarked);
}

const findKept = (sent: unknown, base: unknown, masker: Masker): Kept => {
  const kept: Kept = { pairs: [], names: [], problems: [] };
  collect(sent, base, masker, { sent: [], base: [] }, kept);
  return kept;
};

/** The sent value with its marks replaced by the secrets of `base`. Where there are problems it is not to be used. */
export function restoreValue(
  sent: unknown,
  base: unknown,
  masker: Masker,
): { value: unknown; problems: KeepProblem[] } {
  const { pairs, names, problems } = findKept(sent, base, masker);
  const places = new Map(pairs.map((pair) => [formatPath(pair.sent), pair.base]));
  const named = new Map(names.map((pair) => [formatPath(pair.sent), String(pair.base.at(-1))]));
  const put = (value: unknown, path: Path): unknown => {
    if (isMark(value)) {
      const place = places.get(formatPath(path));
      return place === undefined ? value : valueAtPath(base, place);
    }
    if (!isTree(value)) return mapMembers(value, (member, key) => put(member, [...path, key]));
    return mapNamed(
      value,
      (member, key) => put(member, [...path, key]),
      (key) => (holdsMark(key) ? (named.get(formatPath([...path, key])) ?? key) : key),
    );
  };
  return { value: put(sent, []), problems };
}

interface Nodes {
  values: Map<string, ValueNode>;
  names: Map<string, MemberNode['name']>;
}

/** The nodes of every path, the last ones of each name. */
function nodesOf(node: ValueNode, path: Path = [], found: Nodes = { values: new Map(), names: new Map() }): Nodes {
  found.values.set(formatPath(path), node);
  if (node.type === 'Object') {
    for (const one of node.members) {
      found.names.set(formatPath([...path, keyOf(one)]), one.name);
      nodesOf(one.value, [...path, keyOf(one)], found);
    }
  }
  if (node.type === 'Array')
    for (const [at, item] of node.elements.entries()) nodesOf(item.value, [...path, at], found);
  return found;
}

const commentsOf = ({ text, tokens }: ConfigText) =>
  tokens
    .filter(({ type }) => type.endsWith('Comment'))
    .map((token) => {
      const [start, end] = rangeOf(token);
      return { start, end, text: text.slice(start, end), line: text.slice(0, start).split('\n').length };
    });

/**
 * The sent text with the secrets of `base` in the places of its marks, byte by byte as they stand there; comments too,
 * where they came back as they went out. Where there are problems the text is not to be used.
 */
export function restoreText(
  sent: ConfigText,
  base: ConfigText | null,
  masker: Masker,
): { text: string; problems: KeepProblem[] } {
  const { pairs, names, problems } = findKept(sent.tree, base?.tree ?? {}, masker);
  const sent_nodes = nodesOf(sent.root);
  const base_nodes: Nodes = base === null ? { values: new Map(), names: new Map() } : nodesOf(base.root);
  const edits: { start: number; end: number; text: string }[] = [];
  for (const pair of pairs) {
    const node = sent_nodes.values.get(formatPath(pair.sent));
    const origin = base_nodes.values.get(formatPath(pair.base));
    if (node === undefined || origin === undefined) continue;
    const [start, end] = rangeOf(node);
    edits.push({ start, end, text: written(base, origin) });
  }
  for (const pair of names) {
    const node = sent_nodes.names.get(formatPath(pair.sent));
    const origin = base_nodes.names.get(formatPath(pair.base));
    if (node === undefined || origin === undefined) continue;
    const [start, end] = rangeOf(node);
    edits.push({ start, end, text: written(base, origin) });
  }
  const comments = new Map<string, string[]>();
  for (const { text } of base === null ? [] : commentsOf(base)) {
    const masked = masker.maskComment(text);
    if (masked !== text) comments.set(masked, [...(comments.get(masked) ?? []), text]);
  }
  for (const { start, end, text, line } of commentsOf(sent)) {
    if (!holdsMark(text)) continue;
    const original = comments.get(withOneMark(text))?.shift();
    if (original !== undefined) edits.push({ start, end, text: original });
    else
      problems.push({
        path: '',
        line,
        message: 'A comment with a masked secret was changed. Take the mark out of it.',
      });
  }
  const text = replaceRanges(sent.text, edits);
  if (problems.length === 0 && !masker.is_masked && holdsMark(text)) {
    problems.push({ path: '', message: 'A mark stands where no secret can be kept. Take it out.' });
  }
  return { text, problems };
}

/** A secret as it stands in its own text, quotes and escapes included. */
function written(base: ConfigText | null, node: ValueNode | MemberNode['name']): string {
  if (base === null) return renderText('', '"');
  const [start, end] = rangeOf(node);
  return base.text.slice(start, end);
}
