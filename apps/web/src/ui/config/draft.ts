// The draft: what an operator wants changed, as a merge patch over the configuration in force. Pure, and in memory only.
// A secret that was typed lives in it as it is; whatever is to be stored or shown goes through `maskDraft` first.
import type { ConfigDocument, ConfigField } from '@moltbot-ops/sdk/types';
import type { ConfigDraft } from './contract.ts';
import { isMask, isSensitiveAt, isTypedSecret, kept_mask, referenceIn } from './mask.ts';
import { applyPatch, diffPatch, type LeafChange, listChanges } from './merge.ts';
import { isTree, isWithin, type Path, type Tree, valueAt, withName, without, withValue } from './tree.ts';

type Config = ConfigDocument['config'];

/** What would be in force: the configuration with the draft merged in, masks kept. */
export function mergeDraft(config: Config, draft: ConfigDraft): Config {
  return applyPatch(config, draft);
}

/** The draft with one field set. */
export function setField(config: Config, draft: ConfigDraft, path: Path, value: unknown): ConfigDraft {
  return redraft(config, withValue(mergeDraft(config, draft), path, value));
}

/** The draft with one field, item or name taken away. */
export function unsetField(config: Config, draft: ConfigDraft, path: Path): ConfigDraft {
  return redraft(config, without(mergeDraft(config, draft), path, config));
}

/** The draft with one field as it is in force. */
export function resetField(config: Config, draft: ConfigDraft, path: Path): ConfigDraft {
  const former = valueAt(config, path);
  return former === undefined ? unsetField(config, draft, path) : setField(config, draft, path, former);
}

/** The draft with one entry of a map under another name. */
export function renameField(config: Config, draft: ConfigDraft, path: Path, name: string): ConfigDraft {
  return redraft(config, withName(mergeDraft(config, draft), path, name));
}

/** The draft that makes this whole out of what is in force. */
export function redraft(config: Config, whole: unknown): ConfigDraft {
  return diffPatch(config, isTree(whole) ? whole : {});
}

/** Leaf by leaf what the draft would change. */
export function changesOf(config: Config, draft: ConfigDraft): LeafChange[] {
  return listChanges(config, mergeDraft(config, draft));
}

/** The same draft with every sensitive value masked; this alone may be stored. */
export function maskDraft(draft: ConfigDraft, fields: readonly ConfigField[]): ConfigDraft {
  const masked = mapLeaves(draft, [], (value, path) =>
    isTypedSecret(value) && isSensitiveAt(fields, path) ? kept_mask : value,
  );
  return isTree(masked) ? masked : {};
}

/** Sensitive paths that the draft masks although nothing is set in force: they have to be typed again. */
export function lostSecrets(draft: ConfigDraft, value: ConfigDocument, fields: readonly ConfigField[]): string[] {
  const lost: string[] = [];
  mapLeaves(draft, [], (one, path) => {
    if (isMask(one) && !isKnownSecret(valueAt(value.config, path)) && isSensitiveAt(fields, path))
      lost.push(path.join('.'));
    return one;
  });
  return lost;
}

function isKnownSecret(value: unknown): boolean {
  return isMask(value) || referenceIn(value) !== null;
}

function mapLeaves(value: unknown, path: Path, change: (value: unknown, path: Path) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item, at) => mapLeaves(item, [...path, at], change));
  if (!isTree(value) || referenceIn(value)) return change(value, path);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapLeaves(one, [...path, key], change)]));
}

export interface Conflict {
  path: Path;
  /** What both began with. */
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** Fields that this draft and somebody else changed differently since `base`. */
export function findConflicts(base: Config, newer: Config, draft: ConfigDraft): Conflict[] {
  const whole = mergeDraft(base, draft);
  const theirs = listChanges(base, newer);
  return listChanges(base, whole).flatMap(({ path, after }) => {
    const other = theirs.find((one) => isWithin(one.path, path) || isWithin(path, one.path));
    if (!other) return [];
    const [mine, now] = [after, valueAt(newer, path)];
    if (listChanges(mine, now).length === 0) return [];
    return [{ path, base: valueAt(base, path), mine, theirs: now }];
  });
}

/** The draft over newer content: mine stays, but for the paths where theirs is taken. */
export function rebaseDraft(base: Config, newer: Config, draft: ConfigDraft, takeTheirs: readonly Path[]): ConfigDraft {
  let whole: Tree = applyPatch(newer, redraft(base, mergeDraft(base, draft)));
  for (const path of takeTheirs) {
    const value = valueAt(newer, path);
    const next = value === undefined ? without(whole, path, newer) : withValue(whole, path, value);
    if (isTree(next)) whole = next;
  }
  return redraft(newer, whole);
}
