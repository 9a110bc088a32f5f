// Takes every secret out of a configuration before it is shown: in its values, in its text, in its comments.
// What is secret is said by the gateway's own hints, by names, by the shape of a value, and by being the same as, or an
// encoding of, another secret of this configuration; a name may be one too. A mask shows none of it, and sent back it means:
// keep what is there.

import type { ObjectNode, ValueNode } from '@humanwhocodes/momoa';
import { findAssignments, isSecretName } from '../redaction/assignments.ts';
import { createKnownSecrets } from '../redaction/known-secrets.ts';
import { findProviderKeys } from '../redaction/provider-keys.ts';
import type { Span } from '../redaction/spans.ts';
import { textRules } from '../redaction/text-rules.ts';
import { type ConfigText, keyOf, rangeOf } from './edit-text.ts';
import { mapNamed, name_chars_min, nameMark, namesIn, renamePath } from './mask-names.ts';
import { isReference, isTree, mapMembers, type Path, type Tree } from './tree.ts';

/** Stands for a secret that is set. */
export const keptMark = '__MOLTBOT_OPS_KEPT__';
/** The gateway's own mark means the same when it is sent. */
export const gatewayMark = '__OPENCLAW_REDACTED__';
const anyMark = /__MOLTBOT_OPS_KEPT__|__OPENCLAW_REDACTED__/;
const anyMarks = new RegExp(anyMark, 'g');

export const isMark = (value: unknown): boolean => value === keptMark || value === gatewayMark;
export const holdsMark = (text: string): boolean => anyMark.test(text);
export const withOneMark = (text: string): string => text.replace(anyMarks, keptMark);

/** Personal, but nothing that lets anybody in; an owner has to see whom the gateway talks to. */
const shown = new Set(['email', 'phone', 'pairing_code']);

const findSecretShapes = (text: string) =>
  [findProviderKeys, ...textRules].flatMap((find) => find(text)).filter(({ kind }) => !shown.has(kind));

/** Short texts, and words without a digit or a mark of an address, have the shape of no secret; that spares most of the work. */
const mayHaveShape = (text: string): boolean => text.length >= 10 && (text.length >= 20 || /[\d:@=]/.test(text));

/** Values of members with telling names in a text that nobody parses. A variable or a mark is none. */
const findPutAside = (text: string): Span[] =>
  findAssignments(text).filter(({ start, end }) => {
    const value = text.slice(start, end);
    return !value.startsWith('${') && !holdsMark(value);
  });

const variable = /\$\{[A-Z_][A-Z0-9_]*\}/g;

/** `${NAME}`, `Bearer ${NAME}`, `$NAME`: says where a secret comes from, not what it is. */
export function isVariableText(text: string): boolean {
  if (/^\$[A-Z_][A-Z0-9_]*$/.test(text)) return true;
  const rest = text.replace(variable, '');
  return rest !== text && /^[A-Za-z]{0,12} ?$/.test(rest);
}

export interface Masker {
  readonly is_masked: boolean;
  /** Whether a value, which is no object or list, is a secret at this path. */
  isSecret(path: Path, value: unknown): boolean;
  /** The name of a member as it may be shown: itself, or a mark of its own where it is a secret. */
  showName(name: string): string;
  /** A path whose names may be shown. */
  showPath(path: Path): Path;
  /** The value with a mark in the place of each secret; `path` is where it lies. */
  mask(value: unknown, path?: Path): unknown;
  maskText(config: ConfigText): string;
  /** Text of any kind, such as a message of the gateway. */
  maskProse(text: string): string;
  /** A comment, which may hold settings that were put out of use, secrets and all. */
  maskComment(text: string): string;
  /** Every secret that was found, for whoever else has to know them. */
  secrets: readonly string[];
  /** There are more secrets than can be searched for: every text is taken for one, and every sentence is withheld. */
  is_flooded: boolean;
}

export interface MaskOptions {
  /** Whether the gateway's hints call the field at this path sensitive. */
  hinted(path: Path): boolean;
  /** Configurations whose secrets are to be found everywhere: what is in force, what was sent. */
  configs: readonly unknown[];
  /** Secrets that are known from elsewhere, such as variables. */
  known?: readonly string[];
  /** The configuration came masked already, so that a mark in it stands for a secret that is set. */
  is_masked?: boolean;
}

const secret_chars_min = 4;
/** Every form of every secret is indexed piece by piece; of long ones less. Hundreds of keys stay far below. */
const secret_weight_max = 32 * 1024;
const weightOf = ({ length }: string): number => (length > 4_096 ? length / 16 : length);

/** `key` and `webhookUrl` are too common in prose to be in the redactor's list of names. */
const configNames = /^(?:key|webhook_?url|authorization)$/i;

const isNamedSecret = (path: Path): boolean =>
  path.some((key) => typeof key === 'string' && (isSecretName(key) || configNames.test(key)));

function* leavesOf(value: unknown, path: Path): Generator<{ path: Path; value: unknown }> {
  if (isReference(value)) return;
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* leavesOf(item, [...path, at]);
  else if (isTree(value)) for (const [key, member] of Object.entries(value)) yield* leavesOf(member, [...path, key]);
  else yield { path, value };
}

export function createMasker({ hinted, configs, known = [], is_masked = false }: MaskOptions): Masker {
  const shapes = new Map<string, boolean>();
  const hasShape = (text: string): boolean => {
    if (!mayHaveShape(text)) return false;
    const known_shape = shapes.get(text) ?? findSecretShapes(text).length > 0;
    shapes.set(text, known_shape);
    return known_shape;
  };
  const isSecretByPlace = (path: Path, value: unknown): boolean => {
    if (typeof value === 'number') return hinted(path) || isNamedSecret(path.slice(-1));
    if (typeof value !== 'string' || value === '' || isMark(value) || isVariableText(value)) return false;
    return hinted(path) || isNamedSecret(path) || hasShape(value);
  };
  const found = new Set(known.filter((secret) => secret.length >= secret_chars_min));
  for (const config of new Set(configs)) {
    for (const { path, value } of leavesOf(config, [])) {
      if (isSecretByPlace(path, value) && String(value).length >= secret_chars_min) found.add(String(value));
    }
    for (const name of namesIn(config)) if (name.length >= name_chars_min && hasShape(name)) found.add(name);
  }
  const is_flooded = [...found].reduce((sum, secret) => sum + weightOf(secret), 0) > secret_weight_max;
  const index = createKnownSecrets();
  if (!is_flooded) for (const secret of found) index.remember(secret, 'secret');
  /** Too short for the index, which would blank half of every text; in a value of its own it is still the secret. */
  const short = new Set([...found].filter((secret) => secret.length < 6));

  const isSecret = (path: Path, value: unknown): boolean => {
    if (isSecretByPlace(path, value) || (is_masked && isMark(value))) return true;
    if (typeof value !== 'string' || isMark(value)) return false;
    if (is_flooded) return value !== '' && !isVariableText(value);
    return short.has(value) || index.find(value).length > 0;
  };

  const names = new Map<string, string>();
  const showName = (name: string): string => {
    if (name.length < name_chars_min || holdsMark(name)) return name;
    const shown_name =
      names.get(name) ?? (hasShape(name) || index.find(name).length > 0 ? nameMark(keptMark, name) : name);
    names.set(name, shown_name);
    return shown_name;
  };

  const mask = (value: unknown, path: Path = []): unknown => {
    if (isReference(value)) return value;
    if (Array.isArray(value)) return mapMembers(value, (member, key) => mask(member, [...path, key]));
    if (isTree(value)) return mapNamed(value, (member, key) => mask(member, [...path, key]), showName);
    return isSecret(path, value) ? keptMark : value;
  };

  const maskSpans = (text: string, found_spans: readonly Span[]): string => {
    const spans = found_spans.toSorted((a, b) => a.start - b.start);
    let out = '';
    let done = 0;
    for (const { start, end } of spans) {
      if (end <= done) continue;
      if (start >= done) out += text.slice(done, start) + keptMark;
      done = end;
    }
    return out + text.slice(done);
  };
  const maskProse = (text: string): string =>
    is_flooded ? keptMark : maskSpans(text, [...index.find(text), ...findSecretShapes(text)]);
  const maskComment = (text: string): string =>
    is_flooded
      ? `/* ${keptMark} */`
      : maskSpans(text, [...index.find(text), ...findSecretShapes(text), ...findPutAside(text)]);

  const maskText = ({ text, root, tree, tokens }: ConfigText): string => {
    const edits: { start: number; end: number; text: string }[] = [];
    const visit = (node: ValueNode, value: unknown, path: Path): void => {
      if (isReference(value)) return;
      if (node.type === 'Object') return visitObject(node, isTree(value) ? value : {}, path);
      if (node.type === 'Array') {
        const items = Array.isArray(value) ? value : [];
        for (const [at, item] of node.elements.entries()) visit(item.value, items[at], [...path, at]);
        return;
      }
      if (!isSecret(path, value)) return;
      const [start, end] = rangeOf(node);
      const quote = text[start] === "'" ? "'" : '"';
      edits.push({ start, end, text: `${quote}${keptMark}${quote}` });
    };
    const visitObject = (node: ObjectNode, value: Tree, path: Path): void => {
      const lasting = new Map(node.members.map((member, at) => [keyOf(member), at]));
      for (const [at, member] of node.members.entries()) {
        const key = keyOf(member);
        // Of two members of one name the last one counts; what the first one holds is judged by itself.
        const own = lasting.get(key) === at ? value[key] : plainOf(member.value);
        visit(member.value, own, [...path, key]);
        const name = showName(key);
        const [start, end] = rangeOf(member.name);
        if (name !== key) edits.push({ start, end, text: JSON.stringify(name) });
      }
    };
    visitObject(root, tree, []);
    for (const token of tokens) {
      if (!token.type.endsWith('Comment')) continue;
      const [start, end] = rangeOf(token);
      const masked = maskComment(text.slice(start, end));
      if (masked !== text.slice(start, end)) edits.push({ start, end, text: masked });
    }
    return replaceRanges(text, edits);
  };

  const showPath = (path: Path): Path => renamePath(path, showName);
  return {
    is_masked,
    isSecret,
    showName,
    showPath,
    mask,
    maskText,
    maskProse,
    maskComment,
    secrets: [...found],
    is_flooded,
  };
}

/** What a node says, as far as masking asks. */
function plainOf(node: ValueNode): unknown {
  if (node.type === 'Object') return Object.fromEntries(node.members.map((one) => [keyOf(one), plainOf(one.value)]));
  if (node.type === 'Array') return node.elements.map((item) => plainOf(item.value));
  return 'value' in node ? node.value : null;
}

/** Puts texts into the places of others; the places do not overlap. */
export function replaceRanges(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let out = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return out + text.slice(done);
}
