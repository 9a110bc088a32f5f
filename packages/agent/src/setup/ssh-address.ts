import { isIPv4, isIPv6 } from 'node:net';
import { AppError } from '../errors.ts';
import type { SshAddress, SshTarget } from '../ports/ssh.ts';

const label = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const name_pattern = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*\\.?$`);
const user_pattern = /^[A-Za-z_][A-Za-z0-9._-]{0,31}$/;

const refuse = (field: string, message: string): AppError =>
  new AppError('invalid_request', { details: [{ field, message }] });

/**
 * A machine's name or address as it is looked up, pinned and recorded: lower case, without brackets or a final dot.
 * DNS names, IPv4 and IPv6 without a zone pass; whatever a program could take for an option, a user or a path does not.
 */
export function checkHost(host: string, field = 'host'): string {
  const plain = host.toLowerCase();
  const bare = /^\[(.*)\]$/.exec(plain)?.[1] ?? plain;
  if (isIPv6(bare) && !bare.includes('%')) return canonicalIpv6(bare);
  if (bare !== plain) throw refuse(field, 'brackets are for IPv6 addresses');
  if (isIPv4(plain)) return plain;
  // What ends in a number is an address in an older spelling (octal, hexadecimal, shortened), never a name.
  if (!name_pattern.test(plain) || /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/.test(plain)) throw refuse(field, whyNot(plain));
  return plain.replace(/\.$/, '');
}

/** What people paste, and where its parts belong. */
function whyNot(host: string): string {
  const usual = 'give a DNS name, an IPv4 or an IPv6 address';
  if (host.includes('://') || host.includes('/')) return `${usual}, and nothing around it`;
  if (host.includes('@')) return `${usual}; the account has a field of its own`;
  if (/^[^:]+:\d+$/.test(host)) return `${usual}; the port has a field of its own`;
  return /[^\0-\x7f]/.test(host) ? `${usual}; a name with other letters in its ASCII form (xn--…)` : usual;
}

/** One spelling each, so that a pin is found again. */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

export function checkPort(port: number, field = 'port'): number {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refuse(field, 'give a port from 1 to 65535');
  return port;
}

/** An account's name; throws `invalid_request` for anything a program could read as more than a name. */
export function checkUsername(username: string, field = 'username'): string {
  if (!user_pattern.test(username)) throw refuse(field, 'give an account of letters, digits, dot, dash and underscore');
  return username;
}

export function checkAddress({ host, port }: SshAddress): SshAddress {
  return { host: checkHost(host), port: checkPort(port) };
}

export function checkTarget({ host, port, username }: SshTarget): SshTarget {
  return { ...checkAddress({ host, port }), username: checkUsername(username) };
}
