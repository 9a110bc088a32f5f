// The configuration while it is drafted in the wizard: what is in force, the draft over it, and the agent's verdict.
// Typed secrets stay in this page; the agent keeps the masked draft, so that another browser finds the rest of it.
import type { ConfigDocument, ConfigFields, ConfigValidationResult } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { configFieldsQuery, configQuery, validateConfig } from '../../api/config.ts';
import type { ConfigDraft } from '../../ui/config/contract.ts';
import { lostSecrets, maskDraft, mergeDraft } from '../../ui/config/draft.ts';
import type { Wizard } from './wizard.ts';

export interface Drafting {
  value: ConfigDocument | undefined;
  fields: ConfigFields | undefined;
  error: Error | null;
  draft: ConfigDraft;
  onDraft(draft: ConfigDraft): void;
  /** The whole that would be in force; `undefined` until what is in force is known. */
  whole: ConfigDocument['config'] | undefined;
  verdict: ConfigValidationResult | null;
  judging: boolean;
  verdictError: Error | null;
  /** Secrets that were typed before a reload, and are gone with it. */
  lost: string[];
  /** Tells the agent now what is drafted, instead of after the pause. */
  store(): Promise<boolean>;
  /** Why what is on the screen is no draft yet, such as a text that cannot be read. */
  blocked: string | null;
  onBlock(why: string | null): void;
}

const store_pause_ms = 800;
const judge_pause_ms = 350;

export function useDrafting(wizard: Wizard): Drafting {
  const value = useQuery({ ...configQuery, enabled: !wizard.why_not });
  const fields = useQuery({ ...configFieldsQuery, enabled: !wizard.why_not });
  const draft = wizard.draft ?? wizard.state.draft ?? {};
  const whole = value.data && mergeDraft(value.data.config, draft);
  const judged = useVerdict(whole);
  const [blocked, setBlocked] = useState<string | null>(null);
  const known = fields.data?.fields;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { move } = wizard;
  // Without the list of fields nobody can say what is secret in it, so nothing leaves.
  const tell = (next: ConfigDraft): Promise<boolean> => {
    clearTimeout(timer.current);
    return known ? move({ draft: maskDraft(next, known) }) : Promise.resolve(false);
  };
  return {
    value: value.data,
    fields: fields.data,
    error: value.error ?? fields.error,
    draft,
    onDraft(next) {
      wizard.setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void tell(next), store_pause_ms);
    },
    whole,
    ...judged,
    lost: value.data && known ? lostSecrets(draft, value.data, known) : [],
    store: () => tell(draft),
    blocked,
    onBlock: setBlocked,
  };
}

interface Judged {
  /** The whole that it was said of. */
  text: string;
  verdict: ConfigValidationResult | null;
  error: Error | null;
}

/** Asks whether the gateway would take it, a moment after the last change; an answer that came too late is dropped. */
function useVerdict(whole: ConfigDocument['config'] | undefined) {
  const [judged, setJudged] = useState<Judged>({ text: '', verdict: null, error: null });
  const text = whole === undefined ? null : JSON.stringify(whole);
  useEffect(() => {
    if (text === null) return;
    const asking = new AbortController();
    const timer = setTimeout(() => {
      // Made of `whole` by JSON itself, so that one effect belongs to one content, however often it is drawn.
      const config = JSON.parse(text) as ConfigDocument['config'];
      validateConfig({ config }, asking.signal).then(
        (verdict) => setJudged({ text, verdict, error: null }),
        (cause: unknown) => {
          if (asking.signal.aborted) return;
          setJudged((before) => ({
            ...before,
            text,
            error: cause instanceof Error ? cause : new Error(String(cause)),
          }));
        },
      );
    }, judge_pause_ms);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [text]);
  return { verdict: judged.verdict, judging: text !== judged.text, verdictError: judged.error };
}
