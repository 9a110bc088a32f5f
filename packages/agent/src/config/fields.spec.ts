import { beforeAll, describe, expect, it } from 'vitest';
import { listFields } from './fields.ts';
import { makeSnapshot, readBundled, reloadOf, type SchemaSnapshot } from './schema-snapshot.ts';
import type { Tree } from './tree.ts';

const fieldsOf = (properties: Tree, ui_hints: Tree = {}) =>
  listFields(makeSnapshot({ source: 'bundled', version: '1', schema: { properties }, ui_hints, reload: { a: 'hot' } }));
const known = ({ path, type }: { path: string; type: string }) => [path, type];

describe('a schema laid flat', () => {
  it.each([
    [
      'scalars',
      { a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'boolean' }, d: {} },
      [
        ['a', 'string'],
        ['b', 'integer'],
        ['c', 'boolean'],
        ['d', 'any'],
      ],
    ],
    [
      'lists of values',
      { a: { anyOf: [{ const: 'x' }, { const: 'y' }] }, b: { enum: [true, false, 'auto'] } },
      [
        ['a', 'enum'],
        ['b', 'enum'],
      ],
    ],
    [
      'names of the operator’s choice',
      { a: { additionalProperties: { properties: { b: { type: 'string' } } } } },
      [
        ['a', 'map'],
        ['a.*.b', 'string'],
      ],
    ],
    [
      'items',
      { a: { type: 'array', items: { properties: { b: { type: 'number' } } } } },
      [
        ['a', 'list'],
        ['a[].b', 'number'],
      ],
    ],
    [
      'free objects',
      { a: { type: 'object' }, b: { type: 'object', additionalProperties: false } },
      [
        ['a', 'map'],
        ['b', 'object'],
      ],
    ],
    [
      'a union of text and members',
      { a: { anyOf: [{ type: 'string' }, { type: 'object', properties: { b: { type: 'string' } } }] } },
      [
        ['a', 'string'],
        ['a.b', 'string'],
      ],
    ],
    [
      'text beside a number',
      { a: { anyOf: [{ type: 'number' }, { type: 'string' }] }, b: { type: ['string', 'number'] } },
      [
        ['a', 'string'],
        ['b', 'string'],
      ],
    ],
    [
      'conditions with members',
      {
        a: {
          type: 'object',
          properties: { x: { type: 'string' } },
          allOf: [{ properties: { y: { type: 'string' } } }],
        },
      },
      [
        ['a.x', 'string'],
        ['a.y', 'string'],
      ],
    ],
  ])('%s', (_name, properties, expected) => {
    expect(fieldsOf(properties).map(known)).toEqual(expected);
  });

  it('ends where a schema holds itself', () => {
    const schema: Tree = { properties: { a: { $ref: '#' } } };
    const snapshot = makeSnapshot({ source: 'bundled', version: '1', schema, ui_hints: {}, reload: null });
    expect(listFields(snapshot).map(known)).toEqual([['a', 'object']]);
  });

  it('calls a secret what the hints, the name or the form of the value call one', () => {
    const reference = {
      type: 'object',
      properties: { source: { const: 'env' }, provider: {}, id: { type: 'string' } },
    };
    const fields = fieldsOf(
      {
        a: { anyOf: [{ type: 'string' }, { oneOf: [reference, reference] }] },
        botToken: { type: 'string' },
        c: { type: 'string' },
        maxTokens: { type: 'integer' },
      },
      { c: { sensitive: true, label: 'C', help: 'See.', advanced: true } },
    );
    expect(fields.filter(({ sensitive }) => sensitive).map(known)).toEqual([
      ['a', 'string'],
      ['botToken', 'string'],
      ['c', 'string'],
    ]);
    expect(fields[2]).toEqual({
      path: 'c',
      type: 'string',
      label: 'C',
      help: 'See.',
      sensitive: true,
      advanced: true,
      reload: 'unknown',
    });
  });

  it('has bounds as a form needs them, defaults, and what is required and not filled in', () => {
    const a = {
      type: 'object',
      required: ['b', 'c'],
      properties: {
        b: { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        c: { type: 'string', default: 'x' },
      },
    };
    expect(fieldsOf({ a })).toEqual([
      { path: 'a.b', type: 'integer', minimum: 1, required: true, reload: 'hot' },
      { path: 'a.c', type: 'string', default: 'x', reload: 'hot' },
    ]);
  });
});

describe('the gateway’s own schema', () => {
  let snapshot: SchemaSnapshot;
  beforeAll(async () => {
    snapshot = await readBundled();
  });

  it('gives thousands of fields, each once, the same ones every time', () => {
    const fields = listFields(snapshot);
    expect(fields.length).toBeGreaterThan(6_000);
    expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
    expect(listFields(snapshot)).toEqual(fields);
  });

  it.each([
    ['gateway.port', { type: 'integer', minimum: 1, maximum: 65_535, label: 'Gateway Port', reload: 'restart' }],
    ['gateway.auth.token', { type: 'string', sensitive: true, reload: 'restart' }],
    ['gateway.controlUi.allowedOrigins', { type: 'list', reload: 'hot' }],
    ['logging.level', { type: 'enum', values: expect.arrayContaining(['info', 'debug']), reload: 'none' }],
    ['channels.telegram.botToken', { type: 'string', sensitive: true }],
    ['channels.telegram.accounts.*.botToken', { type: 'string', sensitive: true, reload: 'hot' }],
    ['models.providers.*.apiKey', { type: 'string', sensitive: true }],
    ['agents.defaults.model.primary', { type: 'string' }],
  ])('knows %s', (path, expected) => {
    expect(listFields(snapshot).find((field) => field.path === path)).toMatchObject(expected);
  });

  it('tells of any path what a change does, by its nearest known parent', () => {
    expect(reloadOf(snapshot.reload, 'gateway.auth.token')).toBe('restart');
    expect(reloadOf(snapshot.reload, 'channels.telegram.accounts.x.botToken')).toBe('hot');
    expect(reloadOf(snapshot.reload, 'nothing.here')).toBe('unknown');
    expect(reloadOf(null, 'gateway.port')).toBe('unknown');
  });
});
