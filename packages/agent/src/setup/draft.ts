// The configuration that is being drafted in the wizard. It may hold secrets, so it lies with the secrets and leaves masked;
// a mask that comes back keeps what lies here in its place.
import type { SetupState } from '@moltbot-ops/sdk/types';
import { createMasker } from '../config/mask.ts';
import { restoreValue } from '../config/mask-restore.ts';
import type { Path } from '../config/tree.ts';
import { AppError } from '../errors.ts';
import type { SecretStore } from '../ports/secret-store.ts';

/** Whether the gateway calls the field at a path of its configuration a secret. */
export type Hinted = (path: Path) => boolean;

export type Draft = NonNullable<SetupState['draft']>;

const secret_name = 'setup_draft';
export const draft_bytes_max = 64 * 1024;

interface StoredDraft {
  revision: number;
  draft: Draft | null;
}

export interface DraftStore {
  /** The draft as it was at this revision, secrets and all; null where there is none. */
  read(revision: number): Promise<Draft | null>;
  /** Keeps the former one beside it until the next write, for a crash before its revision is durable. */
  write(former_revision: number, next: StoredDraft): Promise<void>;
  /** Forgets all but the draft of this revision, which is durable by now. */
  settle(revision: number): Promise<void>;
}

export function createDraftStore(secrets: SecretStore): DraftStore {
  async function readAll(): Promise<StoredDraft[]> {
    const text = await secrets.read(secret_name);
    if (text === null) return [];
    return JSON.parse(text) as StoredDraft[]; // written below, and nowhere else
  }
  async function writeAll(drafts: StoredDraft[]): Promise<void> {
    const kept = drafts.filter(({ draft }) => draft !== null);
    if (kept.length === 0) await secrets.remove(secret_name);
    else await secrets.write(secret_name, JSON.stringify(kept));
  }
  return {
    read: async (revision) => (await readAll()).find((stored) => stored.revision === revision)?.draft ?? null,
    write: async (former_revision, next) =>
      writeAll([...(await readAll()).filter(({ revision }) => revision === former_revision), next]),
    settle: async (revision) => writeAll((await readAll()).filter((stored) => stored.revision === revision)),
  };
}

/** The draft to keep: masks in it stand for what the former draft has in the same place. Throws `body_too_large`. */
export function acceptDraft(sent: Draft, former: Draft | null, hinted: Hinted): Draft {
  // An entry of a list that moved takes its secret along; one that cannot be told keeps its mask, and no other's secret.
  const draft = restoreValue(sent, former ?? {}, maskerOf(former, hinted)).value as Draft; // an object stays one
  if (Buffer.byteLength(JSON.stringify(draft)) > draft_bytes_max) throw new AppError('body_too_large');
  return draft;
}

/** A draft is a patch, so its paths are those of the configuration. */
const maskerOf = (draft: Draft | null, hinted: Hinted) => createMasker({ hinted, configs: [draft] });

/** As it may be shown: a mark in the place of each secret. */
export function maskDraft(draft: Draft | null, hinted: Hinted): Draft | null {
  if (draft === null) return null;
  return maskerOf(draft, hinted).mask(draft) as Draft; // an object stays one
}

export const isEmptyDraft = (draft: Draft | null): boolean => draft === null || Object.keys(draft).length === 0;
