// The configuration as it lies on its host: bytes of the file and of everything that it takes in → text, values, one hash.
// Links are followed before anything is written; what is read here holds secrets and never leaves without `mask.ts`.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '../errors.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { type Burden, findBurden, findTextBurden, giveTurn } from './burden.ts';
import { type ConfigText, readConfigText } from './edit-text.ts';
import { type FileOwner, type IncludedFile, ownerOf, readIncludedFile } from './include-files.ts';
import { resolveIncludes } from './includes.ts';
import { parseConfigText, text_bytes_max } from './parse.ts';
import { isTree, type Tree } from './tree.ts';

const readlink_timeout_ms = 10_000;

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
  /** Why it is not worked through; its text and its name are all that is known of it then. */
  burden: Burden | null;
  /** As the gateway reads it before variables and defaults. */
  resolved: Tree;
  /** Every included file, at any depth, by its absolute name. */
  files: IncludedFiles;
  owner: FileOwner | null;
}

export type IncludedFiles = ReadonlyMap<string, IncludedFile>;

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
  files: IncludedFiles;
}

/** Puts includes into their places; texts of `instead` stand for those of their files. */
async function readMeaning(
  host: HostExecutor,
  path: string,
  tree: Tree,
  instead: ReadonlyMap<string, string>,
): Promise<Meaning> {
  const files = new Map<string, IncludedFile>();
  let chars = 0;
  const read = async (name: string): Promise<string> => {
    const file = await readIncludedFile(host, name, [posix.dirname(path)]);
    const text = instead.get(name) ?? file.text;
    chars += text.length;
    if (chars > text_bytes_max) throw new HostError('too_large', 'all files together are too large');
    await giveTurn();
    files.set(name, { ...file, text });
    return text;
  };
  const { value } = await resolveIncludes(tree, { config_path: path, read });
  return { resolved: isTree(value) ? value : {}, files };
}

/** Names bytes: of the file, then of each included one by its path. */
export function hashContent(text: string, files: IncludedFiles): string {
  const hash = createHash('sha256').update(text);
  for (const [path, file] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update('\0').update(path).update('\0').update(file.text);
  }
  return `sha256:${hash.digest('hex')}`;
}

/** What a text would mean in the place of the file: with the includes that it names, or other texts in their places. */
export async function interpretText(
  host: HostExecutor,
  path: string,
  text: string,
  instead: ReadonlyMap<string, string> = new Map(),
): Promise<Pick<ConfigContent, 'main' | 'problem' | 'resolved' | 'files' | 'hash'>> {
  await giveTurn();
  const reading = readConfigText(text);
  await giveTurn();
  if (!reading.ok) {
    const { message, line, column } = reading;
    const files: IncludedFiles = new Map();
    const hash = hashContent(text, files);
    return { main: null, problem: { message, line, column }, resolved: {}, files, hash };
  }
  const meaning = await readMeaning(host, path, reading.config.tree, instead);
  return { main: reading.config, problem: null, ...meaning, hash: hashContent(text, meaning.files) };
}

/** Of a text of less than this no values are counted beforehand: they cannot be too many. */
const light_chars_max = 64 * 1024;
/** In one that does not parse every word is looked at for secrets. */
const broken_chars_max = 256 * 1024;

/** The scan takes a fraction of what reading a text for changing it takes, so it is asked first. */
function findValueBurden(text: string): Burden | null {
  if (text.length <= light_chars_max) return null;
  const parsed = parseConfigText(text);
  if (parsed.ok) return findBurden(parsed.value);
  if (text.length <= broken_chars_max) return null;
  return { path: [], message: `It cannot be read at line ${parsed.problem.line}. Mend it on its machine.` };
}

/** Reads the configuration at `path` on that host. Throws `config_unreadable` where it cannot be read at all. */
export async function readConfigContent(host: HostExecutor, path: string): Promise<ConfigContent> {
  const real_path = await followLinks(host, path);
  const bytes = await readBytes(host, real_path);
  if (bytes === null) {
    const nothing = { main: null, problem: null, resolved: {}, files: new Map<string, IncludedFile>() };
    const facts = { path, real_path, exists: false, text: '', is_exact: true, burden: null };
    return { ...facts, hash: null, owner: null, ...nothing };
  }
  const owner = await ownerOf(host, real_path);
  const text = bytes.toString('utf8');
  await giveTurn();
  const burden = findTextBurden(text) ?? findValueBurden(text);
  await giveTurn();
  const facts = { path, real_path, exists: true, text, is_exact: isUtf8(bytes), burden, owner };
  if (burden === null) return { ...facts, ...(await interpretText(host, path, text)) };
  const nothing = { main: null, problem: null, resolved: {}, files: new Map<string, IncludedFile>() };
  return { ...facts, ...nothing, hash: hashContent(text, nothing.files) };
}
