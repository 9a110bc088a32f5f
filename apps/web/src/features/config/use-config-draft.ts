import type { ConfigDocument, ConfigField, ConfigFields } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { configFieldsQuery, configQuery, diffConfig } from '../../api/config.ts';
import { type Conflict, findConflicts, mergeDraft } from '../../ui/config/draft.ts';
import { formatPath, isSame, parsePath, valueAt } from '../../ui/config/tree.ts';
import { useStore } from '../../util/store.ts';
import {
  type DraftState,
  draftState,
  isDirty,
  moveDraft,
  restoreDraft,
  startDraft,
  storeDraft,
} from './draft-store.ts';

export interface ConfigDrafting {
  /** What the draft stands on; `null` until it is known. */
  base: ConfigDocument | null;
  fields: ConfigFields | undefined;
  error: Error | null;
  readAgain(): void;
  state: DraftState;
  dirty: boolean;
  /** Somebody else changed the same fields: nothing can be put into force before it is decided whose stay. */
  clash: { newer: ConfigDocument; conflicts: Conflict[] } | null;
}

const noFields: readonly ConfigField[] = [];

/** The configuration in force with the draft over it, kept in step with what others do to the file. */
export function useConfigDraft(enabled: boolean): ConfigDrafting {
  const document = useQuery({ ...configQuery, enabled });
  const fields = useQuery({ ...configFieldsQuery, enabled });
  const state = useStore(draftState);
  const dirty = isDirty(state);
  const known = fields.data?.fields ?? noFields;
  const { data } = document;
  const newer = data && state.base && data.hash !== state.base.hash ? data : null;
  const contested = useContested(state, dirty ? newer : null);
  const clash = useMemo(() => {
    if (!newer || !state.base || !dirty) return null;
    const conflicts = conflictsOf(state, state.base, newer, contested ?? []);
    return conflicts.length > 0 ? { newer, conflicts } : null;
  }, [newer, state, dirty, contested]);

  useEffect(() => {
    if (!data || clash) return;
    if (!state.base || !dirty) {
      if (state.base !== data) startDraft(data);
    } else if (data.hash !== state.base.hash && contested) moveDraft(data, []);
  }, [data, clash, contested, state.base, dirty]);
  useTabStorage(state, dirty, known);
  useWarnBeforeLeaving(dirty);
  return {
    base: state.base,
    fields: fields.data,
    error: document.error ?? (state.base ? null : fields.error),
    readAgain: () => {
      void document.refetch();
      void fields.refetch();
    },
    state,
    dirty,
    clash,
  };
}

/** What can be seen from here, and what only the agent sees: a secret that both replaced looks the same in the mask. */
function conflictsOf(state: DraftState, base: ConfigDocument, newer: ConfigDocument, contested: string[]): Conflict[] {
  const seen = findConflicts(base.config, newer.config, state.draft);
  const known = new Set(seen.map((conflict) => formatPath(conflict.path)));
  const whole = mergeDraft(base.config, state.draft);
  const hidden = contested
    .filter((path) => !known.has(path))
    .map((text) => {
      const path = parsePath(text);
      return {
        path,
        base: valueAt(base.config, path),
        mine: valueAt(whole, path),
        theirs: valueAt(newer.config, path),
      };
    })
    .filter((conflict) => !isSame(conflict.base, conflict.mine));
  return [...seen, ...hidden];
}

/** Paths that the agent finds changed by both sides; `null` until it was asked. Where it cannot say, what is seen here has to do. */
function useContested(state: DraftState, newer: ConfigDocument | null): string[] | null {
  const [answer, setAnswer] = useState<{ hash: string | null; paths: string[] } | null>(null);
  const { base, draft } = state;
  const asked = newer !== null && answer?.hash === newer.hash;
  useEffect(() => {
    if (!newer || !base || asked) return;
    const asking = new AbortController();
    const take = (paths: string[]) => !asking.signal.aborted && setAnswer({ hash: newer.hash, paths });
    diffConfig({ config: mergeDraft(base.config, draft), base_hash: base.hash }, asking.signal).then(
      (diff) => take(diff.conflicts),
      () => take([]),
    );
    return () => asking.abort();
  }, [newer, base, draft, asked]);
  return asked ? answer.paths : null;
}

/** Once the fields are known, and with them what is secret: takes up what was left, then keeps it as it grows. */
function useTabStorage(state: DraftState, dirty: boolean, fields: readonly ConfigField[]): void {
  const restored = useRef(false);
  useEffect(() => {
    if (!state.base || fields.length === 0) return;
    if (!restored.current) {
      restored.current = true;
      if (!dirty) restoreDraft(state.base, fields);
      return;
    }
    const timer = setTimeout(() => storeDraft(state, fields), 300);
    return () => clearTimeout(timer);
  }, [state, dirty, fields]);
}

/** Typed secrets and comments are in this page alone. */
function useWarnBeforeLeaving(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
}
