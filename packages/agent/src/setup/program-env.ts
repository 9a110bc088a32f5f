import type { Environment } from '../gateway/profiles.ts';

const wanted =
  /^(PATH|LANG|LC_ALL|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|ALL_PROXY|HOMEBREW_[A-Z_]+)$/;
// How npm reaches its registry; where it installs is said by the plan alone.
const of_npm =
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|fetch_[a-z_]+|maxsockets|_?auth[a-z_]*|\/\/.+)$/i;

/**
 * The variables of this process that programs of a plan need on this machine: PATH, proxies, certificates and npm's way
 * to its registry. Nothing else of the agent's environment reaches them.
 */
export function programEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && (wanted.test(pair[0]) || of_npm.test(pair[0])),
    ),
  );
}

// What may hold a secret, and what says who keeps the gateway alive: the service says that itself.
const never_passed = /(TOKEN|PASSWORD|SECRET|KEY|AUTH)|^(SERVICE|SYSTEMD|LAUNCHD|WINDOWS|SUPERVISOR)_/;

/**
 * The gateway's own variables that a service has to be started with to mean the same state and configuration as the
 * agent; never one that may hold a secret.
 */
export function gatewayVariables(env: Environment, env_prefix: string): Record<string, string> {
  const isOwn = (name: string) =>
    name.startsWith(`${env_prefix}_`) && !never_passed.test(name.slice(env_prefix.length + 1));
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && isOwn(pair[0])),
  );
}
