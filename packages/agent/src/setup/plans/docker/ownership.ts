import type { EngineReading } from '../../../ports/docker-engine.ts';
import type { HostFacts } from '../../../ports/host-executor.ts';

/** Account of the gateway in its image. */
export const image_uid = 1000;

/** As whom the gateway runs, and how the state comes to belong to that account. */
export interface Ownership {
  /** `uid:gid` within the container. */
  user: string;
  /** Owner on the host. */
  uid: number;
  gid: number;
  /** `own`: it belongs to this account anyway. `root`: the account may give it away. `helper`: a container has to. */
  way: 'own' | 'root' | 'helper';
}

/** Pure. Docker Desktop maps owners by itself; rootless Docker maps root within to the account that runs it. */
export function decideOwnership({ platform, uid, gid }: HostFacts, { rootless }: EngineReading): Ownership {
  if (rootless) return { user: '0:0', uid, gid, way: 'own' };
  const user = `${image_uid}:${image_uid}`;
  if (platform !== 'linux') return { user, uid, gid, way: 'own' };
  const way = uid === image_uid ? 'own' : uid === 0 ? 'root' : 'helper';
  return { user, uid: image_uid, gid: way === 'own' ? gid : image_uid, way };
}

export const sayOwner = ({ uid, way }: Ownership): string =>
  way === 'helper' ? `uid ${uid}, given by a short-lived container of the same image` : `uid ${uid}`;
