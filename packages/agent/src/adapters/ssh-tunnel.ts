// A way to one port of another machine, by a key that may do nothing else: its forced command relays to that port. Plain
// forwarding would not do: whoever may forward may also listen over there, on the gateway's own port once it is free.
import type { Client, ClientChannel } from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import { type SshTunnel, tunnelMark } from '../ports/ssh.ts';
import { dropStream, listenForward } from './ssh-forward.ts';
import { createSshLine, type SshLine } from './ssh-line.ts';
import { openChannel } from './ssh-run.ts';

const open_timeout_ms = 15_000;
/** What profile files may print before the relay begins. */
const noise_bytes_max = 65_536;
const mark = Buffer.from(`${tunnelMark}\n`);

export async function openTunnel(dial: () => Promise<Client>): Promise<SshTunnel> {
  const line = createSshLine(dial);
  await line.client();
  const relay = () => openRelay(line);
  return {
    async openForward() {
      const forward = await listenForward(relay);
      line.atClose(forward.close);
      return forward;
    },
    async reaches() {
      try {
        dropStream(await relay());
        return true;
      } catch (error) {
        if (error instanceof HostError && error.failure === 'refused' && error.code === null) return false;
        throw error;
      }
    },
    close: line.close,
  };
}

/** A stream to the port. `refused` without a code: nothing listens there. */
async function openRelay(line: SshLine): Promise<ClientChannel> {
  try {
    // The forced command runs whatever is asked for; nothing is asked for.
    const channel = await line.session((client) => openChannel(client, ''));
    await awaitMark(channel);
    return channel;
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError('lost', 'No channel was opened.', { cause: error, code: 'ssh_lost' });
  }
}

/** Until the relay over there is connected; what it prints from then on is the stream. */
export async function awaitMark(channel: ClientChannel): Promise<void> {
  let seen = Buffer.alloc(0);
  let ended = false;
  const deadline = setTimeout(() => channel.destroy(), open_timeout_ms);
  channel.on('error', () => undefined);
  channel.stderr.resume();
  channel.once('exit', () => {
    ended = true;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        for (let chunk: Buffer | null = channel.read(); chunk !== null; chunk = channel.read()) {
          seen = Buffer.concat([seen, chunk]);
        }
        const at = seen.indexOf(mark);
        if (at < 0 && seen.length <= noise_bytes_max) return;
        channel.off('readable', look);
        channel.off('close', end);
        if (at < 0) return reject(new HostError('refused', 'It is no relay.', { code: 'ssh_no_relay' }));
        const rest = seen.subarray(at + mark.length);
        if (rest.length > 0) channel.unshift(rest);
        resolve();
      };
      const end = () =>
        reject(
          ended
            ? new HostError('refused', 'Nothing listens there.')
            : new HostError('lost', 'The relay did not begin.', { code: 'ssh_lost' }),
        );
      channel.on('readable', look);
      channel.once('close', end);
    });
  } catch (error) {
    dropStream(channel);
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}
