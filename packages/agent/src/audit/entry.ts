import type { AuditRecord } from '@moltbot-ops/sdk/types';

/** What is to be recorded. Holds ids and decisions only; `checkEntry` keeps everything else out. */
export interface AuditEntry {
  /** What happened, as noun.verb. */
  event: string;
  outcome: AuditRecord['outcome'];
  /** Device id, `host`, `agent` or `stranger`. */
  actor: string;
  /** The id acted upon. */
  subject?: string | null;
  /** Error code, or a word that says why. */
  reason?: string | null;
  /** How many equal refusals it stands for; 1 when left out. */
  count?: number;
}

const id_pattern = /^[a-z]{2,8}_[a-z0-9]{4,40}$/;
const word_pattern = /^[a-z][a-z0-9_]{0,63}$/;
const event_pattern = /^[a-z][a-z_]{0,31}\.[a-z][a-z_]{0,31}$/;
const actor_words = new Set(['host', 'agent', 'stranger']);

/**
 * Throws when a field is not an id or a word of ours. Names, addresses, codes and free text have forms that do not pass,
 * so none of them can come to rest in a ledger that nothing is ever deleted from.
 */
export function checkEntry({ event, actor, subject, reason, count }: AuditEntry): void {
  const fits =
    event_pattern.test(event) &&
    (actor_words.has(actor) || id_pattern.test(actor)) &&
    (subject === undefined || subject === null || id_pattern.test(subject)) &&
    (reason === undefined || reason === null || word_pattern.test(reason)) &&
    (count === undefined || (Number.isSafeInteger(count) && count >= 1));
  if (!fits) throw new Error('An audit entry holds something that is neither an id nor a word of the table.');
}
