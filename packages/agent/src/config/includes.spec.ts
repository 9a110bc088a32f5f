import { describe, expect, it } from 'vitest';
import { anchorIncludes, resolveIncludes } from './includes.ts';
import { formatPath } from './tree.ts';

const files: Record<string, string> = {
  '/g/a.json5': '{ a: 1, list: [1], deep: { x: 1 } }',
  '/g/b.json5': '{ b: 2, list: [2], deep: { y: 2 } }',
  '/g/sub/outer.json5': "{ $include: './inner.json5', o: 1 }",
  '/g/sub/inner.json5': '{ i: 1 }',
  '/g/list.json5': '[1, 2]',
  '/g/loop.json5': "{ $include: './loop.json5' }",
  '/g/broken.json5': '{',
  '/other/x.json5': '{ x: 1 }',
};
const read = async (path: string) => {
  const text = files[path];
  if (text === undefined) throw new Error('missing');
  return text;
};
const take = async (value: unknown, roots: string[] = []) => {
  const { problems, ...rest } = await resolveIncludes(value, { config_path: '/g/openclaw.json', roots, read });
  return { ...rest, problems: problems.map(({ path, message }) => `${formatPath(path)}: ${message}`) };
};

describe('what is taken in', () => {
  it.each([
    ['one file stands for its object', { s: { $include: './a.json5' } }, { s: { a: 1, list: [1], deep: { x: 1 } } }],
    ['a file may hold a list', { s: { $include: 'list.json5' } }, { s: [1, 2] }],
    [
      'several are merged in order',
      { $include: ['./a.json5', '/g/b.json5'] },
      { a: 1, b: 2, list: [1, 2], deep: { x: 1, y: 2 } },
    ],
    ['what stands beside them wins', { $include: './a.json5', a: 9 }, { a: 9, list: [1], deep: { x: 1 } }],
    ['a file takes in from where it lies', { s: { $include: './sub/outer.json5' } }, { s: { i: 1, o: 1 } }],
    ['items too', { s: [{ $include: './sub/inner.json5' }] }, { s: [{ i: 1 }] }],
  ])('%s', async (_name, value, expected) => {
    expect(await take(value)).toMatchObject({ value: expected, problems: [] });
  });

  it('is told by file', async () => {
    expect((await take({ s: { $include: './sub/outer.json5' } })).files).toEqual([
      '/g/sub/outer.json5',
      '/g/sub/inner.json5',
    ]);
  });

  it('comes from other directories where the service allows it', async () => {
    expect(await take({ $include: '/other/x.json5' }, ['/other'])).toMatchObject({ value: { x: 1 }, problems: [] });
  });
});

describe('what cannot be taken in', () => {
  it.each([
    [{ s: { $include: './nope.json5' } }, 's.$include: ./nope.json5 cannot be read'],
    [{ $include: '/other/x.json5' }, '$include: /other/x.json5 lies outside the directory of the configuration'],
    [{ $include: '../etc/passwd' }, '$include: ../etc/passwd lies outside the directory of the configuration'],
    [{ $include: './loop.json5' }, '$include: ./loop.json5 takes itself in'],
    [{ $include: './openclaw.json' }, '$include: ./openclaw.json takes itself in'],
    [
      { $include: './broken.json5' },
      '$include: ./broken.json5 is not JSON5: line 1: it ends too early: a name is missing',
    ],
    [{ $include: 5 }, '$include: an `$include` has to be a file name or a list of them'],
    [{ $include: 'a\0b' }, '$include: this is no file name'],
    [
      { $include: './list.json5', a: 1 },
      '$include: something is written beside an `$include` whose file holds no object',
    ],
  ])('%j is a problem, not a crash', async (value, problem) => {
    expect((await take(value)).problems).toEqual([problem]);
  });
});

it('names files absolutely for a reader elsewhere', () => {
  const value = { s: { $include: './a.json5' }, $include: ['b.json5', '/x/c.json5'] };
  expect(anchorIncludes(value, '/g/openclaw.json')).toEqual({
    s: { $include: '/g/a.json5' },
    $include: ['/g/b.json5', '/x/c.json5'],
  });
});
