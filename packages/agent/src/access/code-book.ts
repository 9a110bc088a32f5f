import type { Role } from '@moltbot-ops/sdk/types';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import { newId } from '../store/ids.ts';
import { newPairingCode, normalisePairingCode } from './pairing-code.ts';
import { isSameSecret } from './signing-key.ts';

export const code_seconds = 180;
const guesses_max = 5;
const remembered_max = 64;

/** `spent`: traded for a session. `locked`: too many wrong guesses while it lived. */
export type CodeState = 'pending' | 'approved' | 'spent' | 'locked';

export interface CodeEntry {
  pairing_id: string;
  code: string;
  kind: 'request' | 'invite';
  state: CodeState;
  role: Role;
  approved_at_host: boolean;
  /** Monotonic, so that setting the clock neither revives nor kills a code. */
  expires_at_ms: number;
  guesses: number;
}

/**
 * Pairing codes, in memory only: a restart voids them. Those that are over are kept for a while, because a device that
 * still asks with its old code is not guessing and must not cost others theirs.
 */
export function createCodeBook({ clock, random }: { clock: Clock; random: RandomBytes }) {
  let entries: CodeEntry[] = [];
  const isExpired = (entry: CodeEntry) => clock.monotonic() >= entry.expires_at_ms;
  const isLive = (entry: CodeEntry) => !isExpired(entry) && (entry.state === 'pending' || entry.state === 'approved');
  const secondsLeft = (entry: CodeEntry) => Math.max(1, Math.ceil((entry.expires_at_ms - clock.monotonic()) / 1000));

  return {
    isLive,
    secondsLeft,
    live: () => entries.filter(isLive),
    waiting: (kind: CodeEntry['kind']) =>
      entries.filter(
        (entry) => isLive(entry) && entry.kind === kind && (kind === 'invite' || entry.state === 'pending'),
      ),

    mint(entry: Pick<CodeEntry, 'kind' | 'state' | 'role' | 'approved_at_host'>): CodeEntry {
      const minted: CodeEntry = {
        ...entry,
        pairing_id: newId('pair', random),
        code: newPairingCode(random),
        expires_at_ms: clock.monotonic() + code_seconds * 1000,
        guesses: 0,
      };
      // The live ones are few by their own caps, so the oldest to go is never one of them.
      entries = [
        ...entries.filter((other) => !isLive(other)).slice(-remembered_max),
        ...entries.filter(isLive),
        minted,
      ];
      return minted;
    },

    remove(entry: CodeEntry): void {
      entries = entries.filter((other) => other !== entry);
    },

    /** The entry of this code, live or not. Compares with every entry, each in constant time. */
    match(typed: string): CodeEntry | null {
      const code = normalisePairingCode(typed);
      let found: CodeEntry | null = null;
      for (const entry of entries) if (isSameSecret(entry.code, code)) found = entry;
      return found;
    },

    /** A wrong code was tried: it counts against every live one, and the fifth ends them. */
    countGuess(): void {
      for (const entry of entries.filter(isLive)) {
        entry.guesses += 1;
        if (entry.guesses >= guesses_max) entry.state = 'locked';
      }
    },

    /** Seconds until the last locked code would have expired anyway; null when no code is locked. */
    lockedSeconds(): number | null {
      const locked = entries.filter((entry) => entry.state === 'locked' && !isExpired(entry));
      return locked.length === 0 ? null : Math.max(...locked.map(secondsLeft));
    },
  };
}
