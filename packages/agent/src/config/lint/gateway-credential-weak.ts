import type { Path } from '../tree.ts';
import { authMode } from './exposure.ts';
import { type Finding, isSet, type LintRule, secretAt, textAt } from './rule.ts';

const chars_min = 24;
const placeholder =
  /^(undefined|null|changeme|change-me|your[-_ ]?(gateway[-_ ]?)?(token|password)|token|password|secret|test|x+)$/i;

/**
 * Incident class: exposed gateways, and 7, token mismatch. The shared secret is root on the machine; the gateway refuses
 * blank ones and the examples of its own documents.
 */
export const gatewayCredentialWeak: LintRule = {
  name: 'gateway_credential_weak',
  severity: 'error',
  find(input) {
    const mode = authMode(input);
    return (['token', 'password'] as const)
      .filter((kind) => mode === null || mode === kind)
      .flatMap((kind) => {
        const path: Path = ['gateway', 'auth', kind];
        const written = textAt(input, ...path);
        const secret = secretAt(input, ...path) ?? (written === '' ? '' : null);
        return secret === null ? [] : judge(secret.trim(), path, isSet(input, 'gateway', 'auth', 'mode'));
      });
  },
};

function judge(secret: string, path: Path, wanted: boolean): Finding[] {
  const next_step = 'Put a random one of at least 32 characters in its place.';
  if (secret === '' && !wanted) return [];
  if (secret === '' || placeholder.test(secret)) {
    return [{ path, message: 'The secret that operates the gateway is blank or an example.', next_step }];
  }
  if (secret.length >= chars_min) return [];
  const message = `The secret that operates the gateway has fewer than ${chars_min} characters.`;
  return [{ path, message, next_step, severity: 'warning' }];
}
