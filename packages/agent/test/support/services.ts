// The agent's own services over a real database in a directory of its own, with time and randomness in the test's hand.
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevices } from '../../src/access/devices.ts';
import { createPairing } from '../../src/access/pairing.ts';
import { createSessions } from '../../src/access/sessions.ts';
import { createLedger } from '../../src/audit/ledger.ts';
import type { RandomBytes } from '../../src/ports/random.ts';
import type { SecretStore } from '../../src/ports/secret-store.ts';
import { openStore } from '../../src/store/open.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** The same bytes for the same seed, well spread. */
export function createTestRandom(seed: string): RandomBytes {
  let calls = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let size = 0; size < length; size += 32) {
      calls += 1;
      blocks.push(createHash('sha256').update(`${seed} ${calls}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}

export function createMemorySecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    kind: 'file',
    description: 'In memory.',
    read: async (name) => secrets.get(name) ?? null,
    write: async (name, secret) => void secrets.set(name, secret),
    remove: async (name) => void secrets.delete(name),
  };
}

export interface ServiceOptions {
  path?: string;
  clock?: FakeClock;
  secrets?: SecretStore;
  seed?: string;
}

export async function openServices(options: ServiceOptions = {}) {
  const path = options.path ?? join(mkdtempSync(join(tmpdir(), 'ops-store-')), 'agent.db');
  const clock = options.clock ?? createFakeClock();
  const random = createTestRandom(options.seed ?? path);
  const secrets = options.secrets ?? createMemorySecrets();
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const store = await openStore(path);
  const { db } = store;
  const ledger = createLedger({ db, clock, random, onError });
  const devices = await createDevices({ db, ledger, clock, random, onError });
  const sessions = await createSessions({ db, ledger, clock, random, secrets, devices });
  const pairing = createPairing({ db, ledger, clock, random, devices, sessions });
  const services = { path, clock, random, secrets, errors, store, db, ledger, devices, sessions, pairing };
  const stop = async () => {
    await ledger.close();
    await store.close();
  };
  return {
    ...services,
    /** Closes the database and opens everything anew over it, as a restart does. */
    restart: async () => {
      await stop();
      return openServices({ path, clock, secrets, seed: `${options.seed ?? path}+` });
    },
    stop,
    close: async () => {
      await stop();
      await rm(join(path, '..'), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export type TestServices = Awaited<ReturnType<typeof openServices>>;

/** The host invites a device and the device comes in. */
export async function pairDevice(services: TestServices, role?: 'owner' | 'admin' | 'viewer', device_name = 'Laptop') {
  const { pairing_code } = await services.pairing.invite({
    role,
    by: { kind: 'host', role: 'owner' },
    console_origin: 'http://127.0.0.1:7337',
  });
  return services.pairing.redeem({ pairing_code, device_name, via: 'bearer' });
}
