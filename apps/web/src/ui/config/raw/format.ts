// Sets JSON5 text straight: one member a line, two spaces a level. Every comment and every value stays as it was written.
import type { Token } from '@humanwhocodes/momoa';
import { readJson5 } from '../json5.ts';

/** The text set straight, or as it was where it cannot be read. */
export function formatJson5(text: string): string {
  const reading = readJson5(text);
  if (!reading.ok) return text;
  const tokens = reading.document.tokens ?? [];
  const printer = new Printer(text);
  for (const token of tokens) printer.put(token);
  return `${printer.text.trimEnd()}\n`;
}

class Printer {
  text = '';
  private depth = 0;
  private former: Token | undefined;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  put(token: Token): void {
    const written = this.source.slice(...rangeOf(token));
    const closes = token.type === 'RBrace' || token.type === 'RBracket';
    if (closes) this.depth -= 1;
    this.text += this.gapBefore(token, closes) + written;
    if (token.type === 'LBrace' || token.type === 'LBracket') this.depth += 1;
    this.former = token;
  }

  private gapBefore(token: Token, closes: boolean): string {
    const { former } = this;
    if (!former) return '';
    const between = this.source.slice(rangeOf(former)[1], rangeOf(token)[0]);
    const line = `\n${'  '.repeat(this.depth)}`;
    const opened = former.type === 'LBrace' || former.type === 'LBracket';
    if (token.type === 'Comma' || token.type === 'Colon') return former.type === 'LineComment' ? line : '';
    if (former.type === 'Colon') return ' ';
    // A comment at the end of a line stays with what it speaks of.
    if (isComment(token) && !between.includes('\n')) return ' ';
    if (closes && opened) return '';
    const blank = /\n[ \t\r]*\n/.test(between) && !opened && !closes;
    return blank ? `\n${line}` : line;
  }
}

const rangeOf = (token: Token): [number, number] => [token.range?.[0] ?? 0, token.range?.[1] ?? 0];
const isComment = (token: Token) => token.type === 'LineComment' || token.type === 'BlockComment';
