import type { Path } from '../tree.ts';
import { isEnabled, type LintRule } from './rule.ts';

/**
 * Incident class 20, secrets missing under the service (`MissingEnvVarError`): the variable is set in somebody's shell
 * and not for the service, which then has no token, or does not start at all.
 */
export const variableUnresolved: LintRule = {
  name: 'variable_unresolved',
  severity: 'error',
  find: (input) =>
    input.missing
      .filter(({ path }) => isEnabled(input, path))
      .map(({ path, name }) => ({
        path,
        message: `\`${name}\` is not set for the service, whatever a shell may say (looked at those ${input.service.described}).`,
        next_step: `Add \`${name}\` to \`~/${input.runtime.state_directory}/.env\` or to the service, or write the value as a secret.`,
        // What the gateway is opened with has to be there; elsewhere later versions go on without.
        severity: input.service.variables !== null && opensGateway(path) ? ('error' as const) : ('warning' as const),
      })),
};

const opensGateway = (path: Path): boolean => path[0] === 'gateway' || path[0] === 'hooks';
