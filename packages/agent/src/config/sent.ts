// What somebody sent as a configuration, with masks in it → what it would make of the one in force: values and the very
// text. Problems name paths and lines and quote no value.
import type { ConfigError } from '@moltbot-ops/sdk/types';
import type { HostExecutor } from '../ports/host-executor.ts';
import { type Burden, findBurden, findTextBurden, giveTurn, too_many_secrets } from './burden.ts';
import { changeFiles } from './change-files.ts';
import { EditError } from './edit.ts';
import { IncludeOwned } from './edit-includes.ts';
import { readConfigText } from './edit-text.ts';
import { createMasker, type Masker } from './mask.ts';
import { hideBroken, restoreBroken } from './mask-broken.ts';
import { type KeepProblem, restoreText, restoreValue } from './mask-restore.ts';
import { parseConfigText } from './parse.ts';
import { type ConfigContent, interpretText } from './read.ts';
import { formatPath, isTree, type Path, type Tree } from './tree.ts';

export interface SentConfig {
  config: object;
  /** JSON5 instead of the object. */
  raw?: string | null | undefined;
}

export interface Wanted {
  /** The file's new text. */
  text: string;
  /** New texts of files that it takes in, by their absolute names. */
  files: ReadonlyMap<string, string>;
  /** What the file itself says then, where it was sent as text; null where it was sent as values. */
  main: Tree | null;
  /** The whole, includes and all. */
  resolved: Tree;
  /** Knows the secrets of both, what is in force and what was sent. */
  masker: Masker;
}

export type WantedReading = { ok: true; wanted: Wanted } | { ok: false; problems: ConfigError[]; masker: Masker };

export interface Surroundings {
  host: HostExecutor;
  hinted(path: Path): boolean;
  /** Secrets that are known from elsewhere. */
  known: readonly string[];
  /** What is in force is seen with its secrets masked by the gateway. */
  is_masked: boolean;
}

const problem = (path: string, message: string, more: Partial<ConfigError> = {}): ConfigError => ({
  path,
  message,
  severity: 'error',
  layer: 'syntax',
  ...more,
});

const keptProblem = ({ path, message, line }: KeepProblem): ConfigError =>
  problem(path, message, { rule: 'secret_not_kept', ...(line === undefined ? {} : { line }) });

/** A masker over everything that may be shown together with `content`. */
export const maskerOver = ({ hinted, known, is_masked }: Surroundings, ...configs: unknown[]): Masker =>
  createMasker({ hinted, known, configs, is_masked });

const not_utf8 =
  'The file holds bytes that are no UTF-8, which a change would spoil. Convert it on its machine first, with iconv.';

/** Puts kept secrets back and works out text and values. Rejects with nothing but faults of the host. */
export async function readWanted(
  content: ConfigContent,
  sent: SentConfig,
  around: Surroundings,
): Promise<WantedReading> {
  const masker = maskerOver(around);
  if (content.burden !== null || findBurden(content.resolved) !== null)
    return refuseWhole({ path: [], message: 'It is too large to be changed here. Change it on its machine.' }, masker);
  const burden = typeof sent.raw === 'string' ? findTextBurden(sent.raw) : findBurden(sent.config);
  if (burden !== null) return refuseWhole(burden, masker);
  if (!content.is_exact) return refuseWhole({ path: [], message: not_utf8 }, masker);
  return typeof sent.raw === 'string'
    ? readWantedText(content, sent.raw, around)
    : readWantedObject(content, sent.config, around);
}

const refuseWhole = ({ path, message }: Burden, masker: Masker): WantedReading => ({
  ok: false,
  problems: [problem(masker.maskProse(formatPath(path)), message)],
  masker,
});

async function readWantedText(content: ConfigContent, raw: string, around: Surroundings): Promise<WantedReading> {
  const present = [content.resolved, content.main?.tree];
  const parsed = parseConfigText(raw);
  const burden = parsed.ok ? findBurden(parsed.value) : null;
  if (burden !== null) return refuseWhole(burden, maskerOver(around));
  await giveTurn();
  const reading = readConfigText(raw);
  await giveTurn();
  if (!parsed.ok || !reading.ok) {
    const masker = maskerOver(around, ...present);
    const { path, line, column } = parsed.ok ? { path: '', line: 1, column: 1 } : parsed.problem;
    const message = parsed.ok
      ? reading.ok
        ? 'It holds no object.'
        : reading.message
      : masker.maskProse(parsed.problem.message);
    return { ok: false, problems: [problem(masker.maskProse(path), message, { line, column })], masker };
  }
  const masker = maskerOver(around, ...present, reading.config.tree);
  if (masker.is_flooded) return refuseWhole({ path: [], message: too_many_secrets }, maskerOver(around));
  const is_broken = content.exists && content.main === null;
  const { text, problems } = is_broken
    ? restoreBroken(reading.config, hideBroken(content.text, masker.maskComment).hidden)
    : restoreText(reading.config, content.main, masker);
  if (problems.length > 0) return { ok: false, problems: problems.map(keptProblem), masker };
  await giveTurn();
  const meaning = await interpretText(around.host, content.path, text);
  if (meaning.main === null) return { ok: false, problems: [problem('', 'It is no valid JSON5.')], masker };
  const { tree } = meaning.main;
  await giveTurn();
  // What came back from behind masks is to be known too.
  const knowing = maskerOver(around, ...present, tree, meaning.resolved);
  return { ok: true, wanted: { text, files: new Map(), main: tree, resolved: meaning.resolved, masker: knowing } };
}

async function readWantedObject(content: ConfigContent, config: object, around: Surroundings): Promise<WantedReading> {
  const masker = maskerOver(around, content.resolved, content.main?.tree, config);
  if (masker.is_flooded) return refuseWhole({ path: [], message: too_many_secrets }, maskerOver(around));
  const refuse = (path: string, message: string, rule?: string): WantedReading => ({
    ok: false,
    problems: [problem(path, message, rule === undefined ? {} : { rule })],
    masker,
  });
  if (content.problem !== null) {
    return refuse('', 'The present file is no valid JSON5. Mend it as text first.', 'config_unreadable');
  }
  await giveTurn();
  const { value, problems } = restoreValue(config, content.resolved, masker);
  if (problems.length > 0) return { ok: false, problems: problems.map(keptProblem), masker };
  const resolved = isTree(value) ? value : {};
  await giveTurn();
  try {
    const texts = await changeFiles(content, resolved, around.host);
    return { ok: true, wanted: { ...texts, main: null, resolved, masker } };
  } catch (error) {
    if (error instanceof IncludeOwned) {
      const files = error.files.join(', ');
      return refuse(formatPath(masker.showPath(error.path)), `${error.message} ${files}`, 'included_file');
    }
    if (error instanceof EditError) return refuse('', 'The change cannot be put into this text. Change it as text.');
    throw error;
  }
}
