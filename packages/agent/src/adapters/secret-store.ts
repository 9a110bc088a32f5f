import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import { createFileSecretStore } from './file-secret-store.ts';
import { openKeyring } from './keyring.ts';

export interface SecretStoreOptions {
  /** `auto` prefers the operating system's store; `file` does not ask for it. */
  preference: 'auto' | 'file';
  state_directory: string;
  clock: Clock;
  random: RandomBytes;
  /** Told of every secret that is read or written, so that the redactor knows it. */
  remember: (secret: string) => void;
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
}

/** A store whose end can be waited for. */
export interface OpenSecretStore extends SecretStore {
  /** Resolves when every write that was begun has ended, well or not. */
  settled(): Promise<void>;
}

/** The best secret store that this machine has now; its `description` says which and why. Takes seconds at most. */
export async function openSecretStore(options: SecretStoreOptions): Promise<OpenSecretStore> {
  return watchSecrets(await chooseStore(options), options.remember);
}

async function chooseStore(options: SecretStoreOptions): Promise<SecretStore> {
  const { preference, state_directory, clock, random, env = process.env, platform = process.platform } = options;
  const directory = join(state_directory, 'secrets');
  if (preference === 'file') return createFileSecretStore({ directory, random, because: 'the settings ask for it' });
  const keyring = await openKeyring({ state_directory, clock, env, platform });
  if ('store' in keyring) return keyring.store;
  return createFileSecretStore({ directory, random, because: keyring.unavailable_because });
}

function watchSecrets(store: SecretStore, remember: (secret: string) => void): OpenSecretStore {
  const writing = new Set<Promise<void>>();
  return {
    ...store,
    read: async (name) => {
      const secret = await store.read(name);
      if (secret !== null) remember(secret);
      return secret;
    },
    write: async (name, secret) => {
      remember(secret);
      const write = store.write(name, secret);
      writing.add(write);
      try {
        await write;
      } finally {
        writing.delete(write);
      }
    },
    settled: async () => {
      await Promise.allSettled(writing);
    },
  };
}
