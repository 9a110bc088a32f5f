// The gateway's JSON Schema as this agent uses it: draft-07 made of parts that plugins bring along. Their parts refer to
// `#/$defs/…` of their own, which a whole document does not have, so each reference is looked for from the inside out.
import { isTree, type Tree } from './tree.ts';

/** A schema: an object of keywords, or `true` and `false`. */
export type Schema = Tree | boolean;

export const isSchema = (value: unknown): value is Schema => typeof value === 'boolean' || isTree(value);

/** The schemas that enclose a place, outermost first; where a reference is looked for. */
export type Scopes = readonly Tree[];

/** Scopes as seen from inside `schema`. */
export function enterScope(scopes: Scopes, schema: Schema): Scopes {
  const defines = isTree(schema) && (isTree(schema.$defs) || isTree(schema.definitions));
  return defines || (scopes.length === 0 && isTree(schema)) ? [...scopes, schema] : scopes;
}

const references_max = 16;

/** The schema behind references, with the scopes that hold there; `true` when it refers to nothing that there is. */
export function followReference(schema: Schema, scopes: Scopes): { schema: Schema; scopes: Scopes } {
  let found = { schema, scopes };
  for (let step = 0; step < references_max; step += 1) {
    if (!isTree(found.schema) || typeof found.schema.$ref !== 'string') return found;
    found = resolve(found.schema.$ref, found.scopes);
  }
  return { schema: true, scopes };
}

function resolve(reference: string, scopes: Scopes): { schema: Schema; scopes: Scopes } {
  if (!reference.startsWith('#')) return { schema: true, scopes };
  const keys = reference
    .slice(1)
    .split('/')
    .slice(1)
    .map((key) => decodeKey(key));
  for (let at = scopes.length - 1; at >= 0; at -= 1) {
    let value: unknown = scopes[at];
    for (const key of keys) value = readMember(value, key);
    if (isSchema(value)) return { schema: value, scopes: scopes.slice(0, at + 1) };
  }
  return { schema: true, scopes };
}

function readMember(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function decodeKey(key: string): string {
  const plain = key.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/**
 * The values that a schema allows where it lists them one by one: `enum`, `const`, or a union of such; else null.
 * `with_flags` counts true and false as a list too.
 */
export function listedValues(schema: Schema, with_flags = false): unknown[] | null {
  if (!isTree(schema)) return null;
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const];
  if (with_flags && schema.type === 'boolean') return [true, false];
  const union = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(union) || union.length === 0) return null;
  const parts = union.map((part: unknown) => (isSchema(part) ? listedValues(part, with_flags) : null));
  return parts.every((part) => part !== null) ? parts.flat() : null;
}

/** The types that a schema names itself. */
export function typesOf(schema: Tree): string[] {
  const { type } = schema;
  return typeof type === 'string' ? [type] : Array.isArray(type) ? type.filter((name) => typeof name === 'string') : [];
}
