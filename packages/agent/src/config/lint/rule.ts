// What a lint rule is given and what it answers. A rule is pure: what it needs to know of the host was looked up before.
import type { RuntimeProfile } from '../../gateway/profiles.ts';
import { expandVariables } from '../../gateway/secret-reference.ts';
import { isMark } from '../mask.ts';
import type { ServiceEnvironment } from '../service-environment.ts';
import { isReference, isTree, type Path, type Tree, valueAtPath } from '../tree.ts';
import type { VariableUse } from '../variables.ts';

export interface SecretReference {
  source: string;
  provider?: string;
  id: string;
}

/** A file or directory that matters, and its permission bits. */
export interface FileMode {
  path: string;
  what: string;
  mode: number;
}

export interface LintInput {
  /** Includes in their places, variables as they are written. */
  config: Tree;
  runtime: RuntimeProfile;
  /** Version of the gateway that would read it; null when it is not known. */
  version: string | null;
  service: ServiceEnvironment;
  /** It lives on a machine whose variables and files cannot be seen. */
  is_remote: boolean;
  /** Every variable that the service would find, configured ones behind its own. */
  env: Readonly<Record<string, string | undefined>>;
  /** Variables that the service would not find; empty when nobody can tell. */
  missing: readonly VariableUse[];
  /** Every reference to a secret, and where it stands. */
  references_used: readonly { path: Path; reference: SecretReference }[];
  /** Text behind references that can be read without running anything; null where there is none. */
  references: ReadonlyMap<string, string | null>;
  files: readonly FileMode[];
}

export interface Finding {
  path: Path;
  message: string;
  next_step: string;
  /** Where a rule knows both. */
  severity?: 'error' | 'warning';
}

export interface LintRule {
  /** Also the code of its runbook. */
  name: string;
  /** `error`: the gateway would not start, or a stranger could come in. */
  severity: 'error' | 'warning';
  find(input: LintInput): Finding[];
}

/** Text at a path; null when there is none or when a mask hides it. */
export function textAt({ config }: Pick<LintInput, 'config'>, ...path: Path): string | null {
  const value = valueAtPath(config, path);
  return typeof value === 'string' && !isMark(value) ? value : null;
}

export const isSet = ({ config }: Pick<LintInput, 'config'>, ...path: Path): boolean => {
  const value = valueAtPath(config, path);
  return value !== undefined && value !== null && value !== '';
};

export const isOn = ({ config }: Pick<LintInput, 'config'>, ...path: Path): boolean =>
  valueAtPath(config, path) === true;

export function listAt({ config }: Pick<LintInput, 'config'>, ...path: Path): unknown[] {
  const value = valueAtPath(config, path);
  return Array.isArray(value) ? value : [];
}

export function treeAt({ config }: Pick<LintInput, 'config'>, ...path: Path): Tree {
  const value = valueAtPath(config, path);
  return isTree(value) ? value : {};
}

/** Names a reference among those that were looked up. */
export const referenceKey = ({ source, provider, id }: SecretReference): string =>
  JSON.stringify([source, provider ?? 'default', id]);

/** The secret at a path as the service would have it; null when it is unset, hidden or cannot be told. */
export function secretAt(input: LintInput, ...path: Path): string | null {
  const value = valueAtPath(input.config, path);
  if (isReference(value)) {
    return value.source === 'env' ? (input.env[value.id] ?? null) : (input.references.get(referenceKey(value)) ?? null);
  }
  const text = textAt(input, ...path);
  return text === null || text === '' ? null : expandVariables(text, input.env);
}

/** A secret that is the same for the service and no other: its value, or, where that cannot be told, how it is named. */
export function secretIdentity(input: LintInput, ...path: Path): string | null {
  const value = valueAtPath(input.config, path);
  const secret = secretAt(input, ...path);
  if (secret !== null) return `value ${secret}`;
  if (isReference(value)) return `reference ${referenceKey(value)}`;
  const text = textAt(input, ...path);
  return text === null || text === '' ? null : `text ${text}`;
}

/** Whether nothing on the way down, or beside the value, is switched off. */
export function isEnabled({ config }: Pick<LintInput, 'config'>, path: Path): boolean {
  return path.every((_key, at) => {
    const around = valueAtPath(config, path.slice(0, at));
    return !(isTree(around) && around.enabled === false);
  });
}

/** A variable of the gateway's own that the service has, such as `GATEWAY_TOKEN`. */
export const ownVariable = ({ env, runtime }: Pick<LintInput, 'env' | 'runtime'>, name: string): string | null =>
  env[`${runtime.env_prefix}_${name}`]?.trim() || null;
