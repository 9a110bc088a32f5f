// Changes a configuration's text where its values differ from the wanted ones, and nowhere else: comments, the order of
// keys, quotes, trailing commas and every other byte stay. What was written is read again before anybody gets it.
import type { ArrayNode, ObjectNode, Token, ValueNode } from '@humanwhocodes/momoa';
import {
  indentAt,
  readStyle,
  renderBlock,
  renderFile,
  renderInline,
  renderName,
  type WritingStyle,
} from './edit-style.ts';
import { type ConfigText, keyOf, rangeOf, readConfigText } from './edit-text.ts';
import { isEqual, isTree, ownOf, type Tree } from './tree.ts';

/** The text cannot be changed without harm. Nothing was written. */
export class EditError extends Error {}

interface Edit {
  start: number;
  end: number;
  text: string;
}

interface Entry {
  start: number;
  end: number;
}

/** Members of an object or items of a list: which go, and what comes after which. */
interface EntryPlan {
  container: Entry;
  entries: Entry[];
  removed: Set<number>;
  /** Goes in after the entry of this place; -1 puts it first. */
  after: number;
  /** How each new one is written at the indent it gets, in a block or in one line. */
  added: ((indent: string | null) => string)[];
}

class Editor {
  private readonly edits: Edit[] = [];
  private readonly text: string;
  private readonly style: WritingStyle;
  private readonly tokens: readonly Token[];

  constructor(config: ConfigText) {
    this.text = config.text;
    this.tokens = config.tokens;
    this.style = readStyle(config);
  }

  /** The changed text. Insertions at one place keep the order in which they were asked for. */
  finish(): string {
    const sorted = this.edits.map((edit, at) => ({ ...edit, at })).toSorted((a, b) => a.start - b.start || a.at - b.at);
    let out = '';
    let done = 0;
    for (const { start, end, text } of sorted) {
      if (start < done) throw new EditError('two changes meet in one place');
      out += this.text.slice(done, start) + text;
      done = end;
    }
    return out + this.text.slice(done);
  }

  object(node: ObjectNode, present: Tree, wanted: Tree): void {
    const entries = node.members.map(entryOf);
    const removed = new Set<number>();
    const lasting = new Map(node.members.map((member, at) => [keyOf(member), at]));
    for (const [at, member] of node.members.entries()) {
      const key = keyOf(member);
      if (!Object.hasOwn(wanted, key)) removed.add(at);
      else if (lasting.get(key) === at) this.value(member.value, ownOf(present, key), ownOf(wanted, key));
    }
    const bare = node.members.filter((member) => member.name.type === 'Identifier').length;
    const bare_names = node.members.length === 0 ? this.style.bare_names : bare * 2 >= node.members.length;
    const style = { ...this.style, bare_names };
    const added = Object.entries(wanted)
      .filter(([key]) => !lasting.has(key))
      .map(([key, value]) => (indent: string | null) => {
        const written = indent === null ? renderInline(value, style) : renderBlock(value, indent, style);
        return `${renderName(key, style)}: ${written}`;
      });
    this.entries({ container: entryOf(node), entries, removed, after: entries.length - 1, added });
  }

  private value(node: ValueNode, present: unknown, wanted: unknown): void {
    if (isEqual(present, wanted)) return;
    if (node.type === 'Object' && isTree(present) && isTree(wanted)) return this.object(node, present, wanted);
    if (node.type === 'Array' && Array.isArray(present) && Array.isArray(wanted)) {
      return this.list(node, present, wanted);
    }
    const [start, end] = rangeOf(node);
    this.edits.push({ start, end, text: this.renderIn(start, node, wanted) });
  }

  /** A value that takes the place of another: in its quotes, and over several lines only where its line began with it. */
  private renderIn(start: number, node: ValueNode, wanted: unknown): string {
    const mark = this.text[start];
    const style =
      node.type === 'String' && (mark === '"' || mark === "'") ? { ...this.style, quote: mark } : this.style;
    if (!isTree(wanted) && !Array.isArray(wanted)) return renderInline(wanted, style as WritingStyle); // the mark was checked
    const line = this.text.slice(this.text.lastIndexOf('\n', start - 1) + 1, start);
    const isCrowded = /[{[,]/.test(line);
    return isCrowded ? renderInline(wanted, this.style) : renderBlock(wanted, indentAt(this.text, start), this.style);
  }

  /** Keeps what both ends have in common, changes the middle item by item, then adds or removes the rest of it. */
  private list(node: ArrayNode, present: unknown[], wanted: unknown[]): void {
    const shorter = Math.min(present.length, wanted.length);
    let head = 0;
    while (head < shorter && isEqual(present[head], wanted[head])) head += 1;
    let tail = 0;
    while (tail < shorter - head && isEqual(present.at(-1 - tail), wanted.at(-1 - tail))) tail += 1;
    const before = present.length - tail;
    const after = wanted.length - tail;
    const both = Math.min(before, after);
    for (let at = head; at < both; at += 1) {
      const element = node.elements[at];
      if (element !== undefined) this.value(element.value, present[at], wanted[at]);
    }
    const removed = new Set<number>();
    for (let at = both; at < before; at += 1) removed.add(at);
    const added = wanted
      .slice(both, Math.max(both, after))
      .map(
        (value) => (indent: string | null) =>
          indent === null ? renderInline(value, this.style) : renderBlock(value, indent, this.style),
      );
    this.entries({
      container: entryOf(node),
      entries: node.elements.map(({ value }) => entryOf(value)),
      removed,
      after: both - 1,
      added,
    });
  }

  private entries(plan: EntryPlan): void {
    const { entries, removed, added, container } = plan;
    if (removed.size === 0 && added.length === 0) return;
    const indent = this.indentOf(plan);
    const last = entries.length - 1;
    // The last one goes and others come: they take its place.
    const takes_place = added.length > 0 && plan.after === last && removed.has(last);
    for (const at of removed) if (!(takes_place && at === last)) this.remove(plan, at);
    if (added.length > 0) this.add(plan, indent, takes_place);
    else this.dropLastComma(entries, removed, container);
  }

  /** Null where the entries are written in one line. */
  private indentOf({ container, entries }: EntryPlan): string | null {
    const first = entries[0];
    const isBlock = this.text.slice(container.start, first?.start ?? container.end).includes('\n');
    if (first === undefined) {
      const line = this.text.slice(this.text.lastIndexOf('\n', container.start - 1) + 1, container.start);
      const isAlone = !/[{[,]/.test(line);
      return isBlock || isAlone ? indentAt(this.text, container.start) + this.style.unit : null;
    }
    return isBlock ? indentAt(this.text, first.start) : null;
  }

  private add({ container, entries, after, added }: EntryPlan, indent: string | null, takes_place: boolean): void {
    const { text, style } = this;
    const between = indent === null ? ', ' : `,${style.newline}${indent}`;
    const written = added.map((render) => render(indent)).join(between);
    const anchor = entries[after];
    const comma = anchor === undefined ? null : this.commaAfter(anchor, entries[after + 1]?.start ?? container.end);
    if (takes_place && anchor !== undefined) {
      this.edits.push({ ...anchor, text: written });
      return;
    }
    if (anchor === undefined) {
      const open = this.lineEndFrom(container.start + 1, entries[0]?.start ?? container.end - 1);
      const lead = indent === null ? '' : `${style.newline}${indent}`;
      const isOnly = entries.length === 0;
      const end = isOnly ? this.closing(container, open, indent) : indent === null ? ', ' : ',';
      const spaced = isOnly && indent === null && text[container.start] === '{';
      this.edits.push({ ...open, text: spaced ? ` ${written} ` : `${lead}${written}${end}` });
      return;
    }
    if (comma === null) this.edits.push({ start: anchor.end, end: anchor.end, text: ',' });
    const place = this.lineEndFrom(comma?.end ?? anchor.end, entries[after + 1]?.start ?? container.end - 1);
    const hides = text.slice(comma?.end ?? anchor.end, place.start).includes('//');
    const lead = indent !== null ? `${style.newline}${indent}` : hides ? style.newline : ' ';
    this.edits.push({ ...place, text: `${lead}${written}${comma === null ? '' : ','}` });
  }

  /** What ends the first entries of something empty: its bracket comes into a line of its own in a block. */
  private closing(container: Entry, place: Entry, indent: string | null): string {
    if (indent === null) return '';
    const comma = this.style.trailing_commas ? ',' : '';
    if (this.text.slice(place.end, container.end).includes('\n')) return comma;
    return `${comma}${this.style.newline}${indentAt(this.text, container.start)}`;
  }

  /** Where an insertion after `at` goes: behind the comments that end its line, and not behind `limit`. */
  private lineEndFrom(at: number, limit: number): Entry {
    let place = at;
    for (const token of this.tokens) {
      const [start, end] = rangeOf(token);
      if (start < place) continue;
      if (end > limit || !token.type.endsWith('Comment') || this.text.slice(place, start).includes('\n')) break;
      place = end;
    }
    const isLineEnd = /^[ \t]*(\r?\n|$)/.test(this.text.slice(place, Math.max(place, limit)));
    return isLineEnd || this.text.slice(at, place).includes('//')
      ? { start: place, end: place }
      : { start: at, end: at };
  }

  private remove({ container, entries }: EntryPlan, at: number): void {
    const entry = entries[at];
    if (entry === undefined) return;
    const { text } = this;
    const comma = this.commaAfter(entry, entries[at + 1]?.start ?? container.end);
    let { start } = entry;
    let end = entry.end;
    if (comma !== null && text.slice(end, comma.start).trim() === '') end = comma.end;
    else if (comma !== null) this.edits.push({ ...comma, text: '' });
    const line_start = text.lastIndexOf('\n', start - 1) + 1;
    const begins_line = text.slice(line_start, start).trim() === '' && line_start > container.start;
    const rest = /^[ \t]*(\r?\n)?/.exec(text.slice(end, container.end))?.[0] ?? '';
    if (begins_line && rest.includes('\n')) {
      start = line_start;
      end += rest.length;
    } else if (!rest.includes('\n')) end += comma === null ? 0 : rest.length;
    this.edits.push({ start, end, text: '' });
  }

  /** After the last entries went, the comma before them is none that the owner wrote at an end. */
  private dropLastComma(entries: Entry[], removed: Set<number>, container: Entry): void {
    const last = entries.at(-1);
    if (last === undefined || !removed.has(entries.length - 1)) return;
    if (this.commaAfter(last, container.end) !== null) return;
    const kept = entries.findLastIndex((_entry, at) => !removed.has(at));
    const keeper = entries[kept];
    const comma = keeper === undefined ? null : this.commaAfter(keeper, entries[kept + 1]?.start ?? container.end);
    if (comma !== null) this.edits.push({ ...comma, text: '' });
  }

  private commaAfter(entry: Entry, limit: number): Entry | null {
    for (const token of this.tokens) {
      const [start, end] = rangeOf(token);
      if (start >= limit) break;
      if (start >= entry.end && token.type === 'Comma') return { start, end };
    }
    return null;
  }
}

const entryOf = (node: { range?: number[] }): Entry => {
  const [start, end] = rangeOf(node);
  return { start, end };
};

/**
 * The text that says `wanted`, with everything of `text` that need not change. An empty text is written anew.
 * Throws `EditError` when the text is not JSON5 or when what came out does not say what it should.
 */
export function editConfigText(text: string, wanted: Tree): string {
  if (text.trim() === '') return renderFile(wanted);
  const reading = readConfigText(text);
  if (!reading.ok) throw new EditError('the present text is no JSON5');
  const editor = new Editor(reading.config);
  editor.object(reading.config.root, reading.config.tree, wanted);
  const edited = editor.finish();
  const again = readConfigText(edited);
  if (!again.ok || !isEqual(again.config.tree, wanted))
    throw new EditError('the change cannot be written into this text');
  return edited;
}
