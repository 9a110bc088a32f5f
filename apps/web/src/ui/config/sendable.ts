// A draft as the agent takes it: the whole object, and the text instead of it where the draft was written as text.
import type { ConfigDocument } from '@moltbot-ops/sdk/types';
import type { ConfigDraft } from './contract.ts';
import { mergeDraft } from './draft.ts';

export interface Sendable {
  config: ConfigDocument['config'];
  raw?: string;
}

/** For validation, comparison, preview and apply alike. */
export async function sendable(value: ConfigDocument, draft: ConfigDraft, text: string | null): Promise<Sendable> {
  const config = mergeDraft(value.config, draft);
  if (text === null) return { config };
  const { reconcile } = await import('./raw/text-edit.ts');
  return { config, raw: reconcile(text, config) };
}
