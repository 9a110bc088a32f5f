import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RandomBytes } from '../ports/random.ts';
import type { SecretStore } from '../ports/secret-store.ts';

const name_pattern = /^[a-z][a-z0-9_]{0,63}$/;

export interface FileSecretStoreOptions {
  /** Made 0700 where it does not exist. */
  directory: string;
  random: RandomBytes;
  /** Why the operating system's own store is not used, as the end of a sentence. */
  because: string;
}

/**
 * Secrets as files of mode 0600, one each. They are not encrypted: the key for that would have to lie beside them, and
 * whoever can read the one can read the other. What guards them is the account of the operating system.
 */
export function createFileSecretStore({ directory, random, because }: FileSecretStoreOptions): SecretStore {
  const pathOf = (name: string) => {
    if (!name_pattern.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a secret.`);
    return join(directory, name);
  };
  return {
    kind: 'file',
    description: `Secrets rest in files that only this account can read (${directory}), because ${because}.`,
    read: async (name) => {
      try {
        return await readFile(pathOf(name), 'utf8');
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    write: async (name, secret) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = pathOf(name);
      const draft = `${path}.${Buffer.from(random(6)).toString('hex')}.tmp`;
      try {
        await writeDurably(draft, secret);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await syncDirectory(directory);
    },
    remove: async (name) => {
      await rm(pathOf(name), { force: true });
    },
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without it a power cut can lose the name although the content is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
