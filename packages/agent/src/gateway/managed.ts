// Which gateway this agent looks after: one record that an installation leaves and a restart finds again. What is read
// back from the database is checked like anything from outside. Never: a credential in it; those lie in the secret store.
import type { SshTarget } from '../ports/ssh.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { type ProfileName, runtimeProfiles } from './profiles.ts';
import { numberOf, objectOf, textOf } from './values.ts';

/** A gateway of this machine; the observer finds out by itself how it is kept. */
export interface LocalGateway {
  /** `discovered`: nobody installed it from here. */
  kind: 'discovered' | 'native' | 'docker';
  /** The one among several that was chosen; the one that shows most life where nobody chose. */
  profile?: ProfileName;
  /** Its state, where it is not the profile's usual one. */
  state_directory?: string;
}

/** A gateway of another machine, watched through a forward. */
export interface RemoteGateway extends SshTarget {
  kind: 'ssh';
  method: 'docker' | 'native';
  profile: ProfileName;
  /** Loopback port over there. */
  gateway_port: number;
  version: string | null;
  /** As the status names it, such as `systemd-user` or `docker`. */
  service_manager: string;
  /** Unit or container. */
  service_unit: string | null;
  config_path: string | null;
}

export type ManagedGateway = LocalGateway | RemoteGateway;

export interface Managed {
  get(): ManagedGateway;
  /** Durable when the answer comes. Throws `storage_unavailable`. */
  set(gateway: ManagedGateway): Promise<void>;
  /** Told of every change; the answer ends it. */
  onChange(listener: (gateway: ManagedGateway) => void): () => void;
}

const name = 'managed_gateway';
const discovered: LocalGateway = { kind: 'discovered' };

export async function openManaged(db: Db): Promise<Managed> {
  let current = parseManaged(await readMeta(db, name));
  const listeners = new Set<(gateway: ManagedGateway) => void>();
  return {
    get: () => current,
    set: (gateway) =>
      inTransaction(
        db,
        (trx) => writeMeta(trx, name, JSON.stringify(gateway)),
        () => {
          current = gateway;
          for (const listener of listeners) listener(gateway);
        },
      ),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A record that does not hold what it should is as good as none: the agent looks around on its own machine then. */
export function parseManaged(text: string | null): ManagedGateway {
  if (text === null) return discovered;
  try {
    const value = objectOf(JSON.parse(text));
    if (value.kind === 'ssh') return parseRemote(value) ?? discovered;
    const kind = value.kind === 'native' || value.kind === 'docker' ? value.kind : 'discovered';
    const profile = runtimeProfiles.find((one) => one.name === value.profile)?.name;
    const state_directory = textOf(value.state_directory, 4_096);
    return {
      kind,
      ...(profile === undefined ? {} : { profile }),
      ...(state_directory?.startsWith('/') === true ? { state_directory } : {}),
    };
  } catch {
    return discovered;
  }
}

function parseRemote(value: Record<string, unknown>): RemoteGateway | null {
  const host = textOf(value.host, 253);
  const username = textOf(value.username, 64);
  const [port, gateway_port] = [numberOf(value.port), numberOf(value.gateway_port)];
  const profile = runtimeProfiles.find((one) => one.name === value.profile)?.name;
  if (host === null || username === null || port === null || gateway_port === null || !profile) return null;
  return {
    kind: 'ssh',
    host,
    port,
    username,
    method: value.method === 'docker' ? 'docker' : 'native',
    profile,
    gateway_port,
    version: textOf(value.version, 64),
    service_manager: textOf(value.service_manager, 64) ?? 'none',
    service_unit: textOf(value.service_unit, 200),
    config_path: textOf(value.config_path, 4_096),
  };
}
