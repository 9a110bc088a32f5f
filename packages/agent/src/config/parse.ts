// The text of a configuration → plain values, and the other way round: where in the text a path stands. Nothing is built
// before size and depth are known to be harmless. A name that stands twice or that names JavaScript's own machinery is
// refused, although the gateway drops one of the two without a word: a change could not be put where it was meant.
import { type Scalar, type ScanListener, type ScanProblem, scanJson5 } from './json5-scan.ts';
import { depth_max, formatPath, type Path, setOwn, type Tree } from './tree.ts';

export const text_bytes_max = 4 * 1024 * 1024;

export interface Place {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export interface ParseProblem extends Place {
  /** Where in the configuration, as far as it was understood. */
  path: string;
  message: string;
}

export type Parsed = { ok: true; value: unknown } | { ok: false; problem: ParseProblem };

const poisoned = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads JSON5 text. The value may be anything; that a configuration is an object, others say. */
export function parseConfigText(text: string): Parsed {
  const wrong = (path: Path, { message, at }: ScanProblem): Parsed => {
    return { ok: false, problem: { path: formatPath(path), message, ...placeOf(text, at) } };
  };
  if (Buffer.byteLength(text) > text_bytes_max) {
    return wrong([], { message: `it is larger than ${text_bytes_max / 1024 ** 2} MiB`, at: 0 });
  }
  const builder = new Builder();
  const problem = scanJson5(text, depth_max, builder);
  return problem === null ? { ok: true, value: builder.value } : wrong(builder.path, problem);
}

/** Follows the path of what is being read. */
class Follower {
  readonly path: (string | number)[] = [];
  private readonly lists: boolean[] = [];

  /** Before a value: in a list it takes the next number. */
  protected begin(): void {
    const last = this.path.length - 1;
    const number = this.path[last];
    if (this.lists.at(-1) === true && typeof number === 'number') this.path[last] = number + 1;
  }

  open(kind: 'object' | 'list', _at: number): void {
    this.lists.push(kind === 'list');
    this.path.push(kind === 'list' ? -1 : '');
  }

  name(name: string, _at: number): string | undefined {
    this.path[this.path.length - 1] = name;
    return undefined;
  }

  close(): void {
    this.path.pop();
    this.lists.pop();
  }
}

class Builder extends Follower implements ScanListener {
  value: unknown;
  private readonly open_values: (Tree | unknown[])[] = [];

  override open(kind: 'object' | 'list', at: number): void {
    const value = kind === 'list' ? [] : {};
    this.put(value);
    this.open_values.push(value);
    super.open(kind, at);
  }

  override name(name: string, at: number): string | undefined {
    super.name(name, at);
    const into = this.open_values.at(-1);
    if (poisoned.has(name)) return `the name ${JSON.stringify(name)} is not allowed`;
    return into !== undefined && Object.hasOwn(into, name) ? 'this name stands twice in the same object' : undefined;
  }

  scalar(value: Scalar, _at: number): void {
    this.put(value);
  }

  override close(): void {
    super.close();
    this.open_values.pop();
  }

  private put(value: unknown): void {
    this.begin();
    const into = this.open_values.at(-1);
    if (into === undefined) this.value = value;
    else if (Array.isArray(into)) into.push(value);
    else setOwn(into, String(this.path.at(-1)), value);
  }
}

/** Where each path stands in a text that parses; for one that is not there, its nearest parent that is. */
export function locatePaths(text: string, paths: readonly Path[]): Place[] {
  const root = makeBranch();
  const ends = paths.map((path) => path.reduce((branch: Branch, key) => grow(branch, String(key)), root));
  scanJson5(text, depth_max, new Locator(root));
  return ends.map((end) => placeOf(text, nearest(end)));
}

/** One key of the wanted paths: what is wanted below it, and where it was met. */
interface Branch {
  parent: Branch | null;
  children: Map<string, Branch>;
  at: number | null;
}

const makeBranch = (parent: Branch | null = null): Branch => ({ parent, children: new Map(), at: null });

function grow(branch: Branch, key: string): Branch {
  const child = branch.children.get(key) ?? makeBranch(branch);
  branch.children.set(key, child);
  return child;
}

function nearest(branch: Branch | null): number {
  let found = branch;
  while (found !== null && found.at === null) found = found.parent;
  return found?.at ?? 0;
}

class Locator extends Follower implements ScanListener {
  /** What is wanted of the value that is read, and of each that is open; null where nothing is. */
  private readonly open_branches: (Branch | null)[] = [];
  private readonly root: Branch;
  private name_at: number | null = null;

  constructor(root: Branch) {
    super();
    this.root = root;
  }

  override open(kind: 'object' | 'list', at: number): void {
    this.open_branches.push(this.meet(at));
    super.open(kind, at);
  }

  override name(name: string, at: number): string | undefined {
    this.name_at = at;
    return super.name(name, at);
  }

  scalar(_value: Scalar, at: number): void {
    this.meet(at);
  }

  override close(): void {
    super.close();
    this.open_branches.pop();
  }

  private meet(value_at: number): Branch | null {
    this.begin();
    const at = this.name_at ?? value_at;
    this.name_at = null;
    const above = this.open_branches.at(-1);
    const branch = above === undefined ? this.root : (above?.children.get(String(this.path.at(-1))) ?? null);
    if (branch !== null) branch.at = at;
    return branch;
  }
}

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at);
  const lines = before.split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
