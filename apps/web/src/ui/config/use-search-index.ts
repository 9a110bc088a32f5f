import type { ConfigField } from '@moltbot-ops/sdk/types';
import { useEffect, useState } from 'react';
import { buildIndex, type SearchIndex } from './search.ts';

const built = new WeakMap<readonly ConfigField[], Promise<SearchIndex>>();

/** Single items and entries are edited with their list or map, so only that is found. */
function isOwn(field: ConfigField): boolean {
  return !/(\[\]|\.\*)$/.test(field.path);
}

/** The index over the fields, built once while nothing else is to be done; `null` until it stands. */
export function useSearchIndex(fields: readonly ConfigField[]): SearchIndex | null {
  const [ready, setReady] = useState<{ fields: readonly ConfigField[]; index: SearchIndex } | null>(null);
  useEffect(() => {
    if (fields.length === 0) return;
    let gone = false;
    const index = built.get(fields) ?? buildIndex(fields.filter(isOwn), idle);
    built.set(fields, index);
    void index.then((one) => {
      if (!gone) setReady({ fields, index: one });
    });
    return () => {
      gone = true;
    };
  }, [fields]);
  return ready?.fields === fields ? ready.index : null;
}

/** Until the browser has nothing more urgent; browsers without that notion get the next turn. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 100 });
    else setTimeout(resolve, 0);
  });
}
