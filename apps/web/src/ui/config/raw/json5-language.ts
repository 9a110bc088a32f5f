// JSON5 for the editor: colours of its words, and brackets that find each other.
import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

interface State {
  /** Inside a block comment. */
  comment: boolean;
  /** The quote of a text that goes on over lines. */
  quote: string | null;
}

const parser: StreamParser<State> = {
  startState: () => ({ comment: false, quote: null }),
  token(stream, state) {
    if (state.comment || stream.match('/*')) {
      state.comment = !stream.match(/^.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return 'comment';
    }
    if (state.quote === null && stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    const quote = state.quote ?? stream.eat(/["']/) ?? null;
    if (quote) return readText(stream, state, quote);
    if (stream.match(/^[-+]?(0x[\da-f]+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|Infinity|NaN)/i)) return 'number';
    if (stream.match(/^[\p{L}_$][\p{L}\p{N}_$]*/u)) return isName(stream) ? 'propertyName' : 'atom';
    stream.next();
    return 'punctuation';
  },
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '[', '"', "'"] },
  },
};

type Stream = Parameters<StreamParser<State>['token']>[0];

function readText(stream: Stream, state: State, quote: string): string {
  state.quote = quote;
  for (let next = stream.next(); next; next = stream.next()) {
    if (next === '\\') stream.next();
    else if (next === quote) {
      state.quote = null;
      break;
    }
  }
  return isName(stream) ? 'propertyName' : 'string';
}

function isName(stream: Stream): boolean {
  return Boolean(stream.match(/^\s*:/, false));
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)' },
  { tag: tags.string, color: 'var(--ok-ink)' },
  { tag: tags.number, color: 'var(--accent)' },
  { tag: tags.atom, color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
]);

export const json5 = [StreamLanguage.define(parser), syntaxHighlighting(colours)];
