// What the gateway's schema says of single fields: whether a value is a secret, whether a reference to one may stand there,
// and what a change makes the gateway do.
import type { Reload } from './diff.ts';
import { enterScope, followReference, isSchema, type Schema, type Scopes } from './schema-document.ts';
import { reloadOf, type SchemaSnapshot } from './schema-snapshot.ts';
import { isTree, type Path, type Tree } from './tree.ts';

export interface FieldLore {
  isSensitive(path: Path): boolean;
  reloadOf(path: Path): Reload;
  /** Whether `{source, provider, id}` may stand in the place of a value there. */
  takesReference(path: Path, source: 'env' | 'store'): boolean;
}

interface HintNode {
  is_sensitive: boolean;
  children: Map<string, HintNode>;
}

const makeNode = (): HintNode => ({ is_sensitive: false, children: new Map() });

/** Hints name fields by dotted paths; `*` stands for any name, `[]` for any item. */
function plantHints(ui_hints: Tree): HintNode {
  const root = makeNode();
  for (const [dotted, hint] of Object.entries(ui_hints)) {
    if (!isTree(hint) || hint.sensitive !== true) continue;
    let node = root;
    for (const key of dotted.replaceAll('[]', '.[]').split('.')) {
      const next = node.children.get(key) ?? makeNode();
      node.children.set(key, next);
      node = next;
    }
    node.is_sensitive = true;
  }
  return root;
}

/** A field is sensitive when it or anything that holds it is. */
function isHinted(node: HintNode, path: Path): boolean {
  if (node.is_sensitive) return true;
  const [key, ...rest] = path;
  if (key === undefined) return false;
  const names = typeof key === 'number' ? ['[]', '*', String(key)] : [key, '*'];
  return names.some((name) => {
    const next = node.children.get(name);
    return next !== undefined && isHinted(next, rest);
  });
}

interface Spot {
  schema: Schema;
  scopes: Scopes;
}

const branches_max = 64;

/** Every schema that may hold at a place: references followed, unions laid out. */
function layOut(spot: Spot, found: Spot[] = []): Spot[] {
  if (found.length > branches_max) return found;
  const { schema, scopes } = followReference(spot.schema, enterScope(spot.scopes, spot.schema));
  if (!isTree(schema)) return found;
  found.push({ schema, scopes });
  for (const union of [schema.anyOf, schema.oneOf, schema.allOf]) {
    if (!Array.isArray(union)) continue;
    for (const part of union) if (isSchema(part)) layOut({ schema: part, scopes }, found);
  }
  return found;
}

function stepInto({ schema, scopes }: Spot, key: string | number): Spot[] {
  if (!isTree(schema)) return [];
  const { properties, additionalProperties, items } = schema;
  const next =
    typeof key === 'number'
      ? items
      : isTree(properties) && Object.hasOwn(properties, key)
        ? properties[key]
        : additionalProperties;
  return isSchema(next) && next !== false ? [{ schema: next, scopes }] : [];
}

function takesReference(schema: Tree, path: Path, source: string): boolean {
  let spots: Spot[] = layOut({ schema, scopes: [] });
  for (const key of path) {
    spots = spots.flatMap((spot) => stepInto(spot, key)).flatMap((spot) => layOut(spot));
    if (spots.length === 0) return false;
  }
  return spots.some(({ schema: one }) => {
    const named = isTree(one) && isTree(one.properties) ? one.properties.source : undefined;
    if (!isTree(named)) return false;
    return named.const === source || (Array.isArray(named.enum) && named.enum.includes(source));
  });
}

export function createLore(snapshot: Pick<SchemaSnapshot, 'schema' | 'ui_hints' | 'reload'>): FieldLore {
  const hints = plantHints(snapshot.ui_hints);
  const dotted = (path: Path) => path.map(String).join('.');
  return {
    isSensitive: (path) => isHinted(hints, path),
    reloadOf: (path) => reloadOf(snapshot.reload, dotted(path)),
    takesReference: (path, source) => takesReference(snapshot.schema, path, source),
  };
}
