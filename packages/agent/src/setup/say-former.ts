import type { FormerWatch } from '../gateway/former-watch.ts';
import { describeLeftLine } from '../gateway/left-lines.ts';
import type { Managed } from '../gateway/managed.ts';
import { nameTarget, sayTarget } from '../ports/ssh.ts';

/**
 * One gateway is looked after at a time: what a new one on `machine` (`user@host:port`, null for this one) means for the
 * former. Null where there is none, or it is on that very machine.
 */
export async function sayFormer(
  { managed, former }: { managed: Managed; former: FormerWatch },
  machine: string | null,
): Promise<string | null> {
  const now = managed.get();
  if (now.kind === 'discovered' || (now.kind === 'ssh' ? nameTarget(now) : null) === machine) return null;
  const place = now.kind === 'ssh' ? sayTarget(now) : 'this machine';
  const line = await former.present();
  return [
    `Nothing is stopped. From then on the agent looks after the new gateway, and no longer after the one on ${place}.`,
    ...(line ? [describeLeftLine(line)] : []),
  ].join(' ');
}
