// Finds fields among thousands between two keystrokes: every word has to occur, names weigh more than explanations.
import type { ConfigField } from '@moltbot-ops/sdk/types';

interface Entry {
  field: ConfigField;
  /** As written, in small letters. */
  path: string;
  /** The path as words: `logging max file bytes`. */
  words: string;
  name: string;
  label: string;
  help: string;
}

export interface SearchIndex {
  /** Best first, then in schema order. An empty query finds nothing. */
  find(query: string): ConfigField[];
}

const entries_a_turn = 400;

/** Builds the index in turns of a millisecond or two, so that typing and drawing go on meanwhile. */
export async function buildIndex(fields: readonly ConfigField[], pause: () => Promise<void>): Promise<SearchIndex> {
  const entries: Entry[] = [];
  for (let from = 0; from < fields.length; from += entries_a_turn) {
    for (const field of fields.slice(from, from + entries_a_turn)) entries.push(entryOf(field));
    await pause();
  }
  return { find: (query) => find(entries, query) };
}

function entryOf(field: ConfigField): Entry {
  const words = field.path.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[.*[\]]+/g, ' ');
  const path = field.path.toLowerCase();
  return {
    field,
    path,
    words: words.toLowerCase(),
    name: path.slice(path.lastIndexOf('.') + 1),
    label: (field.label ?? '').toLowerCase(),
    help: (field.help ?? '').toLowerCase(),
  };
}

function find(entries: readonly Entry[], query: string): ConfigField[] {
  const whole = query.trim().toLowerCase();
  if (whole === '') return [];
  const terms = whole.split(/\s+/);
  const hits: Array<{ field: ConfigField; score: number; at: number }> = [];
  entries.forEach((entry, at) => {
    const score = scoreOf(entry, whole, terms);
    if (score > 0) hits.push({ field: entry.field, score, at });
  });
  return hits.sort((a, b) => b.score - a.score || a.at - b.at).map((hit) => hit.field);
}

function scoreOf(entry: Entry, whole: string, terms: readonly string[]): number {
  let score = entry.path === whole ? 4000 : entry.path.startsWith(whole) ? 1000 : 0;
  for (const term of terms) {
    const one = scoreOfTerm(entry, term);
    if (one === 0) return 0;
    score += one;
  }
  // Among equals the shorter way and the common field come first.
  return score - Math.min(entry.path.length, 90) / 10 - (entry.field.advanced ? 20 : 0);
}

function scoreOfTerm(entry: Entry, term: string): number {
  if (entry.name === term) return 400;
  if (entry.name.startsWith(term)) return 260;
  if (entry.label.startsWith(term)) return 220;
  if (entry.words.includes(` ${term}`) || entry.words.startsWith(term)) return 180;
  if (entry.path.includes(term)) return 140;
  if (entry.label.includes(term)) return 120;
  return entry.help.includes(term) ? 60 : 0;
}
