import { authMode, isPublic } from './exposure.ts';
import type { LintRule } from './rule.ts';

/** Incident class: exposed gateways. On loopback, too, any program of any user on the machine could operate it. */
export const gatewayWithoutAuth: LintRule = {
  name: 'gateway_without_auth',
  severity: 'warning',
  find: (input) =>
    authMode(input) === 'none' && !isPublic(input)
      ? [
          {
            path: ['gateway', 'auth', 'mode'],
            message: 'Any program on this machine could operate the gateway, the assistant’s own included.',
            next_step: 'Set `gateway.auth.mode` to `token` with a long random token.',
          },
        ]
      : [],
};
