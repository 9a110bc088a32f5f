import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Clock } from '../ports/clock.ts';
import type { SecretStore } from '../ports/secret-store.ts';

const service = 'moltbot-ops';
const probe_name = 'probe';
// A keyring that is locked asks on a screen; where nobody sits, that would hold the start for ever.
const answer_ms_max = 3_000;

export interface KeyringOptions {
  /** Keeps two agents of one account apart. */
  state_directory: string;
  clock: Clock;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

export type KeyringAnswer = { store: SecretStore } | { unavailable_because: string };

/**
 * The operating system's secret store, tried by writing, reading and removing an entry. Answers why it cannot be used
 * instead of throwing. Linux has one only where a session bus is; the kernel's own keyring is refused, because it
 * forgets everything with the login session.
 */
export async function openKeyring({ state_directory, clock, env, platform }: KeyringOptions): Promise<KeyringAnswer> {
  if (platform === 'linux' && !env.DBUS_SESSION_BUS_ADDRESS) {
    return {
      unavailable_because: 'this session has no bus, so no secret store of the operating system can be reached',
    };
  }
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    const scope = createHash('sha256').update(realpathSync(state_directory)).digest('hex').slice(0, 16);
    const entryOf = (name: string) =>
      new AsyncEntry(service, `${scope}:${name}`, { linux: { store: 'secret-service' } });
    const within = <T>(run: (signal: AbortSignal) => Promise<T>) => answerWithin(clock, run);
    const store: SecretStore = {
      kind: 'os',
      description: `Secrets rest in the secret store of the operating system, as entries of “${service}”.`,
      read: (name) => within((signal) => entryOf(name).getPassword(signal)),
      write: (name, secret) => within((signal) => entryOf(name).setPassword(secret, signal)),
      remove: async (name) => {
        await within((signal) => entryOf(name).deletePassword(signal));
      },
    };
    await prove(store);
    return { store };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      unavailable_because: `the secret store of the operating system did not answer well (${message.slice(0, 200)})`,
    };
  }
}

async function prove(store: SecretStore): Promise<void> {
  const proof = 'written to see whether this works';
  await store.write(probe_name, proof);
  if ((await store.read(probe_name)) !== proof) throw new Error('it lost what was written to it');
  await store.remove(probe_name);
}

async function answerWithin<T>(clock: Clock, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(answer_ms_max, () => {
      stop.abort();
      reject(new Error(`no answer within ${answer_ms_max / 1000} seconds; it may be locked`));
    });
  });
  try {
    return await Promise.race([run(stop.signal), late]);
  } finally {
    cancel();
  }
}
