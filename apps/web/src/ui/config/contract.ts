// What the parts of this folder take and give, so that the wizard and the Config place draw the same form.
// A draft is a JSON merge patch over the configuration in force. Secrets that were typed live in it, in memory alone:
// what is sent anywhere but to validation, preview and apply goes through `maskDraft` first (`draft.ts`).
import type { ChannelProbe, ConfigDocument, ConfigFields, ConfigValidationResult } from '@moltbot-ops/sdk/types';

/** JSON merge patch (RFC 7396): `null` removes, objects merge, everything else replaces. */
export type ConfigDraft = { [key: string]: unknown };

/** Of `ConfigBuilder`, which holds the essentials, the search over everything and the text. */
export interface ConfigFormProps {
  /** The configuration in force, masked. */
  value: ConfigDocument;
  /** Every field; `undefined` while it is being read. */
  fields: ConfigFields | undefined;
  draft: ConfigDraft;
  /** The whole next draft, after every keystroke. */
  onDraft(draft: ConfigDraft): void;
  /** The last verdict over `value` with `draft`, drawn beside the fields; `null` before the first. */
  verdict: ConfigValidationResult | null;
  /** A field to open, scroll to and focus, such as one of `ConfigVerdict`; a new object each time it is asked for. */
  focus: { path: string } | null;
  /** Why nothing may be changed now, as a sentence. */
  why_not?: string | undefined;
  /** The text behind the draft, once it was edited as text, so that its comments go along; `sendable` brings it up to date. */
  text?: string | null;
  onText?(text: string | null): void;
  /** Why the draft does not say what is on the screen: the text cannot be read. `null` when it does again. */
  onBlock?(why: string | null): void;
  /** Asks a channel’s provider whether it takes what is drafted. */
  onProbe?: ((channel: string) => Promise<ChannelProbe>) | undefined;
}

/** Of `ConfigVerdict`: the layers that were asked, then errors and warnings, each with a way to its field. */
export interface ConfigVerdictProps {
  verdict: ConfigValidationResult;
  onJump(path: string): void;
}
