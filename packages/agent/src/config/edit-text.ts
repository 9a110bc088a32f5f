// JSON5 text and what it says: values for comparing, nodes with their places for changing and masking text.
import { type DocumentNode, type ObjectNode, parse, type Token } from '@humanwhocodes/momoa';
import JSON5 from 'json5';
import { isTooDeep, isTree, type Tree } from './tree.ts';

/** `[start, end)` in UTF-16 units. */
export type Range = readonly [number, number];

export interface ConfigText {
  text: string;
  /** The whole as a value. */
  tree: Tree;
  root: ObjectNode;
  tokens: Token[];
}

export type TextReading =
  | { ok: true; config: ConfigText }
  | { ok: false; message: string; line: number | null; column: number | null };

const refused = (message: string, line: number | null = null, column: number | null = null): TextReading => ({
  ok: false,
  message,
  line,
  column,
});

/** What a parser said, without the text that it quotes. */
function explain(error: unknown, message: string): TextReading {
  if (error instanceof RangeError) return refused('It is nested too deeply.');
  const facts = error as {
    message?: string;
    line?: number;
    column?: number;
    lineNumber?: number;
    columnNumber?: number;
  }; // both parsers add these to their errors
  const line = facts.lineNumber ?? facts.line ?? null;
  const column = facts.columnNumber ?? facts.column ?? null;
  return refused(message, line, column);
}

/** Reads an object from JSON5. Messages never quote the text. */
export function readConfigText(text: string): TextReading {
  let tree: unknown;
  let document: DocumentNode;
  try {
    tree = JSON5.parse(text);
  } catch (error) {
    return explain(error, 'It is no valid JSON5 here.');
  }
  try {
    document = parse(text, { mode: 'json5', ranges: true, tokens: true });
  } catch (error) {
    return explain(error, 'It cannot be changed as it is written here: a name such as null needs quotes.');
  }
  if (!isTree(tree) || document.body.type !== 'Object') return refused('It holds no object.', 1, 1);
  if (isTooDeep(tree)) return refused('It is nested too deeply.');
  return { ok: true, config: { text, tree, root: document.body, tokens: document.tokens ?? [] } };
}

/** The place of a node or token; `ranges` was asked for, so it is there. */
export function rangeOf(node: { range?: number[] }): Range {
  const [start, end] = node.range ?? [];
  if (start === undefined || end === undefined) throw new TypeError('a node without its place');
  return [start, end];
}

export const keyOf = (member: ObjectNode['members'][number]): string =>
  member.name.type === 'Identifier' ? member.name.name : member.name.value;
