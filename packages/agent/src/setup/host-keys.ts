// Which machines are trusted: the key that a machine shows comes in from the network, an operator compares its
// fingerprint and approves it, and from then on only that key is spoken to. Never: a key that is pinned unseen, a pin
// that is replaced by another connection, a machine that is signed in to before its key was found to be the pinned one.
import type { SshHostKey, SshHostKeyList, SshHostKeyPin } from '@moltbot-ops/sdk/types';
import { actorOf, type Principal } from '../access/principal.ts';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random.ts';
import type { HostKey, SshAddress, SshDialer } from '../ports/ssh.ts';
import { deleteHostKey, type HostKeyRow, insertHostKey, readHostKeyOf, readHostKeys } from '../store/host-keys.ts';
import { newId } from '../store/ids.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { checkAddress } from './ssh-address.ts';
import { toSshRefusal } from './ssh-refusal.ts';

export interface HostKeysDependencies {
  db: Db;
  ledger: Ledger;
  clock: Clock;
  random: RandomBytes;
  dialer: Pick<SshDialer, 'readHostKey'>;
}

export interface HostKeys {
  /** Asks the machine for its key. Throws `invalid_request`, `ssh_unreachable`. */
  read(address: SshAddress): Promise<SshHostKey>;
  list(): Promise<SshHostKeyList>;
  /** The pin of a machine whose name was checked, or null. */
  pinOf(address: SshAddress): Promise<HostKey | null>;
  /**
   * Pins the key, when the machine shows exactly this fingerprint now. Throws `host_key_changed` when it shows another
   * or is pinned to another, `invalid_request`, `ssh_unreachable`, `storage_unavailable`.
   */
  approve(principal: Principal, request: SshAddress & { fingerprint: string }): Promise<SshHostKeyPin>;
  /** Throws `host_key_not_found`, `storage_unavailable`. */
  forget(principal: Principal, host_key_id: string): Promise<void>;
}

export function createHostKeys({ db, ledger, clock, random, dialer }: HostKeysDependencies): HostKeys {
  const ask = async (address: SshAddress): Promise<HostKey> => {
    try {
      return await dialer.readHostKey(address);
    } catch (error) {
      throw toSshRefusal(error);
    }
  };
  return {
    async read(given) {
      const address = checkAddress(given);
      const [shown, pin] = await Promise.all([ask(address), readHostKeyOf(db, address.host, address.port)]);
      const trust = pin === null ? 'unknown' : pin.fingerprint === shown.fingerprint ? 'pinned' : 'changed';
      return { ...address, ...shown, trust, pinned_fingerprint: pin?.fingerprint ?? null };
    },
    list: async () => ({ host_keys: await readHostKeys(db) }),
    pinOf: ({ host, port }) => readHostKeyOf(db, host, port),
    async approve(principal, request) {
      const address = checkAddress(request);
      const shown = await ask(address);
      if (shown.fingerprint !== request.fingerprint) throw new AppError('host_key_changed');
      return await inTransaction(db, async (trx) => {
        const pin = await readHostKeyOf(trx, address.host, address.port);
        if (pin && pin.fingerprint !== shown.fingerprint) throw new AppError('host_key_changed');
        if (pin) return pin;
        const row: HostKeyRow = {
          host_key_id: newId('hky', random),
          ...address,
          ...shown,
          approved_at: new Date(clock.now()).toISOString(),
        };
        await insertHostKey(trx, row);
        const subject = row.host_key_id;
        await ledger.append(
          { event: 'ssh_host_key.approved', outcome: 'done', actor: actorOf(principal), subject },
          trx,
        );
        return row;
      });
    },
    async forget(principal, host_key_id) {
      await inTransaction(db, async (trx) => {
        if (!(await deleteHostKey(trx, host_key_id))) throw new AppError('host_key_not_found');
        const subject = host_key_id;
        await ledger.append(
          { event: 'ssh_host_key.forgotten', outcome: 'done', actor: actorOf(principal), subject },
          trx,
        );
      });
    },
  };
}
