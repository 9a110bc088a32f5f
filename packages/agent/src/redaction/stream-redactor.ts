import { brand, type Redacted, WITHHELD } from './redacted.ts';
import type { Redactor } from './redactor.ts';

const key_begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const key_end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

/** Redacts text that arrives in pieces, so that a secret cut by a chunk's end is still seen whole. */
export interface StreamRedactor {
  /** Takes a piece; answers with the lines that it completed, redacted. */
  push(chunk: string): Redacted<string>;
  /** Answers with what is left. */
  end(): Redacted<string>;
}

/**
 * Holds back the unfinished line, at most `line_chars_max` characters. A line that outgrows it is withheld as a whole:
 * passing on its beginning could pass on the beginning of a secret. A private key over several lines becomes one mask.
 */
export function createStreamRedactor(redactor: Redactor, line_chars_max = 65_536): StreamRedactor {
  let held = '';
  let overlong = false;
  let inside_key = false;

  const passLine = (line: string): string => {
    if (inside_key) {
      inside_key = !key_end.test(line);
      return '';
    }
    inside_key = key_begin.test(line) && !key_end.test(line);
    return `${redactor.redact(line)}\n`;
  };

  const takeRest = (): string => {
    const rest = overlong ? WITHHELD : inside_key ? '' : redactor.redact(held);
    held = '';
    return rest;
  };

  const push = (chunk: string) => {
    let out = '';
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      const line = held + chunk.slice(from, end);
      out += overlong || line.length > line_chars_max ? `${WITHHELD}\n` : passLine(line);
      held = '';
      overlong = false;
      from = end + 1;
    }
    if (!overlong) held += chunk.slice(from);
    if (held.length > line_chars_max) {
      held = '';
      overlong = true;
    }
    return brand(out);
  };

  return { push, end: () => brand(takeRest()) };
}
