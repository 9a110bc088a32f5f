import { isMask } from './redacted.ts';
import type { FindSpans, Span } from './spans.ts';

// Names whose value is a secret. `tokens`, `maxTokens`, `sessionKey` and `publicKey` are not: they count or identify.
const secret_word =
  '(?:(?<![a-z])pass(?=["\'`]\\s{0,4}:|["\'`]?\\s{0,4}=)|pass(?:word|wd|phrase|code)|passwort|pwd(?!["\'`]?\\s{0,4}[:=]\\s{0,4}["\'`]?[\\\\/~.])|secret|token|credentials?|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|account[_-]?key|shared[_-]?key|pairing[_-]?code|refresh[_-]?token|(?<![a-z])t?otp|mnemonic|seed[_-]?phrase)';
const name_end = '(?:[_-]?(?:key|value|hash|string|text|b64|base64|raw|\\d{1,3}))?';

const assignment = new RegExp(
  `${secret_word}${name_end}(?![A-Za-z0-9_])(\\\\{0,7}["'\`]|%22)?\\s{0,8}(=>|:=|=|:|%3[ad])\\s{0,8}(\\\\{0,7}["'\`])?`,
  'gi',
);
const flag = new RegExp(`(?<=^|[\\s"'\`])--[a-z-]{0,40}${secret_word}${name_end}\\s{1,4}(?![-\\s])(["'\`])?`, 'gi');
const secret_name = new RegExp(`${secret_word}${name_end}$`, 'i');
const auth_header_name =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-(?:api-key|auth-token|access-token|csrf-token))$/i;

// What stands after such a name in sentences, and says nothing secret.
const prose = new Set(
  (
    'true false null undefined none nil yes no on off required missing invalid expired mismatch incorrect wrong ok unset set not is are was must ' +
    'should for the a an and or of to from in with by rejected accepted changed revoked failed error found present absent ' +
    'unknown empty default optional configured resolved rotated string number boolean object token password env file exec store'
  ).split(' '),
);

const bare_end = /[\s"'`,;&\r\n]/;

/** Whether a JSON member of this name holds a secret. */
export function isSecretName(name: string): boolean {
  if (name.length > 256) return secret_name.test(name.slice(-256));
  return secret_name.test(name) || auth_header_name.test(name);
}

/** `password=…`, `"token": "…"`, `--api-key …`, also inside JSON inside JSON. */
export const findAssignments: FindSpans = (text) => {
  const spans: Span[] = [];
  collect(spans, text, assignment, ([whole, name_quote, separator]) => {
    // After a bare `name: ` a sentence may go on; passwords are too often plain words for that.
    return separator === ':' && name_quote === undefined && !/^p(?:ass|wd)/i.test(whole);
  });
  if (text.includes('-')) collect(spans, text, flag, () => false);
  return spans;
};

/** The last group of `pattern` is the quote that opens the value. */
function collect(spans: Span[], text: string, pattern: RegExp, mayBeProse: (match: RegExpExecArray) => boolean): void {
  let covered_to = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + match[0].length;
    // Two names in one stretch (`token=token=…`) would read it twice.
    if (start < covered_to) continue;
    const quote = match.at(-1);
    const end = quote ? findQuoteEnd(text, start, quote) : findBareEnd(text, start, mayBeProse(match));
    if (end <= start) continue;
    covered_to = end;
    if (!isMask(text.slice(start, end))) spans.push({ start, end, kind: 'secret' });
  }
}

/**
 * Where a quoted value ends. A quote that was opened behind `depth` backslashes closes behind the same number, and one
 * that belongs to the value stands behind more of them; an unclosed one runs to the end of the text.
 */
function findQuoteEnd(text: string, start: number, quote: string): number {
  const mark = quote.at(-1) ?? '"';
  const depth = quote.length - 1;
  for (let at = text.indexOf(mark, start); at !== -1; at = text.indexOf(mark, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > start && text[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % (2 * (depth + 1)) === depth) return at - depth;
  }
  return text.length;
}

/** Where an unquoted value ends; equals `start` when what stands there is prose, structure or no value. */
function findBareEnd(text: string, start: number, may_be_prose: boolean): number {
  const head = text.slice(start, start + 64);
  if (/^[[{(]/.test(head) && !/^[^\s"'`,;&]*[A-Za-z0-9]{6}/.test(head)) return start;
  let end = start;
  while (end < text.length && !bare_end.test(text[end] ?? ' ')) end += 1;
  if (isMask(text.slice(start, end))) return end;
  while (end > start && '\\)]}.'.includes(text[end - 1] ?? '')) end -= 1;
  const value = text.slice(start, end);
  if (value.length < 3 || prose.has(value.toLowerCase())) return start;
  if (may_be_prose && value.length < 8 && /^[a-z]+$/.test(value)) return start;
  return end;
}
