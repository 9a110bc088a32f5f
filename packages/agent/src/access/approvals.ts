import type { ErrorCode } from '../errors.ts';
import type { Devices } from './devices.ts';
import type { Sessions } from './sessions.ts';

/** Whether those who approved changes may still have them made. */
export interface Approvals {
  /** Why this actor of the ledger may change no machine any more; null while it may. */
  refusalOf(actor: string): Extract<ErrorCode, 'session_ended' | 'forbidden'> | null;
  /** Called when somebody may have lost that right; ask again then. */
  onLost(listener: () => void): () => void;
}

/**
 * The right to change machines as the agent's own record has it: lost with the device, with the role, or with a session
 * that was taken away. Who signs out or stays away too long has left, not lost it.
 */
export function createApprovals({
  devices,
  sessions,
}: {
  devices: Pick<Devices, 'roleOf' | 'onChange'>;
  sessions: Pick<Sessions, 'isShutOut' | 'onSessionEnded'>;
}): Approvals {
  return {
    refusalOf(actor) {
      if (actor === 'host') return null;
      const role = devices.roleOf(actor);
      if (role === null || sessions.isShutOut(actor)) return 'session_ended';
      return role === 'viewer' ? 'forbidden' : null;
    },
    onLost(listener) {
      const stops = [devices.onChange(listener), sessions.onSessionEnded(() => listener())];
      return () => stops.forEach((stop) => stop());
    },
  };
}
