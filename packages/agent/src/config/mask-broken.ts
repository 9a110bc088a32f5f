// A text that does not parse, made fit to be shown: nobody can say what in it is a secret, so every value that is no plain
// word is hidden. Mended and sent back, a mask becomes again what stood there, found by the name before it.
import type { ValueNode } from '@humanwhocodes/momoa';
import { isSecretName } from '../redaction/assignments.ts';
import { renderText } from './edit-style.ts';
import { type ConfigText, keyOf, rangeOf } from './edit-text.ts';
import { isMark, keptMark, replaceRanges } from './mask.ts';
import type { KeepProblem } from './mask-restore.ts';
import { formatPath, type Path } from './tree.ts';

/** What was hidden: the name before it, and how it was written. */
interface Hidden {
  label: string;
  written: string;
}

// A string, closed or not; a comment; a bare word; anything else is one character.
const piece = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[^\s"'{}[\],:/]+|[\s\S]/g;
const plainWord = /^(?:true|false|null|[-+]?[\d.]+|[\s{}[\],:/])$/;
const comment = /^\/[/*]/;

const unquote = (text: string): string => text.replace(/^["']|["']$/g, '');

/** Hides values; `maskComment` takes what is left of secrets out of comments and names. */
export function hideBroken(text: string, maskComment: (text: string) => string): { text: string; hidden: Hidden[] } {
  const hidden: Hidden[] = [];
  let label = '';
  const parts = [...text.matchAll(piece)].map(([found], at, all) => ({
    found,
    // What follows a colon at once is the rest of an address that lacks its quotes.
    is_comment: comment.test(found) && all[at - 1]?.[0] !== ':',
    next: nextOf(all, at),
  }));
  const shown = parts.map(({ found, is_comment, next }) => {
    if (is_comment) return maskComment(found);
    const is_secret = isSecretName(label) && /\d/.test(found);
    if ((plainWord.test(found) && !is_secret) || found.trim() === '') return found;
    if (next === ':') {
      label = unquote(found);
      return maskComment(found);
    }
    if (unquote(found) === '') return found;
    hidden.push({ label, written: found });
    const quote = found.startsWith("'") ? "'" : '"';
    return `${quote}${keptMark}${quote}`;
  });
  const values = new Set(hidden.map(({ written }) => unquote(written)).filter((value) => value.length >= 6));
  return { text: withoutCopies(shown.join(''), parts, values), hidden };
}

/** Steps that looking for copies may take; a text that needs more would hold up everybody. */
const search_steps_max = 200_000_000;

/** The text without what was hidden in it elsewhere: in comments and names. Where those are too many, without any of them. */
function withoutCopies(
  shown: string,
  parts: readonly { found: string; is_comment: boolean; next: string }[],
  values: ReadonlySet<string>,
): string {
  if (values.size * shown.length <= search_steps_max)
    return [...values].reduce((left, value) => left.replaceAll(value, keptMark), shown);
  return parts.map(({ found }) => (plainWord.test(found) ? found : `"${keptMark}"`)).join('');
}

/** The next character that says something. */
function nextOf(pieces: RegExpExecArray[], from: number): string {
  for (const [found] of pieces.slice(from + 1, from + 6)) {
    if (found.trim() !== '' && !comment.test(found)) return found.charAt(0);
  }
  return '';
}

const unclear = 'It is not clear any more which value is meant here. Enter it.';

/** The mended text with what was hidden in the places of its masks; as many of a name as there were, in their order. */
export function restoreBroken(sent: ConfigText, hidden: readonly Hidden[]): { text: string; problems: KeepProblem[] } {
  const marks: { label: string; path: Path; node: ValueNode }[] = [];
  const visit = (node: ValueNode, path: Path, label: string): void => {
    if (node.type === 'Object') for (const one of node.members) visit(one.value, [...path, keyOf(one)], keyOf(one));
    if (node.type === 'Array')
      for (const [at, item] of node.elements.entries()) visit(item.value, [...path, at], label);
    if (node.type === 'String' && isMark(node.value)) marks.push({ label, path, node });
  };
  visit(sent.root, [], '');
  const problems: KeepProblem[] = [];
  const had = Map.groupBy(hidden, ({ label }) => label);
  const asked = Map.groupBy(marks, ({ label }) => label);
  const taken = new Map<string, number>();
  const edits = marks.flatMap(({ label, path, node }) => {
    const place = taken.get(label) ?? 0;
    taken.set(label, place + 1);
    const origins = had.get(label) ?? [];
    const origin = origins[place];
    if (origins.length !== asked.get(label)?.length || origin === undefined) {
      problems.push({ path: formatPath(path), message: unclear });
      return [];
    }
    const [start, end] = rangeOf(node);
    const closed =
      (/^(["']).*\1$/s.test(origin.written) && origin.written.length > 1) || plainWord.test(origin.written);
    return [{ start, end, text: closed ? origin.written : renderText(unquote(origin.written), '"') }];
  });
  const text = replaceRanges(sent.text, edits);
  if (problems.length === 0 && text.includes(keptMark)) {
    problems.push({ path: '', message: 'A mark stands where no value can be put back. Take it out.' });
  }
  return { text, problems };
}
