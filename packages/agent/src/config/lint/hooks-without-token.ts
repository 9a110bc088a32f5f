import { isOn, isSet, type LintRule } from './rule.ts';

/** Incident class 2, invalid after an update: hooks that are on and have no token stop the gateway at its start. */
export const hooksWithoutToken: LintRule = {
  name: 'hooks_without_token',
  severity: 'error',
  find: (input) =>
    isOn(input, 'hooks', 'enabled') && !isSet(input, 'hooks', 'token')
      ? [
          {
            path: ['hooks', 'token'],
            message: 'Hooks are on and have no token, so the gateway refuses to start.',
            next_step: 'Set `hooks.token` to a random token of its own, or `hooks.enabled` to false.',
          },
        ]
      : [],
};
