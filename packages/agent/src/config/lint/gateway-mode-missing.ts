import { type LintRule, textAt } from './rule.ts';

/**
 * Incident class 19, configuration silently reverted (`missing gateway.mode`): without `local` the gateway does not start
 * as a service, or puts an older configuration back that has it.
 */
export const gatewayModeMissing: LintRule = {
  name: 'gateway_mode_missing',
  severity: 'error',
  find(input) {
    const mode = textAt(input, 'gateway', 'mode');
    if (mode === 'local') return [];
    const message =
      mode === null
        ? 'Without `gateway.mode` the gateway does not start, or puts an older configuration back.'
        : 'With this mode the gateway starts no service here; it would only connect to another one.';
    return [{ path: ['gateway', 'mode'], message, next_step: 'Set `gateway.mode` to `local`.' }];
  },
};
