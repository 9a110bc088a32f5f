import { type LintRule, listAt } from './rule.ts';

/** Incident class 9, origin and HTTPS: with a wildcard any page that an operator visits may speak to the gateway. */
export const allowedOriginsWildcard: LintRule = {
  name: 'allowed_origins_wildcard',
  severity: 'warning',
  find: (input) =>
    listAt(input, 'gateway', 'controlUi', 'allowedOrigins').flatMap((origin, index) =>
      typeof origin === 'string' && origin.includes('*')
        ? [
            {
              path: ['gateway', 'controlUi', 'allowedOrigins', index],
              message: 'Any page on the web could speak to the gateway from an operator’s browser.',
              next_step: 'Name each origin in full, such as `https://gateway.example`.',
            },
          ]
        : [],
    ),
};
