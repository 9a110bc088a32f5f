import { authMode, hasSharedSecret, isPublic } from './exposure.ts';
import type { LintRule } from './rule.ts';

/**
 * Incident class: exposed gateways. Whoever reaches the port of a gateway without a shared secret runs programs on its
 * machine, so the gateway refuses to start like that; earlier versions did not.
 */
export const publicBindWithoutAuth: LintRule = {
  name: 'public_bind_without_auth',
  severity: 'error',
  find(input) {
    if (!isPublic(input) || hasSharedSecret(input) || authMode(input) === 'trusted-proxy') return [];
    return [
      {
        path: ['gateway', 'bind'],
        message: 'The gateway would listen on the network and ask nobody who they are.',
        next_step: 'Set `gateway.bind` to `loopback`, or `gateway.auth.mode` to `token` with a long random token.',
      },
    ];
  },
};
