import type { EngineReading } from '../../../ports/docker-engine.ts';
import type { HostFacts } from '../../../ports/host-executor.ts';

/** Account of the gateway in its image. */
const image_uid = 1000;

/** As whom the gateway runs, and to whom its state belongs. */
export interface Ownership {
  /** `uid:gid` within the container. */
  user: string;
  /** Owner on the host. */
  uid: number;
  gid: number;
  /** Whether the account has to give it away, which root alone may. */
  given: boolean;
}

/**
 * Pure. Root gives the state to the image's own account. Every other account keeps it and lends the gateway its own
 * number, so that the agent can still read and change the configuration. Docker Desktop maps owners by itself; rootless
 * Docker maps root within to the account that runs it.
 */
export function decideOwnership({ platform, uid, gid }: HostFacts, { rootless }: EngineReading): Ownership {
  if (rootless) return { user: '0:0', uid, gid, given: false };
  if (platform !== 'linux') return { user: `${image_uid}:${image_uid}`, uid, gid, given: false };
  if (uid === 0) return { user: `${image_uid}:${image_uid}`, uid: image_uid, gid: image_uid, given: true };
  // The image's account keeps its group within: containers that are there already were made so.
  return { user: uid === image_uid ? `${uid}:${uid}` : `${uid}:${gid}`, uid, gid, given: false };
}
