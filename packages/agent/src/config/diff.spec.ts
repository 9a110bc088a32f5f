import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listConflicts, listDifferences, strongestReload } from './diff.ts';
import { formatPath, isEqual } from './tree.ts';

const said = (before: unknown, after: unknown) =>
  listDifferences(before, after).map(({ path, kind }) => `${kind} ${formatPath(path)}`);

describe('what differs', () => {
  it('is told field by field, with new sections laid out and references whole', () => {
    expect(said({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 }, d: { e: { f: 1 } } })).toEqual([
      'changed a.c',
      'added d.e.f',
    ]);
    expect(said({ k: 'x' }, { k: { source: 'env', id: 'K' } })).toEqual(['changed k']);
    expect(said({ k: { source: 'env', id: 'K' } }, {})).toEqual(['removed k']);
  });

  it('treats a list of values as one field, and a list of objects item by item while its length stays', () => {
    expect(said({ l: [1, 2] }, { l: [2] })).toEqual(['changed l']);
    expect(said({ l: [{ id: 'a', n: 1 }] }, { l: [{ id: 'a', n: 2 }] })).toEqual(['changed l.0.n']);
  });

  it('names what is swapped for something of another shape on both sides', () => {
    expect(said({ a: 1 }, { a: { b: 1 } })).toEqual(['removed a', 'added a.b']);
    expect(said({ a: { b: 1 } }, { a: 1 })).toEqual(['removed a.b', 'added a']);
  });

  it('is nothing exactly where two configurations are the same', () => {
    const tree = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(listDifferences(a, b).length === 0).toBe(isEqual(a, b));
        expect(listDifferences(a, structuredClone(a))).toEqual([]);
      }),
    );
  });
});

describe('two people', () => {
  const base = { gateway: { port: 1, bind: 'lan' }, channels: { telegram: { enabled: true } } };

  it('conflict where both changed the same or what contains it, unless they agree', () => {
    const mine = listDifferences(base, { ...base, gateway: { port: 2, bind: 'auto' } });
    const theirs = listDifferences(base, { gateway: { port: 3, bind: 'auto' } });
    expect(listConflicts(mine, theirs)).toEqual([['gateway', 'port']]);
  });

  it('conflict where one took away what the other changed inside', () => {
    const mine = listDifferences({ l: [{ a: 1 }] }, { l: [{ a: 2 }] });
    const theirs = listDifferences({ l: [{ a: 1 }] }, {});
    expect(listConflicts(mine, theirs)).toEqual([['l', 0, 'a']]);
  });
});

it('the strongest reload of several counts', () => {
  expect(strongestReload(['hot', 'none'])).toBe('hot');
  expect(strongestReload(['hot', 'restart', 'unknown'])).toBe('restart');
  expect(strongestReload([])).toBe('none');
});
