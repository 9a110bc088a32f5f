// Keys of the agent that stayed behind in `authorized_keys` of machines that it no longer looks after. The private half
// is gone here, so such a line lets nobody in; it is kept in mind so that it can be named, and removed with the next
// installation on that machine. Never: a private key.
import { createHash } from 'node:crypto';
import { type SshTarget, sayTarget } from '../ports/ssh.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { numberOf, objectOf, textOf } from './values.ts';

export interface LeftLine {
  machine: SshTarget;
  /** `ssh-ed25519 …`, as the line ends. */
  public_key: string;
}

export interface LeftLines {
  /** Oldest first. */
  list(): readonly LeftLine[];
  /** Durable when the answer comes; the same key only once. Throws `storage_unavailable`. */
  add(line: LeftLine): Promise<void>;
  /** They are gone from their machine, or watch again. Throws `storage_unavailable`. */
  forget(public_keys: readonly string[]): Promise<void>;
}

const name = 'left_watch_lines';
const kept_max = 50;

export async function openLeftLines(db: Db): Promise<LeftLines> {
  let lines = parseLines(await readMeta(db, name));
  const keep = (choose: () => LeftLine[]) =>
    inTransaction(
      db,
      async (trx) => {
        const next = choose();
        await writeMeta(trx, name, JSON.stringify(next));
        return next;
      },
      (next) => {
        lines = next;
      },
    );
  return {
    list: () => lines,
    add: async (line) => {
      await keep(() => [...lines.filter(({ public_key }) => public_key !== line.public_key), line].slice(-kept_max));
    },
    forget: async (public_keys) => {
      if (!lines.some(({ public_key }) => public_keys.includes(public_key))) return;
      await keep(() => lines.filter(({ public_key }) => !public_keys.includes(public_key)));
    },
  };
}

function parseLines(text: string | null): LeftLine[] {
  try {
    const values: unknown = text === null ? [] : JSON.parse(text);
    return Array.isArray(values) ? values.flatMap((value) => parseLine(objectOf(value)) ?? []) : [];
  } catch {
    return []; // not written by this
  }
}

function parseLine({ machine, public_key }: Record<string, unknown>): LeftLine | null {
  const target = parseTarget(objectOf(machine));
  const key = textOf(public_key, 1_000);
  return target && key !== null ? { machine: target, public_key: key } : null;
}

export function parseTarget(value: Record<string, unknown>): SshTarget | null {
  const [host, username, port] = [textOf(value.host, 253), textOf(value.username, 64), numberOf(value.port)];
  return host === null || username === null || port === null ? null : { host, port, username };
}

/** What stays there, how it is told from others of its kind, and what it is worth. */
export function describeLeftLine({ machine, public_key }: LeftLine): string {
  const blob = Buffer.from(public_key.split(' ')[1] ?? '', 'base64');
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  return [
    `On ${sayTarget(machine)} one line stays in ~/.ssh/authorized_keys until somebody removes it there: it ends in watch@moltbot-ops and is that of the key ${fingerprint} (ssh-keygen -lf ~/.ssh/authorized_keys).`,
    'The agent does not keep the other half of that key, so the line lets nobody in.',
  ].join(' ');
}
