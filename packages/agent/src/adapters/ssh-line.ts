import type { EventEmitter } from 'node:events';
import type { Client, SFTPWrapper } from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import { ask, isEnded } from './ssh-sftp.ts';

/** One connection to a machine, opened anew when it was lost and wanted again. */
export interface SshLine {
  client(): Promise<Client>;
  /**
   * A program or the file channel. Machines allow few of them at once on a connection (`MaxSessions`, often 10, sometimes
   * 1), and say so by refusing the next one only: then another connection is opened, up to a bound, or a free place is
   * waited for.
   */
  session<T extends EventEmitter>(begin: (client: Client) => Promise<T>): Promise<T>;
  sftp(): Promise<SFTPWrapper>;
  /** Runs with `close`, for what only makes sense while the line is there. */
  atClose(task: () => Promise<void>): void;
  close(): Promise<void>;
}

const wires_max = 4;
/** The machine may free a place a moment after it said that a program has ended. */
const lag_ms = 150;
const lag_tries = 3;

interface Wire {
  client: Promise<Client>;
  open: number;
  /** How many sessions the machine allows on it, as far as it is known. */
  limit: number;
}

/** A machine that refused is not asked again, so that a wrong credential never locks an account. */
export function createSshLine(dial: () => Promise<Client>): SshLine {
  const tasks: (() => Promise<void>)[] = [];
  const wires: Wire[] = [];
  let most = wires_max;
  let open: (() => Promise<Client>) | null = dial;
  let refusal: HostError | null = null;
  let files: Promise<SFTPWrapper> | null = null;
  let wake: () => void = () => undefined;
  let freed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const tellFree = () => {
    wake();
    freed = new Promise((resolve) => {
      wake = resolve;
    });
  };

  const begin = async (): Promise<Client> => {
    if (open === null) throw new HostError('lost', 'The connection was closed.', { code: 'ssh_lost' });
    if (refusal) throw refusal;
    try {
      return await open();
    } catch (error) {
      if (error instanceof HostError && error.failure !== 'lost') refusal = error;
      throw error;
    }
  };
  const addWire = (): Wire => {
    const wire: Wire = { client: begin(), open: 0, limit: Number.POSITIVE_INFINITY };
    const forget = () => {
      const at = wires.indexOf(wire);
      if (at >= 0) wires.splice(at, 1);
      tellFree();
    };
    wire.client.then((opened) => opened.once('close', forget), forget);
    wires.push(wire);
    return wire;
  };
  const client = (): Promise<Client> => (wires[0] ?? addWire()).client;

  async function session<T extends EventEmitter>(start: (client: Client) => Promise<T>): Promise<T> {
    for (let lagged = 0; ; ) {
      const is_first = wires.length === 0;
      const wire = wires.find((one) => one.open < one.limit) ?? (wires.length < most ? addWire() : null);
      if (wire === null) {
        await freed;
        continue;
      }
      wire.open += 1;
      const leave = () => {
        wire.open -= 1;
        tellFree();
      };
      let opened: Client | null = null;
      try {
        opened = await wire.client;
        const channel = await start(opened);
        channel.setMaxListeners(0); // whatever is asked on it waits for its end too
        channel.once('close', leave);
        return channel;
      } catch (error) {
        leave();
        // One more connection was not to be had: those that are open have to do.
        if (opened === null && !is_first && wires.length > 0) most = wires.length;
        else if (opened === null || !isRefused(error)) throw error;
        else if (wire.open > 0) wire.limit = wire.open;
        else if ((lagged += 1) > lag_tries) throw error;
        else await new Promise((resolve) => setTimeout(resolve, lag_ms));
      }
    }
  }

  const sftp = (): Promise<SFTPWrapper> => {
    const mine = files ?? session(openFiles);
    files = mine;
    const forget = () => {
      if (files === mine) files = null;
    };
    mine.then((opened) => opened.once('close', forget), forget);
    return mine;
  };
  return {
    client,
    session,
    sftp,
    atClose: (task) => void tasks.push(task),
    async close() {
      open = null;
      const last = wires.splice(0);
      files = null;
      tellFree();
      await Promise.all(tasks.map((task) => task()));
      for (const wire of last) {
        const opened = await wire.client.catch(() => null);
        opened?.end();
        opened?.destroy();
      }
    },
  };
}

/** The machine answered that it opens no such channel; the connection is well. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof HostError ? error.cause : error;
  return cause instanceof Error && 'reason' in cause;
}

const lost = 'The connection ended before files were reached.';

async function openFiles(client: Client): Promise<SFTPWrapper> {
  try {
    return await ask<SFTPWrapper>((done) => client.sftp(done), { channel: client });
  } catch (error) {
    // A connection that ends in the middle says nothing of what the machine offers.
    if (error instanceof HostError || isEnded(error))
      throw new HostError('lost', lost, { cause: error, code: 'ssh_lost' });
    throw new HostError('unsupported', 'The machine offers no file transfer (SFTP).', {
      cause: error,
      code: 'ssh_no_sftp',
    });
  }
}
