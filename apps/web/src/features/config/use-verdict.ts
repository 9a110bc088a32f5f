import type { ConfigDocument, ConfigValidationResult } from '@moltbot-ops/sdk/types';
import { useEffect, useState } from 'react';
import { validateConfig } from '../../api/config.ts';
import type { ConfigDraft } from '../../ui/config/contract.ts';
import { sendable } from '../../ui/config/sendable.ts';
import type { DraftState } from './draft-store.ts';

export interface Judgement {
  verdict: ConfigValidationResult | null;
  /** A newer question is being asked; the verdict is of an older draft. */
  judging: boolean;
  error: Error | null;
}

const pause_ms = 350;

interface Answer {
  /** What was asked about; of another draft it is old. */
  of: ConfigDraft;
  text: string | null;
  verdict: ConfigValidationResult | null;
  error: Error | null;
}

/** First what is known at once, then, where that found nothing, the gateway's own word, which may take seconds. */
async function ask(
  base: ConfigDocument,
  draft: ConfigDraft,
  text: string | null,
  signal: AbortSignal,
  take: (verdict: ConfigValidationResult) => void,
): Promise<void> {
  const body = await sendable(base, draft, text);
  const quick = await validateConfig({ ...body, ask_gateway: false }, signal);
  take(quick);
  const unasked = quick.layers?.some((layer) => layer.layer === 'gateway' && !layer.asked) ?? true;
  if (quick.valid && unasked) take(await validateConfig({ ...body, ask_gateway: true }, signal));
}

/** Asks whether the gateway would take the draft, a moment after the last change; a late answer to an old one is dropped. */
export function useVerdict(state: DraftState, dirty: boolean): Judgement {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { base, draft, text } = state;
  useEffect(() => {
    if (!base || !dirty) return;
    const asking = new AbortController();
    const take = (verdict: ConfigValidationResult | null, error: Error | null) => {
      // What was last found stays in sight where the agent could not be asked.
      if (!asking.signal.aborted)
        setAnswer((before) => ({ of: draft, text, verdict: verdict ?? before?.verdict ?? null, error }));
    };
    const timer = setTimeout(() => {
      ask(base, draft, text, asking.signal, (verdict) => take(verdict, null)).catch((cause: unknown) =>
        take(null, cause instanceof Error ? cause : new Error(String(cause))),
      );
    }, pause_ms);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [base, draft, text, dirty]);
  if (!dirty || !base) return { verdict: base ? standingVerdict(base) : null, judging: false, error: null };
  const judging = answer?.of !== draft || answer.text !== text;
  return { verdict: answer?.verdict ?? null, judging, error: judging ? null : (answer?.error ?? null) };
}

/** Of what is in force: found when it was read. */
function standingVerdict(base: ConfigDocument): ConfigValidationResult | null {
  if (base.valid === null) return null;
  return {
    valid: base.valid,
    errors: base.issues.filter((issue) => issue.severity === 'error'),
    warnings: base.issues.filter((issue) => issue.severity === 'warning'),
  };
}
