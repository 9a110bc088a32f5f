// The configuration while it is drafted in the wizard: what is in force, the draft over it, and the agent's verdict.
// Typed secrets stay in this page; the agent keeps the masked draft, so that another browser finds the rest of it.
import type { ChannelProbe, ConfigDocument, ConfigFields, ConfigValidationResult } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { configFieldsQuery, configQuery, probeChannel, validateConfig } from '../../api/config.ts';
import type { ConfigDraft } from '../../ui/config/contract.ts';
import { lostSecrets, maskDraft } from '../../ui/config/draft.ts';
import { sendable } from '../../ui/config/sendable.ts';
import type { Wizard } from './wizard.ts';

export interface Drafting {
  value: ConfigDocument | undefined;
  fields: ConfigFields | undefined;
  error: Error | null;
  draft: ConfigDraft;
  onDraft(draft: ConfigDraft): void;
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
  /** Asks once more for what could not be had. */
  readAgain(): void;
  /** Asks a channel’s provider about the draft; undefined until there is one. */
  onProbe: ((channel: string) => Promise<ChannelProbe>) | undefined;
}

const store_pause_ms = 800;
const judge_pause_ms = 350;

/** `deep` waits for the gateway's own validator too, which takes seconds the first time. */
export function useDrafting(wizard: Wizard, { deep }: { deep: boolean }): Drafting {
  const value = useQuery({ ...configQuery, enabled: !wizard.why_not });
  const fields = useQuery({ ...configFieldsQuery, enabled: !wizard.why_not });
  const draft = wizard.draft ?? wizard.state.draft ?? {};
  const { judgeAgain, ...judged } = useVerdict(value.data, draft, wizard.text, deep);
  const [blocked, setBlocked] = useState<string | null>(null);
  const known = fields.data?.fields;
  const base = value.data;
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
    ...judged,
    lost: value.data && known ? lostSecrets(draft, value.data, known) : [],
    store: () => tell(draft),
    blocked,
    readAgain() {
      void value.refetch();
      void fields.refetch();
      judgeAgain();
    },
    onBlock: setBlocked,
    onProbe: base && (async (channel) => probeChannel({ ...(await sendable(base, draft, wizard.text)), channel })),
  };
}

interface Judged {
  /** What it was said of. */
  of: string;
  verdict: ConfigValidationResult | null;
  error: Error | null;
}

/** Asks whether the gateway would take it, a moment after the last change; an answer that came too late is dropped. */
function useVerdict(value: ConfigDocument | undefined, draft: ConfigDraft, text: string | null, deep: boolean) {
  const [judged, setJudged] = useState<Judged>({ of: '', verdict: null, error: null });
  const drafted = JSON.stringify(draft);
  const [round, setRound] = useState(0);
  const of = value ? `${round} ${value.hash} ${drafted} ${text ?? ''}` : null;
  useEffect(() => {
    if (!value || of === null) return;
    const asking = new AbortController();
    const ask = async () => {
      // Made of the draft by JSON itself, so that one question belongs to one content, however often it is drawn.
      const body = await sendable(value, JSON.parse(drafted) as ConfigDraft, text);
      return validateConfig({ ...body, ask_gateway: deep }, asking.signal);
    };
    const timer = setTimeout(() => {
      ask().then(
        (verdict) => setJudged({ of, verdict, error: null }),
        (cause: unknown) => {
          if (asking.signal.aborted) return;
          setJudged((before) => ({ ...before, of, error: cause instanceof Error ? cause : new Error(String(cause)) }));
        },
      );
    }, judge_pause_ms);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [value, drafted, text, of, deep]);
  return {
    verdict: judged.verdict,
    judging: of !== judged.of,
    verdictError: judged.error,
    judgeAgain: () => setRound(round + 1),
  };
}
