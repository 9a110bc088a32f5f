import type { ConfigField } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { checkValue } from './check-value.ts';
import { fieldAt } from './field-match.ts';
import { nodeAt, treeOf } from './field-tree.ts';
import { kept_mask } from './mask.ts';
import { type Row, rowsBelow, rowsOfHits } from './rows.ts';

const fields: ConfigField[] = [
  { path: 'logging.level', type: 'enum', values: ['info', 'debug'] },
  { path: 'logging.redactPatterns', type: 'list', advanced: true },
  { path: 'models.providers.*.apiKey', type: 'string', sensitive: true },
  { path: 'models.providers.*.models[].id', type: 'string', required: true },
  { path: 'env.vars.*', type: 'string' },
];
const root = treeOf(fields);
const show = (rows: Row[]) => rows.map((row) => `${row.kind} ${row.id}`);
const below = (path: string[], whole: unknown, folds = new Map<string, boolean>()) =>
  show(rowsBelow(nodeAt(root, path), path, whole, folds));

describe('rows', () => {
  it('fold advanced fields away until they are set or asked for', () => {
    expect(below(['logging'], {})).toEqual(['field logging.level', 'advanced logging#advanced']);
    expect(below(['logging'], {}, new Map([['logging#advanced', true]]))).toContain('field logging.redactPatterns');
    expect(below(['logging'], { logging: { redactPatterns: ['x'] } })).toEqual([
      'field logging.level',
      'field logging.redactPatterns',
    ]);
  });
  it('show the entries that are there, and the fields of each', () => {
    const whole = { models: { providers: { 'a.b': { models: [{ id: 'm' }] } } } };
    expect(below(['models', 'providers'], whole)).toEqual([
      'entries models.providers#entries',
      'group models.providers["a.b"]',
      'field models.providers["a.b"].apiKey',
      'group models.providers["a.b"].models',
      'entries models.providers["a.b"].models#entries',
      'group models.providers["a.b"].models.0',
      'field models.providers["a.b"].models.0.id',
    ]);
  });
  it('of a search stand at every place of the configuration, or say where an entry is missing', () => {
    const hits = fields.filter((field) => field.path.includes('apiKey'));
    expect(show(rowsOfHits(root, hits, { models: { providers: { x: {}, y: {} } } }))).toEqual([
      'section models#section',
      'field models.providers.x.apiKey',
      'field models.providers.y.apiKey',
    ]);
    expect(show(rowsOfHits(root, hits, {}))).toEqual([
      'section models#section',
      'unreached models.providers.*.apiKey#unreached',
    ]);
  });
});

it('a path finds its field through names and items of the operator’s choice', () => {
  expect(fieldAt(fields, ['models', 'providers', 'x', 'models', 0, 'id'])?.path).toBe('models.providers.*.models[].id');
  expect(fieldAt(fields, ['models', 'providers'])).toBeUndefined();
});

describe('checkValue', () => {
  it.each([
    [{ type: 'integer', minimum: 1, maximum: 10 }, 11, 'From 1 to 10.'],
    [{ type: 'integer' }, 1.5, 'A whole number is needed here.'],
    [{ type: 'number' }, 'ten', 'A number is needed here.'],
    [{ type: 'string', pattern: '^a+$' }, 'b', 'It has to match ^a+$'],
    [{ type: 'string', pattern: '^a+$' }, '${NAME}', null],
    [{ type: 'string', pattern: '(' }, 'b', null],
    [{ type: 'enum', values: ['a', 'b'] }, 'c', 'One of a, b.'],
    [{ type: 'string', sensitive: true, pattern: '^x$' }, kept_mask, null],
    [{ type: 'string', sensitive: true }, { source: 'env', provider: 'default', id: 'A' }, null],
    [{ type: 'boolean' }, undefined, null],
  ] satisfies Array<[Omit<ConfigField, 'path'>, unknown, string | null]>)('%j with %j: %s', (field, value, message) => {
    expect(
      checkValue({ path: 'x', ...field, ...('values' in field ? { values: [...field.values] } : {}) }, value),
    ).toBe(message);
  });
});
