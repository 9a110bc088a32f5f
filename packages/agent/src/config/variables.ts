// `${NAME}` in a configuration: which are named where, and the configuration with those filled in that are known.
import type { Environment } from '../gateway/profiles.ts';
import { mapMembers, type Path } from './tree.ts';

const variable = /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g;

export interface VariableUse {
  path: Path;
  name: string;
}

/** The variables that a text names; `$${NAME}` is text and names none. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(variable)].filter(([, escape]) => escape === '').map(([, , name]) => name ?? '');

/** The configuration as the gateway reads it: what is set is filled in, what is not stays as it is written. */
export function fillVariables(config: unknown, env: Environment): { value: unknown; missing: VariableUse[] } {
  // Most name none, and a copy of a large configuration costs more than this look.
  if (!JSON.stringify(config).includes('${')) return { value: config, missing: [] };
  const missing: VariableUse[] = [];
  const fill = (value: unknown, path: Path): unknown => {
    if (typeof value !== 'string') return mapMembers(value, (member, key) => fill(member, [...path, key]));
    if (!value.includes('${')) return value;
    return value.replace(variable, (all, escape: string, name: string) => {
      if (escape !== '') return all.slice(1);
      const found = env[name];
      if (found !== undefined && found !== '') return found;
      missing.push({ path, name });
      return all;
    });
  };
  return { value: fill(config, []), missing };
}
