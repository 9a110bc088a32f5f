// JSON5 text and what it says, with the places of its parts. Loaded only where text is edited.
import { type DocumentNode, parse, type ValueNode } from '@humanwhocodes/momoa';

export interface Json5Text {
  ok: true;
  value: unknown;
  document: DocumentNode;
}

export interface Json5Error {
  ok: false;
  /** A sentence without a place. */
  message: string;
  /** From 1. */
  line: number;
  column: number;
}

const depth_max = 200;

/** The text that was read last, for as long as somebody uses what it said: several ask for the same one in a turn. */
let last: { text: string; said: WeakRef<Json5Text | Json5Error> } | undefined;

/** Never throws, whatever the text is. */
export function readJson5(text: string): Json5Text | Json5Error {
  const known = last?.text === text ? last.said.deref() : undefined;
  if (known) return known;
  const said = read(text);
  last = { text, said: new WeakRef(said) };
  return said;
}

function read(text: string): Json5Text | Json5Error {
  if (text.trim() === '') return { ok: false, message: 'There is nothing here.', line: 1, column: 1 };
  try {
    const document = parse(text, { mode: 'json5', ranges: true, tokens: true });
    return { ok: true, value: evaluate(document.body, 0), document };
  } catch (cause) {
    return explain(cause, text);
  }
}

function explain(cause: unknown, text: string): Json5Error {
  if (cause instanceof RangeError) return { ok: false, message: 'It is nested too deeply.', line: 1, column: 1 };
  // The parser adds the place to its errors.
  const { message, line, column } = cause as Error & { line?: number; column?: number };
  const said = message.replace(/\s*\(\d+:\d+\)\.?$/, '').replace(/( found)?\.$/, '');
  const isEnd = /end of input/i.test(said);
  const lines = text.trimEnd().split('\n');
  return {
    ok: false,
    message: isEnd ? 'Something is not closed: the text ends too early.' : `${plainly(said)}.`,
    line: isEnd ? lines.length : (line ?? 1),
    column: isEnd ? (lines.at(-1)?.length ?? 0) + 1 : (column ?? 1),
  };
}

const tokenNames: Record<string, string> = {
  LBrace: '{',
  RBrace: '}',
  LBracket: '[',
  RBracket: ']',
  Comma: 'comma',
  Colon: 'colon',
  Identifier: 'word',
  Number: 'number',
  String: 'text',
  Boolean: 'true or false',
  Null: 'null',
};

/** `Unexpected token RBrace` → `Unexpected }`. */
function plainly(said: string): string {
  return said.replace(/^Unexpected token (\w+)$/, (_, token: string) => `Unexpected ${tokenNames[token] ?? token}`);
}

/** The parser's own evaluation would let a `__proto__` through to the prototype. */
function evaluate(node: ValueNode, depth: number): unknown {
  if (depth > depth_max) throw new RangeError('too deep');
  switch (node.type) {
    case 'Object':
      return Object.fromEntries(node.members.map((member) => [keyOf(member.name), evaluate(member.value, depth + 1)]));
    case 'Array':
      return node.elements.map((element) => evaluate(element.value, depth + 1));
    case 'Null':
      return null;
    case 'NaN':
      return Number.NaN;
    case 'Infinity':
      return node.sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    case 'String':
    case 'Number':
    case 'Boolean':
      return node.value;
  }
}

export function keyOf(name: { type: 'String'; value: string } | { type: 'Identifier'; name: string }): string {
  return name.type === 'Identifier' ? name.name : name.value;
}
