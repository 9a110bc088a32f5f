// The words of JSON5 as the gateway's own reader takes them: strings, numbers, names and what may stand between them.
// Each function looks at one place of a text and answers what lies there and where it ends, or what is wrong.
import { ID_Continue, ID_Start, Space_Separator } from 'json5/lib/unicode.js';

/** A word was read up to `end`, or `at` holds something that JSON5 does not know. */
export type Word<Value> = { value: Value; end: number } | { wrong: string; at: number };

const lineEnd = /[\n\r\u2028\u2029]/g;
const number =
  /[+-]?(?:Infinity|NaN|0[xX][0-9a-fA-F]+|(?:0(?!\d)|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/y;
const plainText = { '"': /[^"\\\n\r]*/y, "'": /[^'\\\n\r]*/y };
const plainName = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };

const isSpace = (char: string): boolean =>
  char === ' ' ||
  char === '\n' ||
  char === '\r' ||
  char === '\t' ||
  char === '\v' ||
  char === '\f' ||
  (char > '\x7f' &&
    (char === '\u00a0' || char === '\u2028' || char === '\u2029' || char === '\ufeff' || Space_Separator.test(char)));

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Past white space and comments. */
export function skipBlank(text: string, from: number): Word<null> {
  let at = from;
  for (;;) {
    while (at < text.length && isSpace(text[at] ?? '')) at += 1;
    if (text[at] !== '/') return { value: null, end: at };
    const next = text[at + 1];
    if (next === '*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return { wrong: 'a comment is not closed', at };
      at = close + 2;
    } else if (next === '/') {
      lineEnd.lastIndex = at;
      at = lineEnd.exec(text)?.index ?? text.length;
    } else return { wrong: 'a slash begins no comment here', at };
  }
}

/** A string, its opening quote at `from`. */
export function readString(text: string, from: number): Word<string> {
  const quote = text[from] === "'" ? "'" : '"';
  let value = '';
  let at = from + 1;
  for (;;) {
    const plain = match(plainText[quote], text, at);
    value += plain;
    at += plain.length;
    const char = text[at];
    if (char === quote) return { value, end: at + 1 };
    if (char !== '\\')
      return { wrong: char === undefined ? 'a text is not closed' : 'a text breaks over lines', at: from };
    const escape = readEscape(text, at + 1);
    if ('wrong' in escape) return escape;
    value += escape.value;
    at = escape.end;
  }
}

/** What follows a backslash in a string. */
function readEscape(text: string, at: number): Word<string> {
  const char = text[at];
  if (char === undefined) return { wrong: 'a text is not closed', at };
  if (char === 'x') return readHex(text, at + 1, 2);
  if (char === 'u') return readHex(text, at + 1, 4);
  if (char === '\r') return { value: '', end: text[at + 1] === '\n' ? at + 2 : at + 1 };
  if (char === '\n' || char === '\u2028' || char === '\u2029') return { value: '', end: at + 1 };
  if (char >= '1' && char <= '9') return { wrong: 'there is no such escape', at };
  if (char === '0' && /^\d/.test(text[at + 1] ?? '')) return { wrong: 'there is no such escape', at };
  return { value: escapes[char] ?? char, end: at + 1 };
}

function readHex(text: string, at: number, digits: number): Word<string> {
  const hex = text.slice(at, at + digits);
  if (hex.length < digits || /[^0-9a-fA-F]/.test(hex)) return { wrong: `${digits} hexadecimal digits are missing`, at };
  return { value: String.fromCharCode(Number.parseInt(hex, 16)), end: at + digits };
}

/** A number with its sign. */
export function readNumber(text: string, from: number): Word<number> {
  const word = match(number, text, from);
  if (word === '') return { wrong: 'a value is missing', at: from };
  const sign = word.startsWith('-') ? -1 : 1;
  return { value: sign * Number(word.replace(/^[+-]/, '')), end: from + word.length };
}

/** `true`, `false` or `null`; undefined where none of them stands. */
export function readLiteral(text: string, from: number): { value: boolean | null; end: number } | undefined {
  if (text.startsWith('true', from)) return { value: true, end: from + 4 };
  if (text.startsWith('false', from)) return { value: false, end: from + 5 };
  if (text.startsWith('null', from)) return { value: null, end: from + 4 };
  return undefined;
}

const isNameStart = (char: string): boolean => /^[A-Za-z$_]/.test(char) || ID_Start.test(char);
const isNamePart = (char: string): boolean =>
  isNameStart(char) || /^\d/.test(char) || char === '\u200c' || char === '\u200d' || ID_Continue.test(char);

/** The name of a member, quoted or not. */
export function readName(text: string, from: number): Word<string> {
  if (text[from] === '"' || text[from] === "'") return readString(text, from);
  let name = match(plainName, text, from);
  let at = from + name.length;
  for (;;) {
    const char = text[at] === '\\' ? '\\' : String.fromCodePoint(text.codePointAt(at) ?? 32);
    const escaped = char === '\\' ? readNameEscape(text, at) : undefined;
    if (escaped !== undefined && 'wrong' in escaped) return escaped;
    const next = escaped?.value ?? char;
    const fits = name === '' ? isNameStart(next) : isNamePart(next);
    if (!fits && (escaped !== undefined || name === '')) return { wrong: 'a name is missing', at };
    if (!fits) return { value: name, end: at };
    name += next;
    at = escaped?.end ?? at + char.length;
  }
}

const readNameEscape = (text: string, at: number): Word<string> =>
  text[at + 1] === 'u' ? readHex(text, at + 2, 4) : { wrong: 'there is no such escape', at };
