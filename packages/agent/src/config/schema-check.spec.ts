import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSchema } from './schema-check.ts';
import type { Schema } from './schema-document.ts';
import { readBundled } from './schema-snapshot.ts';
import { formatPath, isTree, type Tree, valueAtPath } from './tree.ts';

const told = (schema: Schema, value: unknown) =>
  checkSchema(schema, value).map(({ path, message }) => `${formatPath(path)} ${message}`);

describe('the rules of draft-07', () => {
  const word = fc.constantFrom('a', 'b', 'ab');
  const plain = fc.oneof(fc.integer({ min: -3, max: 3 }), word, fc.boolean(), fc.constant(null), fc.constant(1.5));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      plain,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    ),
  }));
  const count = fc.integer({ min: 0, max: 3 });
  const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
  const { schema } = fc.letrec((tie) => {
    const one = tie('schema') as fc.Arbitrary<Schema>; // the arbitrary of that name, below
    const some = fc.array(one, { minLength: 1, maxLength: 3 });
    const keywords = fc.record(
      {
        type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 2 })),
        enum: fc.uniqueArray(plain, { minLength: 1, maxLength: 3 }),
        const: plain,
        minimum: count,
        maximum: count,
        exclusiveMinimum: count,
        multipleOf: fc.constantFrom(1, 2, 0.5),
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom('^a', 'b$', '^ab?$'),
        items: fc.oneof(one, some),
        additionalItems: one,
        minItems: count,
        maxItems: count,
        uniqueItems: fc.boolean(),
        contains: fc.constantFrom({ type: 'string' }, { minimum: 1 }),
        properties: fc.dictionary(word, one, { maxKeys: 2 }),
        patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$'), one, { maxKeys: 2 }),
        additionalProperties: one,
        propertyNames: one,
        required: fc.uniqueArray(word, { maxLength: 2 }),
        minProperties: count,
        maxProperties: count,
        dependencies: fc.dictionary(word, fc.oneof(one, fc.uniqueArray(word, { maxLength: 2 })), { maxKeys: 2 }),
        allOf: some,
        anyOf: some,
        oneOf: some,
        not: one,
        if: one,
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: one,
        else: one,
      },
      { requiredKeys: [] },
    );
    const few = keywords.chain((all) => fc.subarray(Object.entries(all), { maxLength: 3 }).map(Object.fromEntries));
    return { schema: fc.oneof({ maxDepth: 3 }, fc.boolean(), few) };
  });

  it('are kept as a compiling checker keeps them', () => {
    fc.assert(
      fc.property(schema as fc.Arbitrary<Schema>, fc.array(value, { minLength: 4, maxLength: 8 }), (rules, values) => {
        const compiled = new Ajv({ strict: false, logger: false }).compile(rules);
        for (const one of values) expect([one, checkSchema(rules, one).length === 0]).toEqual([one, compiled(one)]);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('take a number that is no number for none', () => {
    expect(told({ type: 'number' }, Number.NaN)).toEqual([' must be a number']);
    expect(told({ type: 'integer' }, Number.POSITIVE_INFINITY)).toEqual([' must be a whole number']);
  });

  it('end where a schema holds itself', () => {
    const tree = { type: 'object', additionalProperties: { $ref: '#' } };
    expect(told(tree, { a: { b: 1 } })).toEqual(['a.b must be an object']);
    expect(told({ $ref: '#' }, 5)).toEqual([]);
  });

  it('look for a reference from the inside out', () => {
    const plugin = { $defs: { port: { type: 'integer' } }, properties: { port: { $ref: '#/$defs/port' } } };
    expect(told({ properties: { plugin } }, { plugin: { port: 'x' } })).toEqual(['plugin.port must be a whole number']);
  });
});

describe('a union that fits nowhere', () => {
  const reference = {
    type: 'object',
    properties: { source: { const: 'env' }, id: { type: 'string' } },
    required: ['source', 'id'],
  };
  const other = {
    type: 'object',
    properties: { source: { const: 'file' }, id: { type: 'string' } },
    required: ['source', 'id'],
  };
  const secret = { anyOf: [{ type: 'string' }, { oneOf: [reference, other] }] };
  it.each([
    [{ anyOf: [{ const: 'a' }, { const: 'b' }, { type: 'boolean' }] }, 5, [' must be one of: a, b, true, false']],
    [secret, 5, [' must be text, or an object']],
    [secret, { source: 'file' }, ['id is required']],
    [secret, { source: 'env', id: 5 }, ['id must be text']],
    [{ anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] }, '', [' must not be empty']],
  ])('%j with %j is told in one sentence', (schema, value, expected) => {
    expect(told(schema, value)).toEqual(expected);
  });
});

describe('the gateway’s own schema', () => {
  it('names what is wrong in a configuration, and nothing else', async () => {
    const { schema } = await readBundled();
    const config = {
      gateway: { mode: 'local', port: 'x', bogus: 1 },
      logging: { level: 'loud' },
      channels: { telegram: { botToken: 5, accounts: { a: { dmPolicy: 'any' } } } },
    };
    expect(told(schema, config).toSorted()).toEqual([
      'channels.telegram.accounts.a.dmPolicy must be one of: pairing, allowlist, open, disabled',
      'channels.telegram.botToken must be text, or an object',
      'gateway.bogus is not known here',
      'gateway.port must be a whole number',
      'logging.level must be one of: silent, fatal, error, warn, info, debug, trace',
    ]);
    expect(told(schema, { channels: { telegram: { botToken: '1:a' } } })).toEqual([]);
  });

  it.each(['gateway', 'logging', 'agents', 'session', 'hooks'])(
    'is read as a compiling checker reads it: %s',
    async (section) => {
      const snapshot = await readBundled();
      const part = valueAtPath(snapshot.schema, ['properties', section]);
      if (!isTree(part)) throw new Error(`There is no section ${section}.`);
      const compiled = new Ajv({ strict: false, logger: false }).compile(part);
      const names = [...new Set(memberNames(part))];
      const leaf = fc.oneof(fc.constantFrom(...names, '', 'local', 'x'), fc.integer(), fc.boolean(), fc.constant(null));
      const { config } = fc.letrec((tie) => ({
        config: fc.oneof(
          { maxDepth: 4 },
          leaf,
          fc.array(tie('config'), { maxLength: 2 }),
          fc.dictionary(fc.constantFrom(...names), tie('config'), { maxKeys: 4 }),
        ),
      }));
      fc.assert(
        fc.property(config, (value) => {
          expect([value, checkSchema(part, value).length === 0]).toEqual([value, compiled(value)]);
        }),
        { numRuns: 200, seed: 11 },
      );
    },
  );
});

function memberNames(schema: unknown, depth = 0): string[] {
  if (!isTree(schema) || depth > 4) return [];
  const properties: Tree = isTree(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([name, member]) => [name, ...memberNames(member, depth + 1)]);
}
