// The configuration as it lies on its host: bytes of the file and of everything that it takes in → text, values, one hash.
// Links are followed before anything is written; what is read here holds secrets and never leaves without `mask.ts`.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '../errors.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { type ConfigText, readConfigText } from './edit-text.ts';
import { include_bytes_max, resolveIncludes } from './includes.ts';
import { text_bytes_max } from './parse.ts';
import { isTree, type Path, type Tree } from './tree.ts';

const readlink_timeout_ms = 10_000;

/** One `$include` in the file itself. */
export interface Include {
  /** The object that holds it. */
  at: Path;
  /** Files that it names, absolute. */
  files: string[];
  /** What they hold together. */
  value: unknown;
}

export interface ConfigContent {
  /** Where the gateway looks. */
  path: string;
  /** Where the bytes lie, links followed. */
  real_path: string;
  exists: boolean;
  text: string;
  /** False where the file holds bytes that are no UTF-8: `text` cannot give them back. */
  is_exact: boolean;
  /** Names the exact bytes of the file and its includes; null when there is no file. */
  hash: string | null;
  /** The file itself, `$include`s unresolved; null when it is missing or no JSON5. */
  main: ConfigText | null;
  problem: { message: string; line: number | null; column: number | null } | null;
  /** As the gateway reads it before variables and defaults. */
  resolved: Tree;
  includes: Include[];
  /** Every included file, at any depth, with its bytes. */
  files: ReadonlyMap<string, string>;
  owner: { mode: number; uid: number; gid: number } | null;
}

/** The bytes of a file; null when there is none. Throws `config_unreadable` where it cannot be read. */
async function readBytes(host: HostExecutor, path: string): Promise<Buffer | null> {
  try {
    return await host.readFile(path, text_bytes_max);
  } catch (error) {
    if (error instanceof HostError && error.failure === 'missing') return null;
    const message = error instanceof HostError ? error.failure : 'failed';
    throw new AppError('config_unreadable', { details: [{ field: path, message }], cause: error });
  }
}

/** Where a path leads in the end; the path itself when it is no link or leads nowhere. */
async function followLinks(host: HostExecutor, path: string): Promise<string> {
  const stat = await host.stat(path).catch(() => null);
  if (stat?.kind !== 'link') return path;
  const { status, stdout } = await host.run(['readlink', '-f', path], { timeout_ms: readlink_timeout_ms });
  const target = stdout.trim();
  if (status !== 0 || !target.startsWith('/')) {
    throw new AppError('config_unreadable', { details: [{ field: path, message: 'a link that leads nowhere' }] });
  }
  return target;
}

interface Meaning {
  resolved: Tree;
  includes: Include[];
  files: ReadonlyMap<string, string>;
}

/** Puts includes into their places, and says for each one of the file itself what it brought. */
async function readMeaning(host: HostExecutor, path: string, tree: Tree): Promise<Meaning> {
  const files = new Map<string, string>();
  const read = async (file: string): Promise<string> => {
    const text = (await host.readFile(file, include_bytes_max)).toString('utf8');
    files.set(file, text);
    return text;
  };
  const sources = { config_path: path, read };
  const { value } = await resolveIncludes(tree, sources);
  const includes: Include[] = [];
  for (const { at, named } of includesIn(tree, [])) {
    const brought = await resolveIncludes({ $include: named }, sources);
    includes.push({
      at,
      files: namesOf(named).map((name) => posix.resolve(posix.dirname(path), name)),
      value: brought.value,
    });
  }
  return { resolved: isTree(value) ? value : {}, includes, files };
}

const namesOf = (named: unknown): string[] =>
  (Array.isArray(named) ? named : [named]).filter((name) => typeof name === 'string');

function* includesIn(value: unknown, at: Path): Generator<{ at: Path; named: unknown }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* includesIn(item, [...at, index]);
  if (!isTree(value)) return;
  if (Object.hasOwn(value, '$include')) yield { at, named: value.$include };
  for (const [key, member] of Object.entries(value)) if (key !== '$include') yield* includesIn(member, [...at, key]);
}

/** Names bytes: of the file, then of each included one by its path. */
export function hashContent(text: string, files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(text);
  for (const [path, content] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update('\0').update(path).update('\0').update(content);
  }
  return `sha256:${hash.digest('hex')}`;
}

/** What a text would mean in the place of the file: with the includes that it names. */
export async function interpretText(
  host: HostExecutor,
  path: string,
  text: string,
): Promise<Pick<ConfigContent, 'main' | 'problem' | 'resolved' | 'includes' | 'files' | 'hash'>> {
  const reading = readConfigText(text);
  if (!reading.ok) {
    const { message, line, column } = reading;
    const files = new Map<string, string>();
    const hash = hashContent(text, files);
    return { main: null, problem: { message, line, column }, resolved: {}, includes: [], files, hash };
  }
  const meaning = await readMeaning(host, path, reading.config.tree);
  return { main: reading.config, problem: null, ...meaning, hash: hashContent(text, meaning.files) };
}

/** Reads the configuration at `path` on that host. Throws `config_unreadable` where it cannot be read at all. */
export async function readConfigContent(host: HostExecutor, path: string): Promise<ConfigContent> {
  const real_path = await followLinks(host, path);
  const bytes = await readBytes(host, real_path);
  if (bytes === null) {
    const nothing = { main: null, problem: null, resolved: {}, includes: [], files: new Map<string, string>() };
    return { path, real_path, exists: false, text: '', is_exact: true, hash: null, owner: null, ...nothing };
  }
  const stat = await host.stat(real_path).catch(() => null);
  const owner = stat === null ? null : { mode: stat.mode & 0o777, uid: stat.uid, gid: stat.gid };
  const [text, is_exact] = [bytes.toString('utf8'), isUtf8(bytes)];
  return { path, real_path, exists: true, text, is_exact, owner, ...(await interpretText(host, path, text)) };
}
