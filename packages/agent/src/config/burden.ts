// What a configuration may weigh. Each part of the work on one is done in one go, and the agent answers nobody else
// meanwhile; so what is beyond every configuration that people write is refused before it is worked through, and between
// the parts everybody else has a turn.
import { depth_max, isTree, type Path } from './tree.ts';

/** Of the text. */
export const text_chars_max = 1024 * 1024;
/** Members and items, at every depth. */
export const values_max = 50_000;
/** Of one string or one name. */
export const string_chars_max = 128 * 1024;

export interface Burden {
  path: Path;
  /** A sentence without values, and what to do. */
  message: string;
}

const elsewhere = 'Put less into it, or move parts of it into files of their own with `$include`.';

/** To be awaited between two parts of the work: whoever came meanwhile is answered first. */
export const giveTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What makes it too heavy to be worked through; null where nothing does. Stops at the first that is found. */
export function findBurden(config: unknown): Burden | null {
  let values = 0;
  const visit = (value: unknown, path: Path): Burden | null => {
    values += 1;
    if (values > values_max)
      return { path: path.slice(0, -1).slice(0, 1), message: `It holds more than ${values_max} values. ${elsewhere}` };
    if (typeof value === 'string' && value.length > string_chars_max)
      return {
        path,
        message: `A text in it is longer than ${string_chars_max / 1024} KiB. Keep it in a file instead.`,
      };
    if (path.length > depth_max) return { path: path.slice(0, 8), message: 'It is nested too deep. Make it flatter.' };
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) {
        const burden = visit(item, [...path, at]);
        if (burden !== null) return burden;
      }
    } else if (isTree(value)) {
      for (const [key, member] of Object.entries(value)) {
        const burden =
          key.length > string_chars_max
            ? { path, message: `A name in it is longer than ${string_chars_max / 1024} KiB. Give it a short one.` }
            : visit(member, [...path, key]);
        if (burden !== null) return burden;
      }
    }
    return null;
  };
  return visit(config, []);
}

/** What is said of a configuration whose secrets cannot all be searched for. */
export const too_many_secrets = `It holds more secrets than can be kept hidden here. Name them by variables or references instead.`;

/** The same of a text that nobody has parsed yet. */
export const findTextBurden = (text: string): Burden | null =>
  text.length > text_chars_max ? { path: [], message: `It is larger than 1 MiB. ${elsewhere}` } : null;
