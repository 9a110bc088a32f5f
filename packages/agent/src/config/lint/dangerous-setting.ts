import { formatPath, isTree, type Path } from '../tree.ts';
import { type Finding, isEnabled, type LintInput, type LintRule } from './rule.ts';

const others = new Set(['gateway.controlUi.allowInsecureAuth', 'gateway.allowRealIpFallback', 'browser.noSandbox']);

/**
 * Incident class: exposed gateways, and 27, reverse proxy. The gateway names its break-glass switches so; they are meant
 * for an hour and stay for years.
 */
export const dangerousSetting: LintRule = {
  name: 'dangerous_setting',
  severity: 'warning',
  find: (input) => [...switchedOn(input, input.config, [])],
};

function* switchedOn(input: LintInput, value: unknown, path: Path): Generator<Finding> {
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* switchedOn(input, item, [...path, at]);
  else if (isTree(value)) {
    for (const [name, member] of Object.entries(value)) yield* switchedOn(input, member, [...path, name]);
  } else if (value === true && isDangerous(path) && isEnabled(input, path)) {
    yield {
      path,
      message: 'This takes a guard away that the gateway has for a reason.',
      next_step: `Set \`${formatPath(path)}\` to false unless you know why it is on.`,
    };
  }
}

const isDangerous = (path: Path): boolean =>
  String(path.at(-1)).startsWith('dangerous') || others.has(formatPath(path));
