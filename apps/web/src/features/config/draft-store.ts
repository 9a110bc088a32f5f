// The draft of the Config place: kept while one looks elsewhere in the console, with what it takes to undo.
// Over a reload only what is no secret comes along, in this tab alone; a sign-out takes everything.
import type { ConfigDocument, ConfigField } from '@moltbot-ops/sdk/types';
import { keeper } from '../../api/client.ts';
import type { ConfigDraft } from '../../ui/config/contract.ts';
import { lostSecrets, maskDraft, rebaseDraft, resetField } from '../../ui/config/draft.ts';
import { listChanges } from '../../ui/config/merge.ts';
import { formatPath, isTree, type Path, parsePath } from '../../ui/config/tree.ts';
import { readStored, writeStored } from '../../util/storage.ts';
import { createStore } from '../../util/store.ts';

interface Version {
  draft: ConfigDraft;
  text: string | null;
}

export interface DraftState extends Version {
  /** The content that the draft stands on. */
  base: ConfigDocument | null;
  past: readonly Version[];
  future: readonly Version[];
  /** Secrets that a reload made forget. */
  lost: readonly string[];
  /** When the last version was put aside, epoch ms: keystrokes within a moment are one step back. */
  stepped_at_ms: number;
}

const storage_key = 'moltbot-ops.config-draft';
const steps_max = 100;
const one_step_ms = 700;

const nothing: DraftState = { base: null, draft: {}, text: null, past: [], future: [], lost: [], stepped_at_ms: 0 };
export const draftState = createStore<DraftState>(nothing);

export function isDirty(state: Pick<DraftState, 'draft' | 'text' | 'base'>): boolean {
  return Object.keys(state.draft).length > 0 || (state.text !== null && state.text !== state.base?.raw);
}

/** The next version, with a way back to the present one. */
export function changeDraft(change: Partial<Version>, now_ms: number): void {
  const state = draftState.get();
  const isNewStep = now_ms - state.stepped_at_ms > one_step_ms || state.past.length === 0;
  const past = isNewStep ? [...state.past, { draft: state.draft, text: state.text }].slice(-steps_max) : state.past;
  draftState.set({ ...state, ...change, past, future: [], stepped_at_ms: isNewStep ? now_ms : state.stepped_at_ms });
}

export function undo(): void {
  const state = draftState.get();
  const before = state.past.at(-1);
  if (!before) return;
  const future = [{ draft: state.draft, text: state.text }, ...state.future];
  draftState.set({ ...state, ...before, past: state.past.slice(0, -1), future, stepped_at_ms: 0 });
}

export function redo(): void {
  const state = draftState.get();
  const [next, ...future] = state.future;
  if (!next) return;
  const past = [...state.past, { draft: state.draft, text: state.text }];
  draftState.set({ ...state, ...next, past, future, stepped_at_ms: 0 });
}

/** Back to what is in force, with a way back to the draft. */
export function discardDraft(): void {
  changeDraft({ draft: {}, text: null }, Number.POSITIVE_INFINITY);
  draftState.set({ ...draftState.get(), lost: [], stepped_at_ms: 0 });
}

/** What was drafted is in force: nothing is left to do or to undo. */
export function finishDraft(): void {
  // A reload may not have taken it up yet, and would bring it back.
  writeStored(storage_key, null, 'session');
  draftState.set({ ...nothing, base: draftState.get().base });
}

/** Begins anew on this content: nothing is drafted and nothing can be undone. */
export function startDraft(base: ConfigDocument): void {
  draftState.set({ ...nothing, base });
}

/** Puts the draft onto newer content; theirs wins where it is taken. Text is written anew from theirs, so that its comments stay. */
export function moveDraft(newer: ConfigDocument, takeTheirs: readonly Path[]): void {
  const state = draftState.get();
  const { base } = state;
  if (!base) return startDraft(newer);
  const move = (version: Version): Version => ({
    draft: rebaseDraft(base.config, newer.config, version.draft, takeTheirs),
    text: null,
  });
  draftState.set({ ...state, ...move(state), base: newer, past: state.past.map(move), future: state.future.map(move) });
}

/** What may lie in the tab's storage: no secret, and nothing of the environment, where anything may be one. */
export function storable(draft: ConfigDraft, fields: readonly ConfigField[]): ConfigDraft {
  const { env: _, ...rest } = maskDraft(draft, fields);
  return rest;
}

/** Paths of what was typed and may not be stored. */
function typedSecrets(draft: ConfigDraft, fields: readonly ConfigField[]): string[] {
  return listChanges(storable(draft, fields), draft).map((change) => formatPath(change.path));
}

export function storeDraft(state: DraftState, fields: readonly ConfigField[]): void {
  const draft = storable(state.draft, fields);
  const lost = typedSecrets(state.draft, fields);
  writeStored(storage_key, Object.keys(draft).length > 0 ? { draft, lost } : null, 'session');
}

/** Takes up what a reload left behind, without the secrets that it could not keep. */
export function restoreDraft(base: ConfigDocument, fields: readonly ConfigField[]): void {
  const stored = readStored(storage_key, 'session');
  if (!isTree(stored) || !isTree(stored.draft)) return;
  const said = Array.isArray(stored.lost) ? stored.lost.filter((path) => typeof path === 'string') : [];
  const lost = [...new Set([...said, ...lostSecrets(stored.draft, base, fields)])];
  const draft = lost.reduce<ConfigDraft>((rest, path) => resetField(base.config, rest, parsePath(path)), stored.draft);
  draftState.set({ ...nothing, base, draft, lost });
}

keeper.state.subscribe(() => {
  if (keeper.state.get().phase !== 'out') return;
  writeStored(storage_key, null, 'session');
  draftState.set(nothing);
});
