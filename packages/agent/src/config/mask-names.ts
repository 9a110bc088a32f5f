// Secrets that stand where a name belongs, such as a map of accounts by their tokens. A masked name is the mark with a tag:
// names of one object stay apart, and what comes back finds its own name again, in the object where it stood and nowhere else.
import { createHmac, randomBytes } from 'node:crypto';
import { type Path, setOwn, type Tree } from './tree.ts';

/** Of this process alone: a tag that was guessed or kept tells nothing of the name. */
const tag_key = randomBytes(32);
const tag_chars = 10;

/** Shorter ones are words of the schema and names that people gave. */
export const name_chars_min = 16;

/** What is shown of a secret name. */
export const nameMark = (mark: string, name: string): string =>
  `${mark}_${createHmac('sha256', tag_key).update(name).digest('hex').slice(0, tag_chars)}`;

/** Members with their names passed through `change` as well. */
export function mapNamed(
  value: Tree,
  change: (member: unknown, key: string) => unknown,
  rename: (key: string) => string,
): Tree {
  const result: Tree = {};
  for (const [key, member] of Object.entries(value)) setOwn(result, rename(key), change(member, key));
  return result;
}

/** Every name of a member, at any depth. */
export function* namesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* namesIn(item);
  else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      yield key;
      yield* namesIn(member);
    }
  }
}

/** The same path with each name as it may be shown. */
export const renamePath = (path: Path, rename: (key: string) => string): Path =>
  path.map((key) => (typeof key === 'string' ? rename(key) : key));
