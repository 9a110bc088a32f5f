// How a configuration is written by its owner, so that what is put in looks like what is there.
import type { ConfigText } from './edit-text.ts';
import { rangeOf } from './edit-text.ts';
import { isTree } from './tree.ts';

export interface WritingStyle {
  /** One level of indentation. */
  unit: string;
  newline: '\n' | '\r\n';
  quote: '"' | "'";
  /** Names are written without quotes where they can be. */
  bare_names: boolean;
  trailing_commas: boolean;
}

const line_chars_max = 80;

/** The whitespace that begins the line in which `at` stands. */
export function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}

/** Reads the style from what is there; of an empty text it is the gateway's own. */
export function readStyle({ text, root, tokens }: ConfigText): WritingStyle {
  const first = root.members[0];
  const last = root.members.at(-1);
  const texts = tokens.filter(({ type }) => type === 'String').map((token) => text[rangeOf(token)[0]]);
  const singles = texts.filter((mark) => mark === "'").length;
  const names = tokens.filter((_token, at) => tokens[at + 1]?.type === 'Colon');
  const bare = names.filter(({ type }) => type === 'Identifier').length;
  const indent = first === undefined ? '' : indentAt(text, rangeOf(first)[0]);
  const after = last === undefined ? -1 : rangeOf(last)[1];
  return {
    unit: indent === '' ? '  ' : indent,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    quote: singles * 2 > texts.length ? "'" : '"',
    bare_names: bare * 2 > names.length,
    trailing_commas: last !== undefined && tokens.some((one) => one.type === 'Comma' && rangeOf(one)[0] >= after),
  };
}

/** A string in the given quotes; what no line may hold is escaped. */
export function renderText(value: string, quote: '"' | "'"): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  if (quote === '"') return `"${inner}"`;
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

export function renderName(key: string, style: WritingStyle): string {
  return style.bare_names && /^[A-Za-z_$][\w$]*$/.test(key) ? key : renderText(key, style.quote);
}

function renderScalar(value: unknown, style: WritingStyle): string {
  if (typeof value === 'string') return renderText(value, style.quote);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  throw new TypeError('a configuration holds no such value');
}

/** In one line, for inside of what is written in one line. */
export function renderInline(value: unknown, style: WritingStyle): string {
  if (Array.isArray(value)) return `[${value.map((item) => renderInline(item, style)).join(', ')}]`;
  if (!isTree(value)) return renderScalar(value, style);
  const members = Object.entries(value).map(
    ([key, member]) => `${renderName(key, style)}: ${renderInline(member, style)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** Over several lines where it holds members; `indent` is that of the line in which it begins. */
export function renderBlock(value: unknown, indent: string, style: WritingStyle): string {
  const inner = indent + style.unit;
  const wrap = (open: string, parts: string[], close: string): string => {
    const comma = style.trailing_commas ? ',' : '';
    const lines = parts.map((part) => `${style.newline}${inner}${part}`).join(',');
    return `${open}${lines}${comma}${style.newline}${indent}${close}`;
  };
  if (Array.isArray(value)) {
    const inline = renderInline(value, style);
    const plain = value.every((item) => !isTree(item) && !Array.isArray(item));
    if (value.length === 0 || (plain && inline.length <= line_chars_max)) return inline;
    return wrap(
      '[',
      value.map((item) => renderBlock(item, inner, style)),
      ']',
    );
  }
  if (!isTree(value)) return renderScalar(value, style);
  const members = Object.entries(value).map(
    ([key, member]) => `${renderName(key, style)}: ${renderBlock(member, inner, style)}`,
  );
  return members.length === 0 ? '{}' : wrap('{', members, '}');
}

/** A whole new file, as the gateway itself would write it. */
export const renderFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
