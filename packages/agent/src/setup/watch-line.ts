import { StepError } from '../jobs/plan.ts';
import { tunnelMark } from '../ports/ssh.ts';

/**
 * The line in `authorized_keys` that lets a key reach one port of the machine's loopback and nothing else. `restrict`
 * takes away terminal, forwarding, agent and start files; the forced command is a relay, whatever the client asks for.
 * Plain forwarding with `permitopen` would still let it listen over there, on the gateway's own port once that is free.
 */
export function watchLine(gateway_port: number, public_key: string): string {
  if (!Number.isInteger(gateway_port) || gateway_port < 1 || gateway_port > 65_535)
    throw new Error('The port of a watch line is a port.');
  if (!/^ssh-ed25519 [A-Za-z0-9+/=]+ [a-z0-9@.-]+$/.test(public_key)) throw new Error('That is no public key.');
  const relay = `exec 3<>/dev/tcp/127.0.0.1/${gateway_port} || exit 1; echo ${tunnelMark}; (cat <&3; kill 0) & cat >&3; kill 0`;
  return `restrict,command="exec bash -c '${relay}'" ${public_key}`;
}

/** The file with that line at its end, and without any other of the same key. */
export function addLine(text: string, line: string, public_key: string): string {
  const kept = removeLine(text, public_key);
  return `${kept}${kept === '' || kept.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** The file without the lines of that key; everything else stays, byte for byte. */
export function removeLine(text: string, public_key: string): string {
  const blob = public_key.split(' ')[1] ?? '';
  if (blob.length < 40) throw new StepError('internal', 'A key has no body.', { next_step: 'Start the job again.' });
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.includes(blob))
    .join('');
}
