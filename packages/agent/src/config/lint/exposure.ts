// From where the gateway can be reached by a configuration, and whether anything asks who comes.
import { isIPv4 } from 'node:net';
import { isSet, type LintInput, ownVariable, textAt } from './rule.ts';

const networkBinds = new Set(['lan', 'tailnet', 'auto']);

/** Whether more than this machine reaches the gateway. `auto` listens everywhere in a container and is taken so. */
export function isPublic(input: LintInput): boolean {
  const bind = textAt(input, 'gateway', 'bind') ?? 'loopback';
  if (bind === 'custom') {
    const host = textAt(input, 'gateway', 'customBindHost')?.trim() ?? '';
    return !(isIPv4(host) && host.startsWith('127.'));
  }
  return networkBinds.has(bind);
}

export const authMode = (input: LintInput): string | null => textAt(input, 'gateway', 'auth', 'mode');

/** Whether a shared secret is asked for, which the configuration or the service brings. */
export function hasSharedSecret(input: LintInput): boolean {
  const mode = authMode(input);
  const has = (kind: 'token' | 'password') =>
    isSet(input, 'gateway', 'auth', kind) || ownVariable(input, `GATEWAY_${kind.toUpperCase()}`) !== null;
  if (mode === 'token' || mode === 'password') return has(mode);
  return mode === null && (has('token') || has('password'));
}

export const tailscaleMode = (input: LintInput): string => textAt(input, 'gateway', 'tailscale', 'mode') ?? 'off';
