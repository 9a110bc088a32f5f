import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyMergePatch } from '../../../simulator/src/config/merge.ts';
import { makePatch, makeWayBack } from '../../src/config/live-patch.ts';
import { keptMark } from '../../src/config/mask.ts';
import type { Tree } from '../../src/config/tree.ts';

// Null means removal in a patch, so a configuration cannot hold it.
const leaf = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const tree = fc.letrec<{ value: unknown; tree: Tree }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('tree')),
  tree: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { noNullPrototype: true, maxKeys: 4 }),
})).tree;

it('a patch makes of what is there what is wanted, and going back what was there', () => {
  fc.assert(
    fc.property(tree, tree, (present, wanted) => {
      expect(applyMergePatch(present, makePatch(present, wanted).patch)).toEqual(wanted);
      expect(applyMergePatch(wanted, makeWayBack(wanted, present).patch)).toEqual(present);
    }),
  );
});

it('names every list that is replaced or taken away, inside of what goes too', () => {
  const present = { a: { b: [1, 2], c: 1 }, d: [{ e: [] }], f: { g: { h: [3] } } };
  expect(makePatch(present, { a: { b: [1], c: 1 }, d: [{ e: [] }] }).replace_paths).toEqual(['f.g.h', 'a.b']);
});

it('speaks of kept secrets in the gateway’s own words, and leaves those outside of lists out', () => {
  const present = { token: keptMark, list: [{ id: 'a', token: keptMark }] };
  const wanted = { token: keptMark, list: [{ id: 'a', token: keptMark }, { id: 'b' }] };
  expect(makePatch(present, wanted).patch).toEqual({
    list: [{ id: 'a', token: '__OPENCLAW_REDACTED__' }, { id: 'b' }],
  });
});

it('going back says which secrets cannot come back', () => {
  const former = { a: { token: keptMark, port: 1 }, gone: { key: keptMark, on: true } };
  const back = makeWayBack({ a: { token: { source: 'store', id: 'X' }, port: 2 } }, former);
  expect(back).toMatchObject({ patch: { a: { port: 1 }, gone: { on: true } }, lost: ['a.token', 'gone.key'] });
});
