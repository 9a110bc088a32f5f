// Lays the configuration's schema flat: one entry a leaf, in schema order, with what the hints say of it. Names of the
// operator's choice are `*`, items are `[]`; a union gives the leaf of its simplest form and the leaves inside the others.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { isSecretName } from '../redaction/assignments.ts';
import {
  enterScope,
  followReference,
  isSchema,
  listedValues,
  type Schema,
  type Scopes,
  typesOf,
} from './schema-document.ts';
import { reloadOf, type SchemaSnapshot } from './schema-snapshot.ts';
import { isTree, type Tree } from './tree.ts';

const depth_max = 24;
const fields_max = 50_000;

/** Deterministic: the same snapshot gives the same list. */
export function listFields(snapshot: SchemaSnapshot): ConfigField[] {
  const work: Work = { snapshot, fields: [], seen: new Map() };
  walk(work, {
    schema: snapshot.schema,
    scopes: enterScope([], snapshot.schema),
    path: '',
    depth: 0,
    open: [],
    required: false,
  });
  return work.fields;
}

interface Work {
  snapshot: SchemaSnapshot;
  fields: ConfigField[];
  /** Place in the list by path: branches of a union may share members. */
  seen: Map<string, number>;
}

interface Spot {
  schema: Schema;
  scopes: Scopes;
  path: string;
  depth: number;
  /** Schemas being walked, so that one that holds itself ends. */
  open: readonly Schema[];
  required: boolean;
}

function walk(work: Work, spot: Spot): void {
  const followed = followReference(spot.schema, spot.scopes);
  const { schema } = followed;
  const here = { ...spot, schema, scopes: enterScope(followed.scopes, schema) };
  if (schema === false || work.fields.length >= fields_max) return;
  if (schema === true) return put(work, here, { type: 'any' });
  if (spot.depth > depth_max || spot.open.includes(schema)) return put(work, here, { type: 'object' }, schema);
  const inner = { ...here, depth: spot.depth + 1, open: [...spot.open, schema] };
  const listed = listedValues(schema, true);
  if (listed !== null)
    return put(
      work,
      here,
      { type: typeOfListed(listed), ...(isFlag(listed) ? {} : { values: unique(listed) }) },
      schema,
    );
  const types = typesOf(schema).filter((type) => type !== 'null');
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(union) && types.length === 0 && !isTree(schema.properties)) {
    return walkUnion(work, inner, union.filter(isSchema), schema);
  }
  if (types.includes('array')) return walkList(work, inner, schema);
  const holds_members = isTree(schema.properties) || isTree(schema.additionalProperties);
  if (!holds_members && !types.includes('object')) return put(work, here, describeScalar(schema, types), schema);
  walkObject(work, inner, schema);
  // Conditions on an object may bring members of their own.
  for (const part of [schema.allOf, schema.anyOf, schema.oneOf].flat()) {
    if (!isSchema(part)) continue;
    for (const field of branchFields(work, { ...inner, schema: part })) if (field.path !== spot.path) keep(work, field);
  }
}

const isFlag = (values: unknown[]): boolean => values.every((value) => typeof value === 'boolean');
const typeOfListed = (values: unknown[]): ConfigField['type'] =>
  isFlag(values) && new Set(values).size === 2 ? 'boolean' : 'enum';
const unique = (values: unknown[]): unknown[] => [...new Set(values)];

function describeScalar(schema: Tree, types: string[]): Pick<ConfigField, 'type'> & Partial<ConfigField> {
  const scalar = types.every((name) => ['string', 'number', 'integer', 'boolean'].includes(name));
  // Text beside a number is typed as text; the gateway tells them apart.
  const type = types.length > 1 && scalar && types.includes('string') ? 'string' : types[0];
  if (types.length !== 1 && type !== 'string') return { type: 'any' };
  if (type === 'boolean') return { type };
  if (type === 'string') return { type, ...(typeof schema.pattern === 'string' ? { pattern: schema.pattern } : {}) };
  return type === 'number' || type === 'integer' ? { type, ...boundsOf(schema, type) } : { type: 'any' };
}

function boundsOf(schema: Tree, type: 'number' | 'integer'): Partial<ConfigField> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const step = type === 'integer' ? 1 : 0;
  const least =
    typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + step : undefined;
  const most =
    typeof maximum === 'number' ? maximum : typeof exclusiveMaximum === 'number' ? exclusiveMaximum - step : undefined;
  const safe = (value: number | undefined) => value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  return { ...(safe(least) ? { minimum: least } : {}), ...(safe(most) ? { maximum: most } : {}) };
}

function walkObject(work: Work, spot: Spot, schema: Tree): void {
  const { properties, additionalProperties, required } = schema;
  const members = Object.entries(isTree(properties) ? properties : {});
  const needed = new Set(Array.isArray(required) ? required : []);
  for (const [name, member] of members) {
    if (!isSchema(member)) continue;
    const has_default = isTree(member) && 'default' in member;
    walk(work, { ...spot, schema: member, path: join(spot.path, name), required: needed.has(name) && !has_default });
  }
  if (isTree(additionalProperties) && Object.keys(additionalProperties).length > 0) {
    put(work, spot, { type: 'map' }, schema);
    walk(work, { ...spot, schema: additionalProperties, path: join(spot.path, '*'), required: false });
  } else if (members.length === 0) put(work, spot, { type: additionalProperties === false ? 'object' : 'map' }, schema);
}

function walkList(work: Work, spot: Spot, schema: Tree): void {
  put(work, spot, { type: 'list' }, schema);
  const items = Array.isArray(schema.items) ? schema.items[0] : schema.items;
  if (isSchema(items)) walk(work, { ...spot, schema: items, path: `${spot.path}[]`, required: false });
}

const simplicity: ConfigField['type'][] = [
  'boolean',
  'enum',
  'integer',
  'number',
  'string',
  'list',
  'map',
  'object',
  'any',
];

/** The simplest form gives the entry, the members of the others follow it. */
function walkUnion(work: Work, spot: Spot, union: Schema[], schema: Tree): void {
  const branches = union.map((branch) => branchFields(work, { ...spot, schema: branch }));
  const own = branches.flatMap((fields) => fields.filter((field) => field.path === spot.path));
  const scalars = own.filter(({ type }) => simplicity.indexOf(type) <= simplicity.indexOf('string'));
  const types = new Set(scalars.map(({ type }) => type));
  const [first] = scalars.length > 0 ? scalars : own;
  // Text beside a number or a list of words is typed as text; the gateway tells them apart.
  const shown =
    types.size > 1 ? (scalars.find(({ type }) => type === 'string') ?? { ...first, type: 'any' as const }) : first;
  const { path: _path, ...rest } = shown ?? { path: spot.path, type: 'object' as const };
  const is_secret = !types.has('boolean') && union.some(isReferenceSchema);
  if (own.length > 0)
    put(work, spot, { ...rest, type: rest.type ?? 'any', ...(is_secret ? { sensitive: true } : {}) }, schema);
  if (is_secret) return;
  for (const field of branches.flat()) if (field.path !== spot.path) keep(work, field);
}

function branchFields({ snapshot }: Work, spot: Spot): ConfigField[] {
  const alone: Work = { snapshot, fields: [], seen: new Map() };
  walk(alone, spot);
  return alone.fields;
}

/** A form that refers to a secret kept elsewhere: `{source, provider, id}`. */
function isReferenceSchema(schema: Schema): boolean {
  if (!isTree(schema)) return false;
  const forms = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(forms)) return forms.length > 0 && forms.every((form) => isSchema(form) && isReferenceSchema(form));
  const { properties } = schema;
  return isTree(properties) && 'source' in properties && 'id' in properties && Object.keys(properties).length <= 3;
}

function put(work: Work, spot: Spot, shape: Partial<ConfigField> & Pick<ConfigField, 'type'>, schema: Tree = {}): void {
  const { path, required } = spot;
  if (path === '') return;
  const hint = hintOf(work.snapshot.ui_hints, path);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const label = text(hint.label) ?? text(schema.title);
  const help = text(hint.help) ?? text(schema.description);
  const sensitive = shape.sensitive === true || hint.sensitive === true || isSecretLeaf(path, shape.type);
  keep(work, {
    path,
    ...shape,
    ...(label === undefined ? {} : { label }),
    ...(help === undefined ? {} : { help }),
    ...(sensitive ? { sensitive } : {}),
    ...(hint.advanced === true ? { advanced: true } : {}),
    ...(required ? { required } : {}),
    ...('default' in schema ? { default: schema.default } : {}),
    reload: reloadOf(work.snapshot.reload, path.replaceAll('[]', '.*')),
  });
}

function keep(work: Work, field: ConfigField): void {
  const at = work.seen.get(field.path);
  if (at === undefined) {
    work.seen.set(field.path, work.fields.length);
    work.fields.push(field);
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Hints are kept by path; items of lists are written `[]` in some and `*` in others. */
function hintOf(hints: Tree, path: string): Tree {
  for (const written of [path, path.replaceAll('[]', '.*'), path.replaceAll('[]', '')]) {
    const hint = Object.hasOwn(hints, written) ? hints[written] : undefined;
    if (isTree(hint)) return hint;
  }
  return {};
}

/** Secret by its name, where it holds text. */
function isSecretLeaf(path: string, type: ConfigField['type']): boolean {
  const name = path.split('.').at(-1) ?? '';
  return type === 'string' && isSecretName(name);
}
