// Looking at what an action would change, and holding the token that lets it. Both live in the component that asked:
// parameters may hold credentials, so neither they nor the answer ever enter the query cache.
import type { OpsPreview, OpsPreviewRequest } from '@moltbot-ops/sdk/types';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from './client.ts';
import { previewAction } from './setup.ts';

export interface Outlook {
  phase: 'looking' | 'ready' | 'failed';
  preview: OpsPreview | null;
  /** When the token lapses, epoch ms. */
  expires_at_ms: number;
  error: ApiError | null;
}

const looking: Outlook = { phase: 'looking', preview: null, expires_at_ms: 0, error: null };

/**
 * Looks once, and again when `lookAgain` is called. `params` is read at each look, so a new object does not look anew;
 * `null` does not look at all.
 */
export function useOutlook(action: OpsPreviewRequest['action'], params: object | null) {
  const [outlook, setOutlook] = useState<Outlook>(looking);
  const [round, setRound] = useState(0);
  const latest = useRef(params);
  useEffect(() => {
    latest.current = params;
  });
  const wanted = params !== null;
  useEffect(() => {
    if (!wanted || latest.current === null) return;
    let gone = false;
    setOutlook(looking);
    previewAction(action, latest.current).then(
      (preview) => {
        if (gone) return;
        const expires_at_ms = Date.now() + preview.expires_in_seconds * 1000;
        setOutlook({ phase: 'ready', preview, expires_at_ms, error: null });
      },
      (cause: unknown) => {
        if (gone) return;
        const error = cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) });
        setOutlook({ ...looking, phase: 'failed', error });
      },
    );
    return () => {
      gone = true;
    };
  }, [action, wanted, round]);
  const lookAgain = useCallback(() => setRound((before) => before + 1), []);
  return { outlook, lookAgain };
}
