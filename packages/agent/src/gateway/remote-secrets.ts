import type { SecretStore } from '../ports/secret-store.ts';
import type { SshKeyPair, SshTarget } from '../ports/ssh.ts';
import { parseTarget } from './left-lines.ts';
import { objectOf, textOf } from './values.ts';

const watchKey = 'ssh_watch_key';
const gatewayToken = 'ssh_gateway_token';
/** Which installations keep something of their own: the secret store cannot be listed. */
const candidates = 'ssh_watch_candidates';
/** The identity that watches now. */
export const watcherDevice = 'ssh_gateway_watcher';

/** What one gateway on another machine is looked after with. */
export interface WatchSecrets {
  key: SshKeyPair;
  /** The gateway's shared token; null where it could not be read. */
  token: string | null;
  /** Where the line of the key is, or may be. */
  machine: SshTarget | null;
}

/**
 * What is kept to look after the gateway of another machine: a key that may only look, and the gateway's token. An
 * installation keeps its own apart until it has ended well, so that one that fails leaves the former as they were.
 */
export interface RemoteSecrets {
  readWatchKey(): Promise<SshKeyPair | null>;
  readToken(): Promise<string | null>;
  /** `place` names an installation: letters and digits. */
  readCandidate(place: string): Promise<WatchSecrets | null>;
  keepCandidate(place: string, secrets: WatchSecrets): Promise<void>;
  /** Where the identity rests that is made known to the gateway while it is installed. */
  deviceName(place: string): string;
  dropCandidate(place: string): Promise<void>;
  /** Installations that keep something still, ended or not. */
  listCandidates(): Promise<string[]>;
  /**
   * The candidate takes the place of the former, and stays beside it: as long as it does, no sweep takes the key for one
   * that watches nothing. Bears being called again.
   */
  promote(place: string): Promise<void>;
  /** Nothing is looked after over SSH any more. Leaves everything where another key took the place of that one. */
  forget(public_key: string): Promise<void>;
}

export function createRemoteSecrets(secrets: SecretStore): RemoteSecrets {
  const readToken = () => secrets.read(gatewayToken);
  const nameOf = (place: string) => `ssh_watch_next_${place}`;
  const deviceName = (place: string) => `ssh_device_next_${place}`;
  const readCandidate = async (place: string): Promise<WatchSecrets | null> => {
    const value = parse(await secrets.read(nameOf(place)));
    const key = value && parseKey(objectOf(value.key));
    return key ? { key, token: textOf(value.token, 2_000), machine: parseTarget(objectOf(value.machine)) } : null;
  };
  const readWatchKey = async (): Promise<SshKeyPair | null> => {
    const value = parse(await secrets.read(watchKey));
    return value && parseKey(value);
  };
  const listCandidates = async (): Promise<string[]> =>
    ((await secrets.read(candidates)) ?? '').split(' ').filter((place) => place !== '');
  const keepList = (places: readonly string[]): Promise<void> =>
    places.length === 0 ? secrets.remove(candidates) : secrets.write(candidates, places.join(' '));
  const drop = async (place: string): Promise<void> => {
    for (const name of [deviceName(place), nameOf(place)]) await secrets.remove(name);
    const places = await listCandidates();
    if (places.includes(place)) await keepList(places.filter((one) => one !== place));
  };
  const promote = async (place: string): Promise<void> => {
    const next = await readCandidate(place);
    if (next === null) return;
    // The identity that another gateway knew is worth nothing to this one.
    if ((await readToken()) !== next.token) await secrets.remove(watcherDevice);
    const device = await secrets.read(deviceName(place));
    if (device !== null) await secrets.write(watcherDevice, device);
    await secrets.write(watchKey, JSON.stringify(next.key));
    if (next.token === null) await secrets.remove(gatewayToken);
    else await secrets.write(gatewayToken, next.token);
  };
  // One change after another: two installations on two machines may end at the same time.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const done = last.then(change);
    last = done.catch(() => undefined); // told to the caller
    return done;
  };
  return {
    readWatchKey,
    readToken,
    readCandidate,
    keepCandidate: (place, kept) =>
      inTurn(async () => {
        const places = await listCandidates();
        // Before the secret itself: what is not listed is never swept.
        if (!places.includes(place)) await keepList([...places, place]);
        await secrets.write(nameOf(place), JSON.stringify(kept));
      }),
    deviceName,
    dropCandidate: (place) => inTurn(() => drop(place)),
    listCandidates,
    promote: (place) => inTurn(() => promote(place)),
    forget: (public_key) =>
      inTurn(async () => {
        if ((await readWatchKey())?.public_key !== public_key) return;
        // The key last: where it is gone, everything is.
        for (const name of [watcherDevice, gatewayToken, watchKey]) await secrets.remove(name);
      }),
  };
}

function parse(text: string | null): Record<string, unknown> | null {
  try {
    return text === null ? null : objectOf(JSON.parse(text));
  } catch {
    return null; // not written by this; as good as gone
  }
}

function parseKey(value: Record<string, unknown>): SshKeyPair | null {
  const private_key = textOf(value.private_key, 4_000);
  const public_key = textOf(value.public_key, 1_000);
  return private_key !== null && public_key !== null ? { private_key, public_key } : null;
}
