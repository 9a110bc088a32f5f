// Walks through a JSON5 text once, without recursion, and tells a listener what it meets: the bound on depth holds
// before anything is built, so a text nested ten thousand deep costs no stack. It takes exactly what the gateway's
// own reader takes; a property test holds them together.
import { readLiteral, readName, readNumber, readString, skipBlank, type Word } from './json5-words.ts';

export type Scalar = string | number | boolean | null;

/** Told in the order of the text. Places are offsets into it. */
export interface ScanListener {
  open(kind: 'object' | 'list', at: number): void;
  /** The name of the next member; a sentence refuses it. */
  name(name: string, at: number): string | undefined;
  scalar(value: Scalar, at: number): void;
  close(): void;
}

/** What is wrong and where. */
export interface ScanProblem {
  message: string;
  at: number;
}

/** Null when the whole text is one JSON5 value. */
export function scanJson5(text: string, depth_max: number, listener: ScanListener): ScanProblem | null {
  const scan = new Scan(text, depth_max, listener);
  while (scan.step());
  return scan.problem;
}

const closing = { object: '}', list: ']' } as const;

class Scan {
  problem: ScanProblem | null = null;
  private readonly text: string;
  private readonly depth_max: number;
  private readonly listener: ScanListener;
  private readonly open: ('object' | 'list')[] = [];
  /** `member`: a name, an item or the end. `after`: a comma or the end. */
  private expect: 'value' | 'member' | 'after' = 'value';
  private at = 0;

  constructor(text: string, depth_max: number, listener: ScanListener) {
    this.text = text;
    this.depth_max = depth_max;
    this.listener = listener;
  }

  /** One mark or word further; false at the end. */
  step(): boolean {
    if (!this.skip()) return false;
    const inside = this.open.at(-1);
    const char = this.text[this.at];
    if (inside === undefined && this.expect === 'after') {
      return char === undefined ? false : this.fail('the configuration has ended, and more follows');
    }
    if (inside !== undefined && this.expect !== 'value' && char === closing[inside]) return this.leave();
    if (inside !== undefined && this.expect === 'after') {
      if (char !== ',') return this.fail(this.missing(`a comma or \`${closing[inside]}\` is missing`));
      this.at += 1;
      this.expect = 'member';
      return true;
    }
    if (inside === 'object' && this.expect === 'member') return this.readMember();
    if (char === '{' || char === '[') return this.enter(char === '{' ? 'object' : 'list');
    return this.readScalar();
  }

  private fail(message: string, at = this.at): false {
    this.problem = { message, at };
    return false;
  }

  private missing(what: string): string {
    return this.at >= this.text.length ? `it ends too early: ${what}` : `${what} here`;
  }

  private skip(): boolean {
    const blank = skipBlank(this.text, this.at);
    if ('wrong' in blank) return this.fail(blank.wrong, blank.at);
    this.at = blank.end;
    return true;
  }

  private enter(kind: 'object' | 'list'): boolean {
    if (this.open.length >= this.depth_max) return this.fail(`it is nested deeper than ${this.depth_max} levels`);
    this.listener.open(kind, this.at);
    this.open.push(kind);
    this.at += 1;
    this.expect = 'member';
    return true;
  }

  private leave(): boolean {
    this.open.pop();
    this.listener.close();
    this.at += 1;
    this.expect = 'after';
    return true;
  }

  private readMember(): boolean {
    const name = readName(this.text, this.at);
    if ('wrong' in name) return this.fail(this.missing(name.wrong), name.at);
    const refused = this.listener.name(name.value, this.at);
    if (refused !== undefined) return this.fail(refused);
    this.at = name.end;
    if (!this.skip()) return false;
    if (this.text[this.at] !== ':') return this.fail(this.missing('a colon is missing'));
    this.at += 1;
    this.expect = 'value';
    return true;
  }

  private readScalar(): boolean {
    const scalar = readScalarWord(this.text, this.at);
    if ('wrong' in scalar) return this.fail(this.missing(scalar.wrong), scalar.at);
    this.listener.scalar(scalar.value, this.at);
    this.at = scalar.end;
    this.expect = 'after';
    return true;
  }
}

function readScalarWord(text: string, at: number): Word<Scalar> {
  const char = text[at];
  if (char === '"' || char === "'") return readString(text, at);
  return readLiteral(text, at) ?? readNumber(text, at);
}
