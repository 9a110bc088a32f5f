// What becomes of a machine's watch key once the agent looks after another gateway: the key is dropped here, and the line
// over there, which the agent has no way to reach any more, is kept in mind. So too for installations that were broken
// off. Never: a key that is dropped while it watches, a line that is forgotten before it is known to be gone.

import { nameTarget } from '../ports/ssh.ts';
import type { LeftLine, LeftLines } from './left-lines.ts';
import type { Managed, ManagedGateway } from './managed.ts';
import type { RemoteSecrets } from './remote-secrets.ts';

export interface FormerWatchDeps {
  managed: Managed;
  held: RemoteSecrets;
  left: LeftLines;
  onError: (error: unknown) => void;
}

export interface FormerWatch {
  /** The agent's line on the machine that is looked after now; null where none is. */
  present(): Promise<LeftLine | null>;
  /** Lines that stay on machines which are not looked after now. */
  leftBehind(): Promise<LeftLine[]>;
  /** Before the key of `next` takes the place of the present one, with `removed` and all of its own machine taken back. */
  replace(next: LeftLine, removed: readonly string[]): Promise<void>;
  /** An installation has ended: what it kept aside is dropped. Bears being called again. */
  settle(place: string): Promise<void>;
  /** Settles what ended while nobody looked; `isOver` says of a place whether its installation has ended. */
  sweep(isOver: (place: string) => Promise<boolean>): Promise<void>;
  /** The same record, but a gateway over SSH is left in an orderly way. */
  managed: Managed;
}

export function createFormerWatch({ managed, held, left, onError }: FormerWatchDeps): FormerWatch {
  const present = async (): Promise<LeftLine | null> => {
    const now = managed.get();
    const key = now.kind === 'ssh' ? await held.readWatchKey() : null;
    return now.kind === 'ssh' && key ? { machine: machineOf(now), public_key: key.public_key } : null;
  };
  const settle = async (place: string): Promise<void> => {
    const candidate = await held.readCandidate(place);
    const watching = (await held.readWatchKey())?.public_key;
    // It was not taken back, so its line may be there still.
    if (candidate?.machine && candidate.key.public_key !== watching)
      await left.add({ machine: candidate.machine, public_key: candidate.key.public_key });
    await held.dropCandidate(place);
  };
  return {
    present,
    settle,
    async leftBehind() {
      const watching = (await present())?.public_key;
      return left.list().filter(({ public_key }) => public_key !== watching);
    },
    async replace(next, removed) {
      const former = await present();
      const isHere = ({ machine }: LeftLine) => nameTarget(machine) === nameTarget(next.machine);
      const gone = [next.public_key, ...removed];
      if (former !== null && !isHere(former) && !gone.includes(former.public_key)) await left.add(former);
      const here = left.list().filter(isHere);
      await left.forget([...gone, ...here.map(({ public_key }) => public_key)]);
    },
    async sweep(isOver) {
      for (const place of await held.listCandidates()) if (await isOver(place)) await settle(place);
      if (managed.get().kind === 'ssh' || (await held.listCandidates()).length > 0) return;
      const key = await held.readWatchKey();
      if (key !== null) await held.forget(key.public_key);
    },
    managed: {
      ...managed,
      async set(gateway) {
        const former = gateway.kind === 'ssh' ? null : await present();
        // First, since afterwards nobody knows where it was.
        if (former !== null) await left.add(former);
        await managed.set(gateway);
        if (former !== null) await held.forget(former.public_key).catch(onError);
      },
    },
  };
}

function machineOf({ host, port, username }: Extract<ManagedGateway, { kind: 'ssh' }>) {
  return { host, port, username };
}
