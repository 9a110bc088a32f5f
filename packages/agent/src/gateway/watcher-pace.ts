// How long to leave between two looks at a gateway that is not connected. Pure.

/** `absent`: no process. `starting`: a process that has not answered yet. `alive`: one that has. */
export type Situation = 'absent' | 'starting' | 'alive';

const capMs = 4_000;

/** Milliseconds, jittered by `random` (0 … 1) so that many agents do not knock together; never above five seconds. */
export function nextDelay(situation: Situation, failures: number, random: number): number {
  const base =
    situation === 'absent' ? capMs : situation === 'starting' ? 500 : Math.min(capMs, 250 * 2 ** Math.min(failures, 6));
  return Math.round(base * (0.75 + random / 2));
}
