import type { Client, SFTPWrapper } from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import { ask } from './ssh-sftp.ts';

/** One connection to a machine, opened anew when it was lost and wanted again. */
export interface SshLine {
  client(): Promise<Client>;
  sftp(): Promise<SFTPWrapper>;
  /** Runs with `close`, for what only makes sense while the line is there. */
  atClose(task: () => Promise<void>): void;
  close(): Promise<void>;
}

/** A machine that refused is not asked again, so that a wrong credential never locks an account. */
export function createSshLine(dial: () => Promise<Client>): SshLine {
  const tasks: (() => Promise<void>)[] = [];
  let open: (() => Promise<Client>) | null = dial;
  let refusal: HostError | null = null;
  let current: Promise<Client> | null = null;
  let files: Promise<SFTPWrapper> | null = null;

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
  const client = (): Promise<Client> => {
    if (current) return current;
    const mine = begin();
    const forget = () => {
      if (current !== mine) return;
      current = null;
      files = null;
    };
    mine.then((opened) => opened.once('close', forget), forget);
    current = mine;
    return mine;
  };
  const sftp = (): Promise<SFTPWrapper> => {
    files ??= client().then(openFiles);
    files.catch(() => {
      files = null;
    });
    return files;
  };
  return {
    client,
    sftp,
    atClose: (task) => void tasks.push(task),
    async close() {
      open = null;
      const last = current;
      current = null;
      files = null;
      await Promise.all(tasks.map((task) => task()));
      const opened = await last?.catch(() => null);
      opened?.end();
      opened?.destroy();
    },
  };
}

async function openFiles(client: Client): Promise<SFTPWrapper> {
  try {
    return await ask<SFTPWrapper>((done) => client.sftp(done));
  } catch (error) {
    throw new HostError('unsupported', 'The machine offers no file transfer (SFTP).', {
      cause: error,
      code: 'ssh_no_sftp',
    });
  }
}
