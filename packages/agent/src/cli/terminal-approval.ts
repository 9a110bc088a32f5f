// The terminal where the agent runs, as a place to approve: says when a device waits, and takes the code that the
// operator reads from it. Never shows a code that a device was given, and never approves by anything but the code.
import { createInterface } from 'node:readline';
import { watchEvents } from './event-watch.ts';
import { CliError } from './exit-codes.ts';
import type { HostClient } from './host-client.ts';
import { toInert } from './inert.ts';

export interface TerminalApproval {
  client: HostClient;
  socket_path: string;
  input: NodeJS.ReadableStream;
  say: (line: string) => void;
}

/** Starts listening on the terminal; the answer ends it. */
export function openTerminalApproval({ client, socket_path, input, say }: TerminalApproval): () => void {
  const lines = createInterface({ input });
  lines.on('line', (line) => {
    void approveTyped(client, line).then((answer) => answer && say(answer));
  });
  const stopWatching = watchEvents(socket_path, (event) => {
    if (event.type === 'pairing.changed' && (event.pending_count ?? 0) > 0) {
      say('A device asks to be let in. If it is yours, type the code that it shows and press Enter.');
    }
  });
  return () => {
    stopWatching();
    lines.close();
  };
}

/** What to say to a typed line; null for an empty one. */
export async function approveTyped(client: HostClient, line: string): Promise<string | null> {
  const pairing_code = line.trim();
  if (pairing_code === '') return null;
  try {
    const approval = await client.call('pairApprove', { body: { pairing_code: pairing_code.slice(0, 64) } });
    return `Approved. The device comes in as ${approval.role}.`;
  } catch (error) {
    return error instanceof CliError ? toInert(error.message) : 'The code could not be approved.';
  }
}
