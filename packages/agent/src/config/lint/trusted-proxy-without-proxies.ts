import { authMode } from './exposure.ts';
import { type LintRule, listAt } from './rule.ts';

/**
 * Incident class 27, reverse proxy: who signs people in by a proxy has to say which machine that is, or anybody may claim
 * to be it; the gateway refuses to start.
 */
export const trustedProxyWithoutProxies: LintRule = {
  name: 'trusted_proxy_without_proxies',
  severity: 'error',
  find: (input) =>
    authMode(input) === 'trusted-proxy' && listAt(input, 'gateway', 'trustedProxies').length === 0
      ? [
          {
            path: ['gateway', 'trustedProxies'],
            message: 'People are to be signed in by a proxy, and no proxy is named, so the gateway refuses to start.',
            next_step: 'Name the exact addresses of the proxy in `gateway.trustedProxies`.',
          },
        ]
      : [],
};
