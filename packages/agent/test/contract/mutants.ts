import type { JsonSchema } from '../../../../scripts/generate/contract.ts';

type Schemas = { [name: string]: JsonSchema };
type Json = unknown;

/** A request body that the contract must refuse, and the field that the refusal has to name. */
export interface Mutant {
  title: string;
  body: Json;
  field: string;
}

export function resolveSchema(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  const found = schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`Unknown schema ${schema.$ref}`);
  return resolveSchema(found, schemas);
}

/** A body that fits the schema, with every property present. */
export function makeSample(schema: JsonSchema, schemas: Schemas): Json {
  const { type, enum: values, properties, items, minimum, minLength } = resolveSchema(schema, schemas);
  if (Array.isArray(values)) return values[0];
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return Object.fromEntries(
        Object.entries((properties ?? {}) as Schemas).map(([name, property]) => [name, makeSample(property, schemas)]),
      );
    case 'array':
      return [makeSample(items as JsonSchema, schemas)];
    case 'integer':
    case 'number':
      return typeof minimum === 'number' ? minimum : 1;
    case 'boolean':
      return true;
    default:
      return 'x'.repeat(Math.max(3, Number(minLength ?? 0)));
  }
}

/** Every required field missing, every type wrong, every enum with an outsider, at every depth. */
export function makeMutants(schema: JsonSchema, schemas: Schemas): Mutant[] {
  const valid = makeSample(schema, schemas) as Record<string, Json>;
  return [
    ...[null, [], 'text', 7].map((body) => ({ title: `body is ${JSON.stringify(body)}`, body, field: 'body' })),
    ...mutateObject(resolveSchema(schema, schemas), schemas, valid, []),
  ];
}

function mutateObject(schema: JsonSchema, schemas: Schemas, valid: Record<string, Json>, at: string[]): Mutant[] {
  const properties = (schema.properties ?? {}) as Schemas;
  const required = (schema.required ?? []) as string[];
  const missing = required.map((name) => ({
    title: `${[...at, name].join('.')} is missing`,
    body: withValue(valid, [...at, name], undefined),
    field: [...at, name].join('.'),
  }));
  const inside = Object.entries(properties).flatMap(([name, property]) =>
    mutateField(property, schemas, valid, [...at, name]),
  );
  return [...missing, ...inside];
}

function mutateField(property: JsonSchema, schemas: Schemas, valid: Record<string, Json>, path: string[]): Mutant[] {
  const schema = resolveSchema(property, schemas);
  const field = path.join('.');
  const mutants = wrongValues(schema).map((value) => ({
    title: `${field} is ${JSON.stringify(value)}`,
    body: withValue(valid, path, value),
    field,
  }));
  if (Array.isArray(schema.enum)) {
    mutants.push({ title: `${field} is an outsider`, body: withValue(valid, path, 'outsider'), field });
  }
  if (schema.properties) mutants.push(...mutateObject(schema, schemas, valid, path));
  if (schema.items) mutants.push(...mutateField(schema.items as JsonSchema, schemas, valid, [...path, '0']));
  return mutants;
}

function wrongValues(schema: JsonSchema): Json[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const candidates: [string, Json][] = [
    ['string', 'text'],
    ['integer', 7],
    ['number', 7.5],
    ['boolean', true],
    ['array', []],
    ['object', {}],
    ['null', null],
  ];
  const fits = (type: string) => types.includes(type) || (type === 'integer' && types.includes('number'));
  return candidates.filter(([type]) => !fits(type)).map(([, value]) => value);
}

function withValue(valid: Record<string, Json>, path: string[], value: Json): Json {
  const copy = structuredClone(valid);
  let holder = copy;
  for (const part of path.slice(0, -1)) holder = holder[part] as Record<string, Json>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
