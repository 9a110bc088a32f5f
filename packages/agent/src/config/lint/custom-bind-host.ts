import { isIPv4 } from 'node:net';
import { type LintRule, textAt } from './rule.ts';

/** Incident class 22, port taken: a gateway that is to listen on an address of its own, and is given none, does not start. */
export const customBindHost: LintRule = {
  name: 'custom_bind_host',
  severity: 'error',
  find(input) {
    if (textAt(input, 'gateway', 'bind') !== 'custom') return [];
    const host = textAt(input, 'gateway', 'customBindHost')?.trim() ?? '';
    if (isIPv4(host) || host.includes('${')) return [];
    return [
      {
        path: ['gateway', 'customBindHost'],
        message:
          'The gateway is to listen on an address of its own, and this is no IPv4 address, so it refuses to start.',
        next_step: 'Set `gateway.customBindHost` to an IPv4 address of this machine, or `gateway.bind` to `loopback`.',
      },
    ];
  },
};
