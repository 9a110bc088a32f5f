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
    const mode = authMode(input);
    if (!isPublic(input) || hasSharedSecret(input) || mode === 'trusted-proxy') return [];
    // It asks, and its service may bring what it asks for: as a container does with its file of variables.
    if (input.service.variables === null && (mode === 'token' || mode === 'password'))
      return [
        {
          path: ['gateway', 'auth', mode],
          severity: 'warning',
          message: `The gateway would listen on the network, and whether it has a ${mode} to ask for cannot be seen from here.`,
          next_step: `Make sure that its service brings \`${input.runtime.env_prefix}_GATEWAY_${mode.toUpperCase()}\`, or set \`gateway.auth.${mode}\`.`,
        },
      ];
    return [
      {
        path: ['gateway', 'bind'],
        message: 'The gateway would listen on the network and ask nobody who they are.',
        next_step: 'Set `gateway.bind` to `loopback`, or `gateway.auth.mode` to `token` with a long random token.',
      },
    ];
  },
};
