import { authMode, isPublic, tailscaleMode } from './exposure.ts';
import type { Finding, LintRule } from './rule.ts';

/**
 * Incident class: exposed gateways. A funnel is open to the whole web, so it takes a password; serving through Tailscale
 * needs a gateway that listens on loopback only. The gateway refuses anything else.
 */
export const tailscaleUnsafe: LintRule = {
  name: 'tailscale_unsafe',
  severity: 'error',
  find(input) {
    const mode = tailscaleMode(input);
    if (mode !== 'serve' && mode !== 'funnel') return [];
    const found: Finding[] = [];
    if (mode === 'funnel' && authMode(input) !== 'password') {
      found.push({
        path: ['gateway', 'auth', 'mode'],
        message: 'A funnel opens the gateway to the whole web, which takes a password.',
        next_step: 'Set `gateway.auth.mode` to `password` with a long one, or `gateway.tailscale.mode` to `serve`.',
      });
    } else if (authMode(input) === 'none') {
      found.push({
        path: ['gateway', 'auth', 'mode'],
        message: 'Everybody in the tailnet could operate the gateway.',
        next_step: 'Set `gateway.auth.mode` to `token` or `password`.',
      });
    }
    if (isPublic(input)) {
      found.push({
        path: ['gateway', 'bind'],
        message: 'Behind Tailscale the gateway has to listen on loopback only, or it refuses to start.',
        next_step: 'Set `gateway.bind` to `loopback`.',
      });
    }
    return found;
  },
};
