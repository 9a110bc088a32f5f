// Ports and sockets of another machine. Plain forwarding where the machine allows it; where it does not, a program over
// there joins its own input and output to the port or socket, which needs no more than the right to run programs.
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { HostError } from '../ports/host-executor.ts';
import { tunnelMark } from '../ports/ssh.ts';
import { remoteCommand, remoteScript } from './ssh-command.ts';
import { openRemotePort, openRemoteSocket } from './ssh-forward.ts';
import type { SshLine } from './ssh-line.ts';
import { openChannel } from './ssh-run.ts';
import { awaitMark } from './ssh-tunnel.ts';

const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

const portRelay = `exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1; echo ${tunnelMark}; (cat <&3; kill 0) & cat >&3; kill 0`;
/** The engine's own client first: it is there where its socket is. */
const socketRelay = [
  '[ -w "$1" ] || exit 1',
  'has() { command -v "$1" >/dev/null 2>&1; }',
  'has docker || has socat || has nc || exit 1',
  `echo ${tunnelMark}`,
  'if has docker; then exec docker -H "unix://$1" system dial-stdio; fi',
  'if has socat; then exec socat - "UNIX-CONNECT:$1"; fi',
  'exec nc -U "$1"',
].join('\n');

/** A stream to a port of the other machine's loopback. */
export async function reachPort(line: SshLine, port: number): Promise<Duplex> {
  try {
    return await openRemotePort(await line.client(), port);
  } catch (error) {
    if (!(error instanceof HostError) || error.code !== 'ssh_forward_refused') throw error;
    return await relay(line, ['bash', '-c', portRelay, 'bash', String(port)], error);
  }
}

/** A stream to a Unix socket of the other machine. A machine that forbids it says no more than that it failed. */
export async function reachSocket(line: SshLine, path: string): Promise<Duplex> {
  try {
    return await openRemoteSocket(await line.client(), path);
  } catch (error) {
    if (!(error instanceof HostError) || error.failure !== 'refused') throw error;
    return await relay(line, ['/bin/sh', '-c', socketRelay, 'sh', path], error);
  }
}

/** Fails as the forwarding did, where no program could take its place. */
async function relay(
  line: SshLine,
  argv: readonly [string, ...string[]],
  otherwise: HostError,
): Promise<ClientChannel> {
  const mark = randomBytes(16).toString('hex');
  const channel = await line.session((client) => openChannel(client, remoteCommand(mark)));
  channel.stdin.on('error', () => undefined); // it may end before it has read everything
  channel.write(remoteScript({ argv, env, cwd: '/', mark }));
  try {
    await awaitMark(channel);
    return channel;
  } catch (error) {
    throw error instanceof HostError && error.failure === 'lost' ? error : otherwise;
  }
}
