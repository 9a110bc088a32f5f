import { type LintRule, ownVariable, secretAt } from './rule.ts';

/**
 * Incident class 2, invalid after an update (`hooks.token must not match gateway auth token`, 18 hours down): who may
 * call a hook could operate the gateway. Versions differ in whether they start like that.
 */
export const hooksTokenReused: LintRule = {
  name: 'hooks_token_reused',
  severity: 'error',
  find(input) {
    const hooks = secretAt(input, 'hooks', 'token');
    const shared = (['token', 'password'] as const).flatMap((kind) => [
      secretAt(input, 'gateway', 'auth', kind),
      ownVariable(input, `GATEWAY_${kind.toUpperCase()}`),
    ]);
    if (hooks === null || !shared.includes(hooks)) return [];
    return [
      {
        path: ['hooks', 'token'],
        message: 'The token for hooks is also the one that operates the gateway.',
        next_step: 'Make a new random token for `hooks.token`, and give it to whoever calls the hooks.',
      },
    ];
  },
};
