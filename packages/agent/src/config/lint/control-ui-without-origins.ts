import { valueAtPath } from '../tree.ts';
import { isPublic } from './exposure.ts';
import { isOn, type LintRule, listAt } from './rule.ts';

/**
 * Incident class 9, origin and HTTPS (`requires gateway.controlUi.allowedOrigins`): a gateway on the network does not
 * start until it is told which pages may use it.
 */
export const controlUiWithoutOrigins: LintRule = {
  name: 'control_ui_without_origins',
  severity: 'error',
  find(input) {
    const enabled = valueAtPath(input.config, ['gateway', 'controlUi', 'enabled']) !== false;
    const named = listAt(input, 'gateway', 'controlUi', 'allowedOrigins').some(
      (one) => typeof one === 'string' && one.trim() !== '',
    );
    const any_host = isOn(input, 'gateway', 'controlUi', 'dangerouslyAllowHostHeaderOriginFallback');
    if (!isPublic(input) || !enabled || named || any_host) return [];
    return [
      {
        path: ['gateway', 'controlUi', 'allowedOrigins'],
        message:
          'The gateway would listen on the network without knowing which pages may use it, and refuses to start.',
        next_step:
          'Name the exact origins in `gateway.controlUi.allowedOrigins`, or set `gateway.controlUi.enabled` to false.',
      },
    ];
  },
};
