import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import type { Contract, JsonSchema, Operation } from './contract.ts';

// A CommonJS module with a default export: Node wraps it once more than its types say.
const standalone = standaloneModule as unknown as typeof standaloneModule.default;

/** RFC 3339 with a zone. As an expression, so that the generated code carries it and needs no format library. */
const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export const bodyName = (operationId: string) => `body_${operationId}`;
export const responseName = (operationId: string, status: string) => `response_${operationId}_${status}`;
export const parametersName = (operationId: string, place: string) => `${place}_${operationId}`;

/** A module of validation code and its types. */
export interface ValidatorModule {
  code: string;
  types: string;
}

/** Validation code for every body and parameter set. */
export function writeInputValidators(contract: Contract): ValidatorModule {
  const bodies = new Map<string, JsonSchema>();
  const parameters = new Map<string, JsonSchema>();
  for (const operation of contract.operations) {
    if (operation.body) bodies.set(bodyName(operation.operation_id), operation.body.schema);
    for (const place of ['path', 'query', 'header'] as const) {
      parameters.set(parametersName(operation.operation_id, place), parameterSchema(operation, place));
    }
  }
  return toModule(
    [...bodies.keys(), ...parameters.keys()],
    [
      compile('bodies', requireBeforeDefault(contract.schemas) as Contract['schemas'], bodies, { useDefaults: true }),
      compile('parameters', contract.schemas, parameters, { useDefaults: true, coerceTypes: true }),
    ],
  );
}

/** Validation code for every answer. A module of its own: the agent checks a share of its answers, and reads it then. */
export function writeAnswerValidators(contract: Contract): ValidatorModule {
  const responses = new Map<string, JsonSchema>();
  for (const operation of contract.operations) {
    for (const [status, schema] of operation.responses) {
      if (schema) responses.set(responseName(operation.operation_id, status), schema);
    }
  }
  // What the agent sends is closed: a field that the contract does not name is drift, and may be a leak.
  const schemas = closeObjects(contract.schemas) as Contract['schemas'];
  return toModule([...responses.keys()], [compile('responses', schemas, responses, {})]);
}

function toModule(names: string[], parts: string[]): ValidatorModule {
  const types = [
    "import type { Validate } from '../operation.ts';",
    '',
    ...names.map((name) => `export declare const ${name}: Validate;`),
    '',
  ];
  return { code: `${runtime}\n${parts.join('\n')}`, types: types.join('\n') };
}

function parameterSchema(operation: Operation, place: string): JsonSchema {
  const own = operation.parameters.filter((parameter) => parameter.in === place);
  // HTTP header names have no case, and Node gives them in lower case.
  const nameOf = (name: string) => (place === 'header' ? name.toLowerCase() : name);
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(({ name, schema }) => [nameOf(name), schema])),
    required: own.filter(({ required }) => required).map(({ name }) => nameOf(name)),
    additionalProperties: place === 'header',
  };
}

function compile(
  prefix: string,
  schemas: Contract['schemas'],
  roots: Map<string, JsonSchema>,
  options: { useDefaults?: boolean; coerceTypes?: boolean },
): string {
  const ajv = new Ajv2020({
    ...options,
    strict: false, // the contract's x- keywords and OpenAPI's own are not JSON Schema's
    allErrors: prefix === 'bodies',
    allowUnionTypes: true,
    formats: { 'date-time': dateTime, float: true },
    inlineRefs: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  ajv.addSchema({ $id: 'contract', components: { schemas: stripProse(schemas) } });
  // Most answers are the same few shapes: each distinct schema is compiled once and exported under one name.
  const nameBySchema = new Map<string, string>();
  const aliases: string[] = [];
  for (const [name, schema] of roots) {
    const key = JSON.stringify(schema);
    const first = nameBySchema.get(key);
    if (first) {
      aliases.push(`export const ${name} = ${first};`);
      continue;
    }
    nameBySchema.set(key, name);
    ajv.addSchema({ ...absoluteRefs(schema), $id: name });
  }
  const names = [...nameBySchema.values()];
  const code = standalone(ajv, Object.fromEntries(names.map((name) => [name, name]))).replace('"use strict";', '');
  // Several modules become one file: their private names must not meet, and nothing is required from elsewhere.
  const renamed = code
    .replace(/const func(\d+) = require\("ajv\/dist\/runtime\/(\w+)"\)\.default/g, 'const func$1 = $2')
    .replace(/\b(schema|validate|func|formats|pattern)(\d+)\b/g, `${prefix}_$1$2`);
  if (renamed.includes('require('))
    throw new Error('The contract needs more of ajv at run time than is carried along.');
  return `${renamed}\n${aliases.join('\n')}\n`;
}

/** A field that is required has to be sent: its default is for readers, and must not fill it in. */
function requireBeforeDefault(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(requireBeforeDefault);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, requireBeforeDefault(value)]));
  const properties = copy.properties as Record<string, JsonSchema> | undefined;
  for (const name of Array.isArray(copy.required) ? copy.required : []) delete properties?.[name]?.default;
  return copy;
}

/** Drops what checks nothing; the generated code carries its schemas as constants. */
function stripProse(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(stripProse);
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !(key === 'description' && typeof value === 'string') && !key.startsWith('x-'),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, stripProse(value)]));
}

function absoluteRefs(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')) as JsonSchema;
}

function closeObjects(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closeObjects);
  if (node === null || typeof node !== 'object') return node;
  const closed = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closeObjects(value)]));
  const isOpenObject = closed.type === 'object' && closed.properties && closed.additionalProperties === undefined;
  return isOpenObject ? { ...closed, additionalProperties: false } : closed;
}

/** What the generated code would fetch from ajv at run time, so that the agent need not carry ajv. */
const runtime = `/** Characters, not UTF-16 units: what JSON Schema counts. */
function ucs2length(text) {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
`;
